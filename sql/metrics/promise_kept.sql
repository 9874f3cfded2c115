/*
title: 承诺兑现率 | Promises kept
about: 承诺了完成时间的工单，在此之前解决的比例 | Share of the tickets with a promised time that were resolved by then
asks: 在承诺的时间内反馈给客户
decision: 恰好在承诺时刻解决算兑现；承诺时间还没到、也没解决的不计；没解决就取消的不计 | Resolved at the very moment promised is kept; open tickets whose time is still to come do not count, nor does one cancelled without a resolution
grain: one row per promised ticket that is resolved or whose time is past
area: service
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent, kind]
noun: 件 | tickets
numerator: 按承诺解决 | resolved as promised
denominator: 承诺到期或已解决 | promised time past, or resolved
*/
select
    tickets.ticket_id as key,
    tickets.promised_at as event_at,
    tickets.site_id,
    tickets.agent_id,
    tickets.kind,
    cast(coalesce(tickets.resolved_at <= tickets.promised_at, false) as integer) as numerator,
    1 as denominator
from facts.tickets as tickets
cross join ledger.today as days
where tickets.promised_at is not null
    and (tickets.resolved_at is not null or tickets.promised_at < days.now and not tickets.is_cancelled)
