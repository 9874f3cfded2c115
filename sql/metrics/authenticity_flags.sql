/*
title: 真实性疑点 | Authenticity flags
about: 数据真实性检查提出的疑点数；疑点是要问的问题，不是结论 | Number of questions that the tests of the data raise; a flag is a question, not a verdict
asks: 每月對項目數據真實性進行專項檢查
grain: one row per flag
area: data
kind: count
unit: count
better: down
grains: [month, quarter, year, all]
by: [source, site, agent, rule]
noun: 个疑点 | flags
*/
select
    rule || ' ' || key as key,
    month as event_at,
    evidence_source as source,
    site_id,
    agent_id,
    rule,
    1 as numerator
from authenticity.flags
