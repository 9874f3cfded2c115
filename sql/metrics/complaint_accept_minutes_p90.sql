/*
title: 投诉受理时长 P90 | Complaint acceptance time P90
about: 十件投诉里有九件在这个时间内受理 | Nine in ten complaints were accepted within this time
asks: 有投诉即时受理
decision: 没记受理时间的，以首次答复时间为准；两个时间都没有的投诉不在其中 | Where no time of acceptance was written down, the first reply counts; complaints with neither are left out
grain: one row per accepted complaint
area: complaints
kind: quantile
quantile: 0.9
unit: minutes
better: down
by: [site, channel, severity]
minimum_n: 30
noun: 件 | complaints
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    channel,
    severity,
    accept_minutes as value
from facts.complaints
where accept_minutes is not null
