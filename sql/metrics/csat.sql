/*
title: 客户满意度 | CSAT
about: 回访或问卷打分中，4 分和 5 分所占的比例 | Share of survey scores that are 4 or 5
asks: 完成后交回派单员进行用户满意度回访
decision: 3 分（一般）不算满意；没打分的不计 | A 3 is not satisfied; surveys without a score are left out
grain: one row per scored survey
area: satisfaction
kind: ratio
unit: percent
better: up
by: [site, agent, campaign, method, tier]
minimum_n: 30
noun: 份 | answers
numerator: 4 分及以上 | scored 4 or 5
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
    cast(score >= 4 as integer) as numerator,
    1 as denominator
from facts.surveys
where score is not null
