/*
title: 投诉回访率 | Complaint revisit rate
about: 办结的投诉中做过回访的比例 | Share of the resolved complaints that were revisited
asks: 处理后有回访
decision: 登记了回访时间的，或有一份完成的回访写明这件投诉编号的，都算；早于办结的回访也算，由真实性检查另行提出疑点 | A time of revisit or a completed survey with the complaint’s number; one before the resolution counts too and is questioned by the authenticity test
grain: one row per resolved complaint
area: complaints
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, department, severity]
noun: 件 | complaints
numerator: 已回访 | revisited
denominator: 已办结 | resolved
*/
select
    complaint_id as key,
    resolved_at as event_at,
    site_id,
    department,
    severity,
    cast(is_revisited as integer) as numerator,
    1 as denominator
from facts.complaints
where resolved_at is not null
