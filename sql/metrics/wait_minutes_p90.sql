/*
title: 候诊时长 P90 | Waiting time P90
about: 十位患者里有九位在这个时间内就诊 | Nine in ten patients were seen within this time
asks: 分診崗位的客服人員已經把你等候的時間記錄下來
grain: one row per patient who was seen
area: calls
kind: quantile
quantile: 0.9
unit: minutes
better: down
by: [site, hour, weekday]
minimum_n: 30
noun: 人次 | patients
*/
select
    wait_id as key,
    queued_at as event_at,
    site_id,
    hour(queued_at) as hour,
    isodow(queued_at) as weekday,
    wait_minutes as value
from facts.waits
where wait_minutes is not null
