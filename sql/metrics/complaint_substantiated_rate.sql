/*
title: 投诉属实率 | Substantiated complaints
about: 已查明是否属实的投诉中，属实的比例 | Share of the complaints looked into that were found to be true
asks: 客户反映的问题经查属实的,按投诉管理办法由责任人乐捐
grain: one row per complaint that was looked into
area: complaints
kind: ratio
unit: percent
better: down
by: [site, department, agent, cause]
minimum_n: 30
noun: 件 | complaints
numerator: 属实 | substantiated
denominator: 已查明 | looked into
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    department,
    agent_id,
    cause,
    cast(substantiated as integer) as numerator,
    1 as denominator
from facts.complaints
where substantiated is not null
