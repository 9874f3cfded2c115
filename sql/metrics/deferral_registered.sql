/*
title: 未结报备率 | Deferrals registered
about: 当日没有解决的工单中，登记了原因和承诺完成时间的比例 | Share of the tickets not resolved on the day they came for which a reason and a promised time are on record
asks: 以书面方式将当日未解决问题及完成时间向销售总监报备
decision: 原因和承诺时间缺一不可；今天受理、尚未解决的也计；已取消的不计 | Both the reason and the time are needed; today's open tickets count; cancelled ones do not
grain: one row per ticket not resolved on the day it came
area: service
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent]
noun: 件 | tickets
numerator: 已报备 | registered
denominator: 当日未解决 | not resolved that day
*/
select
    ticket_id as key,
    created_at as event_at,
    site_id,
    agent_id,
    cast(promised_at is not null and deferred_reason is not null as integer) as numerator,
    1 as denominator
from facts.tickets
where cast(resolved_at as date) is distinct from cast(created_at as date)
    and not is_cancelled
