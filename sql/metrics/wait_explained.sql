/*
title: 超时告知率 | Long waits explained
about: 候诊超过 15 分钟的患者中，有人向其说明原因的比例 | Share of the patients waiting more than 15 minutes to whom somebody explained why
asks: 如果15分鐘后你仍然在診室外等候
grain: one row per wait over the limit
area: calls
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent]
noun: 人次 | patients
numerator: 已告知 | explained
denominator: 超过 15 分钟 | over 15 minutes
*/
select
    wait_id as key,
    queued_at as event_at,
    site_id,
    agent_id,
    cast(informed_at is not null as integer) as numerator,
    1 as denominator
from facts.waits
where is_over_limit
