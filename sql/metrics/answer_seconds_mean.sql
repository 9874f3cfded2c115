/*
title: 平均接起时长 | Average speed of answer
about: 接听的呼入电话从呼入到接起的平均秒数 | Mean seconds from ringing to the answer, over the inbound calls that were answered
grain: one row per answered inbound call
area: calls
kind: mean
unit: seconds
better: down
by: [queue, agent, hour]
minimum_n: 30
noun: 通 | calls
numerator: 等待秒数 | seconds waited
denominator: 已接听 | answered
decision: 只计呼入；未接的没有接起时长，不按 0 秒计 | Inbound only; a call that nobody answered has no such time and is not counted as 0
*/
select
    call_id as key,
    started_at as event_at,
    queue,
    agent_id,
    hour(started_at) as hour,
    answer_seconds as numerator,
    1 as denominator
from facts.calls
where is_inbound and answered_at is not null
