/*
title: 投诉办结率 | Complaint closure rate
about: 收到的投诉中已经办结的比例 | Share of the complaints received that have been resolved
asks: “400投訴電話”重慶公司的完成情況
grain: one row per complaint
area: complaints
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, department, channel, cause, severity]
noun: 件 | complaints
numerator: 已办结 | resolved
denominator: 收到 | received
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    department,
    channel,
    cause,
    severity,
    cast(resolved_at is not null as integer) as numerator,
    1 as denominator
from facts.complaints
