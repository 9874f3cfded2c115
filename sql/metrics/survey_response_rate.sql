/*
title: 问卷回收率 | Survey response rate
about: 发出的问卷或回访中，收回答复的比例 | Share of the surveys sent out that were completed
asks: 按期发放并收集业户意见调查表
grain: one row per survey sent
area: satisfaction
kind: ratio
unit: percent
better: up
by: [site, campaign, method]
minimum_n: 30
noun: 份 | surveys
numerator: 已收回 | completed
denominator: 已发出 | sent
*/
select
    survey_id as key,
    issued_at as event_at,
    site_id,
    campaign,
    method,
    cast(is_completed as integer) as numerator,
    1 as denominator
from facts.surveys
where issued_at is not null
