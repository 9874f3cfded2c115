/*
title: 休息时段打扰次数 | Revisits in rest hours
about: 在客户午休或夜间休息时打出的回访电话，接没接通都算 | Revisit calls made while customers rest at noon or at night, answered or not
asks: 避免在客戶休息時打擾客戶
decision: 时段含起点、不含终点（12:00 算，14:00 不算），当天的时段以当天生效的阈值为准 | A stretch holds its start and not its end (12:00 is in it, 14:00 is not); the hours are those that hold on the day
grain: one row per revisit by phone
area: satisfaction
kind: count
unit: count
better: down
target: "<= 0"
by: [site, agent]
noun: 次 | calls
*/
-- Calls at decent hours are rows too, with nothing to count: a month without a disturbance is 0 and not unknown.
select
    survey_id as key,
    visited_at as event_at,
    site_id,
    agent_id,
    cast(is_in_rest_hours as integer) as numerator
from facts.surveys
where method = 'phone' and visited_at is not null
