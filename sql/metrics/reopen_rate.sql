/*
title: 返工率 | Reopen rate
about: 解决的工单中，重开过的比例 | Share of the resolved tickets that were reopened
decision: 按解决时间计入；一件工单重开多次算一件 | By the time of resolution; a ticket reopened several times is one
grain: one row per resolved ticket
area: service
kind: ratio
unit: percent
better: down
by: [site, agent, kind]
minimum_n: 30
noun: 件 | tickets
numerator: 重开过 | reopened
denominator: 已解决 | resolved
*/
select
    ticket_id as key,
    resolved_at as event_at,
    site_id,
    agent_id,
    kind,
    cast(reopened > 0 as integer) as numerator,
    1 as denominator
from facts.tickets
where resolved_at is not null
