/*
title: 五清楚完整率 | Complaint record completeness
about: 投诉内容、原因、处理过程、处理结果都有记录，并且已回复客户或约定了下次回复时间的比例 | Share of the complaints whose content, cause, process and result are on record and whose customer was answered or told when
asks: 五清楚、一報告
grain: one row per complaint
area: complaints
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, department, agent]
noun: 件 | complaints
numerator: 记录完整 | complete
denominator: 收到 | received
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    department,
    agent_id,
    cast(is_record_complete as integer) as numerator,
    1 as denominator
from facts.complaints
