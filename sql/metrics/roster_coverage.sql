/*
title: 在线时段覆盖率 | Roster coverage
about: 规定的在线时段里，至少有一人在线的时间所占比例 | Share of the required slots' time in which at least one agent was online
asks: 下午(一點到七點)時間段空缺比較多
grain: one row per line, day and slot
area: calls
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [queue, slot, weekday]
noun: 个时段 | slots
numerator: 有人在线的分钟 | minutes with somebody online
denominator: 规定的分钟 | minutes required
decision: 几人同时在线只算一次；没有上线时间的班次不算在线，没有下线时间的算到班次结束；每条线路从第一个班次起天天都要求，今天只计到数据截至的时刻。停用的线路把各时段的起止设成一样 | Several agents at once count once; a shift without a login was not online, one without a logout lasts until the shift ends; a line is required every day from its first shift on, today up to the moment the data goes to. To close a line, let its slots begin and end at the same hour
*/
select
    concat_ws(' ', queue, slot, strftime(day, '%Y-%m-%d')) as key,
    day as event_at,
    queue,
    slot,
    isodow(day) as weekday,
    online_minutes as numerator,
    passed_minutes as denominator
from facts.roster_slots
where passed_minutes > 0
