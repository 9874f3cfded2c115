/*
title: 未结工单 | Open tickets
about: 期末尚未解决、关闭或取消的工单 | Tickets neither resolved, closed nor cancelled at the period's end
asks: 遺留問題
decision: 没有解决时间的看关闭时间；已取消又没有时间的，从来不算未结 | Without a time of resolution that of closing counts; a cancelled ticket without any time was never open
grain: one row per opening and per ending of a ticket
area: service
kind: balance
unit: count
better: down
by: [site, agent, kind, priority]
age: { from: 0, edges: [1, 3, 7, 14, 30] }
noun: 件 | tickets
*/
select
    ticket_id as key,
    created_at as event_at,
    site_id,
    agent_id,
    kind,
    priority,
    created_at as since,
    1 as numerator
from facts.tickets
union all
select
    ticket_id as key,
    -- Loading rejects an end before its start, so nothing leaves before it came.
    ended_at as event_at,
    site_id,
    agent_id,
    kind,
    priority,
    created_at as since,
    -1 as numerator
from facts.tickets
where ended_at is not null
