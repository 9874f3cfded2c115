/*
title: 工单量 | Tickets created
about: 受理的工单件数 | Number of tickets created
grain: one row per ticket
area: service
kind: count
unit: count
better: none
by: [site, agent, channel, kind, category, priority, hour, weekday]
noun: 件 | tickets
*/
select
    ticket_id as key,
    created_at as event_at,
    site_id,
    agent_id,
    channel,
    kind,
    category,
    priority,
    hour(created_at) as hour,
    isodow(created_at) as weekday,
    1 as numerator
from facts.tickets
