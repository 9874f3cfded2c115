/*
title: 首次响应时长 P90 | First response time P90
about: 十件工单里有九件在这么长的工作时间内得到首次响应 | Nine in ten tickets are first answered within this working time
asks: 接到派工单,应尽快和用户联系
decision: 工作时间按时效标准所用的日历；没有时效标准或日历的工单按全天计；没有响应的不计 | Working time by the calendar of the ticket's policy, around the clock without one; unanswered tickets do not count
grain: one row per ticket that was answered
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
    created_at as event_at,
    site_id,
    agent_id,
    channel,
    kind,
    priority,
    first_response_minutes as value
from facts.tickets
where first_response_minutes is not null
