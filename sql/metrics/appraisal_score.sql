/*
title: 考核得分 | Appraisal score
about: 当月各考核项得分的平均值，满分 100 | Mean of the month's marks, out of 100
asks: 每月月底對員工的表現進行分析統計,做出考核列表
decision: 每一个评分同等计入，“综合”是其中一项；要单看某项，按评分项筛选 | Every mark weighs the same, and overall is one of them; filter by facet to see one alone
grain: one row per mark
area: people
kind: mean
unit: score
better: up
grains: [month, quarter, year, all]
by: [agent, facet]
decimals: 1
noun: 项 | marks
numerator: 得分合计 | sum of marks
denominator: 评分 | marks
*/
select
    appraisal_id as key,
    month as event_at,
    agent_id,
    facet,
    score as numerator,
    1 as denominator
from facts.appraisals
