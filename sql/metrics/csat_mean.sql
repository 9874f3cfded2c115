/*
title: 满意度均分 | Mean satisfaction
about: 回访或问卷打分的平均值，满分 5 分 | Mean of the survey scores, out of 5
grain: one row per scored survey
area: satisfaction
kind: mean
unit: score
better: up
by: [site, agent, campaign, method, tier]
minimum_n: 30
noun: 份 | answers
numerator: 得分合计 | sum of scores
denominator: 打了分的 | scored
*/
select
    survey_id as key,
    visited_at as event_at,
    site_id,
    agent_id,
    campaign,
    method,
    tier,
    score as numerator,
    1 as denominator
from facts.surveys
where score is not null
