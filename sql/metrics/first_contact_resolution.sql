/*
title: 一次性解决率 | First contact resolution
about: 解决的工单中，只联系一次、也没有重开过的比例 | Share of the resolved tickets that took one contact and were never reopened
asks: 未一次性解決問題處理流程
decision: 没有记录联系次数的按一次算；重开次数以工单为准，没有的看工单流水 | No number of contacts on record is one; reopenings are the ticket's own number, or those of its log
grain: one row per resolved ticket
area: service
kind: ratio
unit: percent
better: up
by: [site, agent, channel, kind]
minimum_n: 30
noun: 件 | tickets
numerator: 一次解决 | in one contact
denominator: 已解决 | resolved
*/
select
    ticket_id as key,
    resolved_at as event_at,
    site_id,
    agent_id,
    channel,
    kind,
    cast(contacts <= 1 and reopened = 0 as integer) as numerator,
    1 as denominator
from facts.tickets
where resolved_at is not null
