/*
title: 解决时长 P90 | Resolution time P90
about: 十件已解决的工单里有九件在这么长的工作时间内解决；等待客户的挂起时间不计 | Nine in ten resolved tickets took no longer in working time; time pending on the customer is left out
decision: 工作时间按时效标准所用的日历，没有的按全天计；有工单流水的按流水扣除暂停和重开之前的时间，否则扣除挂起时长 | Working time by the calendar of the ticket's policy, around the clock without one; pauses and the time before a reopening come from the log, else the pending minutes
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
