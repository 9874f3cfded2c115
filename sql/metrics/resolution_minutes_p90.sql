/*
title: 解决时长 P90 | Resolution time P90
about: 十个已解决的工单里有九个在这个时间内解决；挂起等待客户的时间不计 | Nine in ten resolved tickets took no longer; time pending on the customer is left out
grain: one row per resolved ticket
area: service
kind: quantile
quantile: 0.9
unit: minutes
better: down
by: [site, agent, channel, kind, priority]
minimum_n: 30
noun: 件 | tickets
*/
select
    ticket_id as key,
    resolved_at as event_at,
    site_id,
    agent_id,
    channel,
    kind,
    priority,
    resolution_minutes as value
from facts.tickets
where resolution_minutes is not null
