/*
title: 候诊超 15 分钟率 | Waits over 15 minutes
about: 候诊的患者中，等候超过 15 分钟的比例 | Share of the patients who waited more than 15 minutes
asks: 如果15分鐘后你仍然在診室外等候
grain: one row per patient's wait
area: calls
kind: ratio
unit: percent
better: down
by: [site, hour]
minimum_n: 30
noun: 人次 | patients
numerator: 超过 15 分钟 | over 15 minutes
denominator: 候诊 | waited
decision: 恰好 15 分钟不算超；没有就诊时间的，按等到数据截至的时刻计 | Exactly 15 minutes is not over; a patient who was never seen has waited until the moment the data goes to
*/
select
    wait_id as key,
    queued_at as event_at,
    site_id,
    hour(queued_at) as hour,
    cast(is_over_limit as integer) as numerator,
    1 as denominator
from facts.waits
