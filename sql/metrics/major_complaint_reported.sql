/*
title: 重大投诉上报及时率 | Major complaints reported at once
about: 重大投诉中，接诉后一小时内上报的比例 | Share of the major complaints that were reported within an hour
asks: 重大投訴,必須馬上報告部門經理
decision: “马上”取 60 分钟，恰好 60 分钟算及时；可以改，以接诉当天生效的为准；没有上报的算不及时 | “At once” is taken as 60 minutes, the last moment included; managers may change it, and what holds on the day counts; one never reported is late
grain: one row per major complaint
area: complaints
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, department]
noun: 件 | complaints
numerator: 及时上报 | reported in time
denominator: 重大投诉 | major complaints
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    department,
    cast(coalesce(reported_at <= report_until, false) as integer) as numerator,
    1 as denominator
from facts.complaints
where severity = 'major'
