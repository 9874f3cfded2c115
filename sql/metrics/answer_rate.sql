/*
title: 接通率 | Answer rate
about: 呼入电话中有人接听的比例 | Share of the inbound calls that somebody answered
grain: one row per inbound call
area: calls
kind: ratio
unit: percent
better: up
by: [site, agent, queue, hour]
minimum_n: 30
noun: 通 | calls
numerator: 已接听 | answered
denominator: 呼入 | inbound
decision: 转到语音信箱的不算接听，全天的呼入都计入；未写方向的通话不计 | A voicemail is no answer; inbound calls of all hours count, calls without a direction do not
*/
select
    call_id as key,
    started_at as event_at,
    site_id,
    agent_id,
    queue,
    hour(started_at) as hour,
    cast(answered_at is not null as integer) as numerator,
    1 as denominator
from facts.calls
where is_inbound
