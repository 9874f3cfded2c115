/*
title: 首次响应达标率 | First response SLA attainment
about: 有响应时限的工单中，在工作时间的时限内首次响应的比例 | Share of the tickets with a limit that were first answered within its working minutes
asks: 及时响应客户的咨询
decision: 还没响应的，过了时限就算超时，没过的不计；没响应就取消的不计；没有响应记录就解决的，仍算没有响应 | A ticket still unanswered counts once it is past its limit; one cancelled without an answer does not count; one resolved without a recorded response is not answered
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
numerator: 时限内响应 | answered in time
denominator: 已响应或已超时 | answered or past the limit
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
where clocks.clock = 'first_response'
    and (clocks.state in ('met', 'breached') or clocks.state in ('running', 'paused') and clocks.due_at < days.now)
