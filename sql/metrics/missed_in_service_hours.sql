/*
title: 服务时段漏接 | Missed calls in service hours
about: 服务时段内无人接听的呼入电话 | Inbound calls in service hours that nobody answered
asks: 服务电话的畅通(9:00-22:00)
grain: one row per inbound call in service hours
area: calls
kind: count
unit: count
better: down
target: "<= 0"
by: [agent, queue, hour]
noun: 通 | calls
decision: 服务时段含起点、不含终点（22:00 整已下班）；语音信箱和客户随即挂断的也算漏接 | The first moment of the hours counts, the last does not (at 22:00 sharp the line is closed); voicemails and callers who hang up at once are missed calls too
*/
-- Answered calls are rows too, with nothing to count: a month in which nobody was missed is 0 and not unknown.
select
    call_id as key,
    started_at as event_at,
    agent_id,
    queue,
    hour(started_at) as hour,
    cast(answered_at is null as integer) as numerator
from facts.calls
where is_inbound and is_in_service_hours
