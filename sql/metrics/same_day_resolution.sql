/*
title: 当日办结率 | Same-day resolution
about: 受理的工单中，当天解决的比例；已取消的和订单类不计 | Share of tickets resolved on the day they came; cancelled ones and orders are left out
asks: 当日问题应在当日处理完毕,不得拖延至次日
decision: 今天受理、还没解决的也计；同一天按北京时间的日期 | Today's open tickets count; the day is that of Beijing time
grain: one row per ticket that should be resolved the same day
area: service
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent, channel, kind]
noun: 件 | tickets
numerator: 当日解决 | resolved the same day
denominator: 当日受理 | created
*/
select
    ticket_id as key,
    created_at as event_at,
    site_id,
    agent_id,
    channel,
    kind,
    cast(coalesce(cast(resolved_at as date) = cast(created_at as date), false) as integer) as numerator,
    1 as denominator
from facts.tickets
where kind in ('consult', 'repair', 'request', 'complaint') and not is_cancelled
