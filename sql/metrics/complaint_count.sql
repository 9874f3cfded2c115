/*
title: 投诉量 | Complaints
about: 收到的投诉件数 | Number of complaints received
asks: 投诉统计报表
grain: one row per complaint
area: complaints
kind: count
unit: count
better: down
by: [site, agent, department, channel, category, cause, severity]
noun: 件 | complaints
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    agent_id,
    department,
    channel,
    category,
    cause,
    severity,
    1 as numerator
from facts.complaints
