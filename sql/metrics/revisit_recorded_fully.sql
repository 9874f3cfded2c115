/*
title: 回访记录完整率 | Revisit record completeness
about: 完成的回访中，记录完整的比例 | Share of the completed revisits whose record is complete
asks: 必須保證回訪信息的完整記錄
decision: 导出里标了“记录完整”的以标注为准；这一格空着的，回访方式、满意度和客户意见都写了才算完整 | The mark in the export holds; where it is empty, a record is complete once method, score and comment are all there
grain: one row per completed survey
area: satisfaction
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent]
noun: 次 | revisits
numerator: 记录完整 | recorded fully
denominator: 已完成 | completed
*/
select
    survey_id as key,
    visited_at as event_at,
    site_id,
    agent_id,
    cast(is_recorded_fully as integer) as numerator,
    1 as denominator
from facts.surveys
where is_completed
