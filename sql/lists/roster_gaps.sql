/*
title: 排班空缺 | Gaps in the roster
about: 今后七天里没有排满人的时段 | Slots of the next seven days for which somebody is still needed
asks: 下午(一點到七點)時間段空缺比較多,無固定人員
grain: one row per line, day and slot
area: calls
group: worklist
sort: [day, slot_from, gap_minutes desc, queue]
filters: [queue, slot, weekday]
columns:
  day: 日期 | Day
  weekday: 星期 | Weekday
  queue: 线路 | Line
  slot: 时段 | Slot
  slot_from: 开始 | From
  slot_to: 结束 | To
  planned_minutes: { title: 已排分钟 | Minutes planned, unit: minutes }
  gap_minutes: { title: 空缺分钟 | Minutes without anybody, unit: minutes, total: true }
decision: 明天起算七天；一个时段里只要有一段没人就列出，整段没人的已排分钟为 0；最近七天没有班次、也没有排班的线路视为停用，不列 | Seven days from tomorrow on; a slot is listed if any part of it has nobody; a line without a shift in the last seven days and none planned is taken to be closed
*/
with
-- As far back as the list looks ahead.
running_queues as (
    select distinct shifts.queue
    from facts.shifts as shifts
    cross join ledger.today as today
    join facts.policies as policies
        on policies.policy = 'roster_ahead_days'
        and today.today >= policies.holds_from and today.today < policies.holds_until
    where cast(shifts.starts_at as date) > today.today - cast(policies.value as integer)
)

select
    roster_slots.day,
    isodow(roster_slots.day) as weekday,
    roster_slots.queue,
    roster_slots.slot,
    roster_slots.slot_from,
    roster_slots.slot_to,
    roster_slots.planned_minutes,
    roster_slots.slot_minutes - roster_slots.planned_minutes as gap_minutes
from facts.roster_slots as roster_slots
join running_queues on running_queues.queue is not distinct from roster_slots.queue
cross join ledger.today as today
where roster_slots.day > today.today
    and roster_slots.planned_minutes < roster_slots.slot_minutes
