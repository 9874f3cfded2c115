/*
title: 投诉办结时长 P90 | Complaint resolution time P90
about: 十件办结的投诉里有九件在这个时间内办结 | Nine in ten resolved complaints took no longer
asks: 迅速有结果
decision: 按自然时间，夜里和休息日也算 | By the clock, so nights and days off count
grain: one row per resolved complaint
area: complaints
kind: quantile
quantile: 0.9
unit: hours
better: down
by: [site, department, cause, severity]
minimum_n: 30
noun: 件 | complaints
*/
select
    complaint_id as key,
    resolved_at as event_at,
    site_id,
    department,
    cause,
    severity,
    resolution_hours as value
from facts.complaints
where resolution_hours is not null
