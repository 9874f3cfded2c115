/*
title: 交接率 | Shifts handed over
about: 登记了交接情况的班次中已经交接的比例 | Share of the shifts with a note on the handover that were handed over
asks: 客服QQ臨是離開時間較長時須交接給下一位
grain: one row per shift that says whether it was handed over
area: calls
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [agent, queue]
noun: 个班次 | shifts
numerator: 已交接 | handed over
denominator: 有登记的 | noted
*/
select
    shift_id as key,
    starts_at as event_at,
    agent_id,
    queue,
    cast(handed_over as integer) as numerator,
    1 as denominator
from facts.shifts
where handed_over is not null
