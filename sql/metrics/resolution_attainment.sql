/*
title: 解决时效达标率 | Resolution SLA attainment
about: 有解决时限的工单中，在工作时间的时限内解决的比例；等待客户的时间不计 | Share of the tickets with a limit that were resolved within its working minutes, waiting for the customer left out
asks: 尽快将解决方案告知客户
decision: 还没解决的，过了时限就算超时，没过的、正在等待客户的不计；没解决就取消的不计；没有解决时间的看关闭时间；重开的以最后一次解决为准 | A ticket still open counts once it is past its limit, not while it waits for the customer; one cancelled without a resolution does not count; without a time of resolution that of closing counts, and after a reopening the last one
grain: one row per ticket whose clock has stopped or is past its limit
area: service
kind: ratio
unit: percent
better: up
target: ">= 0.95"
known: today
by: [site, agent, channel, kind, priority]
minimum_n: 30
noun: 件 | tickets
numerator: 时限内解决 | resolved in time
denominator: 已解决或已超时 | resolved or past the limit
*/
select
    clocks.ticket_id as key,
    clocks.created_at as event_at,
    -- Whether it was kept is known when it stops, or when its limit passes.
    least(clocks.stopped_at, clocks.due_at) as known_at,
    clocks.site_id,
    clocks.agent_id,
    clocks.channel,
    clocks.kind,
    clocks.priority,
    cast(clocks.state = 'met' as integer) as numerator,
    1 as denominator
from facts.sla_clocks as clocks
cross join ledger.today as days
where clocks.clock = 'resolution'
    and (clocks.state in ('met', 'breached') or clocks.state in ('running', 'paused') and clocks.due_at < days.now)
