/*
title: 三天内回访率 | Revisited within 3 days
about: 服务完成后三天（72 小时）内完成回访的比例 | Share of services revisited within three days (72 hours) of their end
asks: 必須保證在三天之內回訪完成
grain: one row per revisit due
area: satisfaction
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent, campaign]
minimum_n: 30
noun: 户 | revisits
numerator: 三天内完成 | done within 3 days
denominator: 应回访 | due
*/
select
    survey_id as key,
    due_from as event_at,
    site_id,
    agent_id,
    campaign,
    cast(coalesce(outcome = 'completed' and visited_at <= due_from + interval 3 days, false) as integer) as numerator,
    1 as denominator
from facts.surveys
where campaign in ('ticket', 'complaint', 'member', 'discharge')
