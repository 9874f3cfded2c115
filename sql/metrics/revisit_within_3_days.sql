/*
title: 三天内回访率 | Revisited within 3 days
about: 服务完成后三天内完成回访的比例 | Share of services revisited within three days of their end
asks: 必須保證在三天之內回訪完成
decision: 从服务完成的时刻起算满 72 小时，恰好 72 小时算按时；天数以服务完成当天生效的阈值为准；还没满三天、尚未回访的留在分母里 | 72 hours from the moment the service ended, the last moment included; the days are those that hold on that day; revisits not done yet stay in the denominator while the three days run
grain: one row per revisit due
area: satisfaction
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent, campaign]
noun: 次 | revisits
numerator: 三天内完成 | done within 3 days
denominator: 应回访 | due
*/
select
    survey_id as key,
    due_from as event_at,
    site_id,
    agent_id,
    campaign,
    cast(coalesce(is_completed and visited_at <= due_until, false) as integer) as numerator,
    1 as denominator
from facts.surveys
where is_revisit
