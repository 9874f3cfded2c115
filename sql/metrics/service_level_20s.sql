/*
title: 20 秒接起率 | Service level 20 s
about: 服务时段内的呼入电话中 20 秒内接起的比例；5 秒内自行挂断的不计 | Share of the inbound calls in service hours answered within 20 s, less those abandoned within 5 s
grain: one row per inbound call in service hours, less short abandons
area: calls
kind: ratio
unit: percent
better: up
target: ">= 0.80"
by: [queue, hour]
minimum_n: 30
noun: 通 | calls
numerator: 20 秒内接起 | answered within 20 s
denominator: 呼入，不含短时放弃 | inbound, less short abandons
decision: 通行的五个公式中取第三个：限时内接起 ÷（接起 + 放弃），分子分母都不含短时放弃。恰好 20 秒接起算限时内，恰好 5 秒挂断不算短时放弃 | The third of the five published formulas, answered within ÷ (answered + abandoned), short abandons left out. Answered at 20 s sharp is within; abandoned at 5 s sharp is no short abandon
*/
select
    call_id as key,
    started_at as event_at,
    queue,
    hour(started_at) as hour,
    cast(is_answered_in_time as integer) as numerator,
    1 as denominator
from facts.calls
where is_inbound and is_in_service_hours and not is_short_abandon
