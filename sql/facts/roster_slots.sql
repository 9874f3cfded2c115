-- grain: one row per line, day and slot of the desk, from the line's first shift to the last day planned ahead
with
queue_days as (
    select
        queues.queue,
        cast(unnest(generate_series(queues.first_day, queues.last_day, interval 1 day)) as date) as day
    from (
        select
            shifts.queue,
            min(cast(shifts.starts_at as date)) as first_day,
            any_value(today.today + cast(ahead.value as integer)) as last_day
        from facts.shifts as shifts
        cross join ledger.today as today
        join facts.policies as ahead
            on ahead.policy = 'roster_ahead_days'
            and today.today >= ahead.holds_from and today.today < ahead.holds_until
        group by shifts.queue
    ) as queues
),

settings(name) as (
    values ('roster_morning_from'), ('roster_afternoon_from'), ('roster_evening_from'), ('roster_until')
),

hours_of_days as (
    select
        queue_days.queue,
        queue_days.day,
        any_value(coalesce(own.value, general.value)) filter (settings.name = 'roster_morning_from') as morning_from,
        any_value(coalesce(own.value, general.value)) filter (settings.name = 'roster_afternoon_from') as afternoon_from,
        any_value(coalesce(own.value, general.value)) filter (settings.name = 'roster_evening_from') as evening_from,
        any_value(coalesce(own.value, general.value)) filter (settings.name = 'roster_until') as until
    from queue_days
    cross join settings
    join facts.policies as general
        on general.policy = settings.name
        and queue_days.day >= general.holds_from and queue_days.day < general.holds_until
    left join facts.policies as own
        on own.policy = settings.name || '.' || queue_days.queue
        and queue_days.day >= own.holds_from and queue_days.day < own.holds_until
    group by queue_days.queue, queue_days.day
),

hours_of_slots as (
    select
        queue,
        day,
        unnest(['morning', 'afternoon', 'evening']) as slot,
        unnest([morning_from, afternoon_from, evening_from]) as hour_from,
        unnest([afternoon_from, evening_from, until]) as hour_to
    from hours_of_days
),

-- A line without one of the slots has it end where it begins.
slots as (
    select
        queue,
        day,
        slot,
        cast(day as timestamp) + to_microseconds(cast(hour_from * 3600e6 as bigint)) as slot_from,
        cast(day as timestamp) + to_microseconds(cast(hour_to * 3600e6 as bigint)) as slot_to
    from hours_of_slots
    where hour_to > hour_from
),

presences as (
    select 'planned' as kind, queue, starts_at as begins_at, ends_at
    from facts.shifts
    union all
    -- A shift without a login was not online.
    select 'online' as kind, shifts.queue, shifts.online_from as begins_at, least(shifts.online_to, today.now) as ends_at
    from facts.shifts as shifts
    cross join ledger.today as today
    where shifts.online_from is not null
),

-- Overlapping presences become one stretch, so that two agents at once do not count twice.
opened_presences as (
    select
        kind,
        queue,
        begins_at,
        ends_at,
        coalesce(
            begins_at > max(ends_at) over (
                partition by kind, queue order by begins_at, ends_at rows between unbounded preceding and 1 preceding
            ),
            true
        ) as opens_stretch
    from presences
    where ends_at > begins_at
),

numbered_presences as (
    select
        kind,
        queue,
        begins_at,
        ends_at,
        sum(cast(opens_stretch as integer)) over (
            partition by kind, queue order by begins_at, ends_at rows unbounded preceding
        ) as stretch
    from opened_presences
),

stretches as (
    select kind, queue, min(begins_at) as begins_at, max(ends_at) as ends_at
    from numbered_presences
    group by kind, queue, stretch
),

-- The day before too: its last slot may run over midnight.
stretch_days as (
    select
        kind,
        queue,
        begins_at,
        ends_at,
        cast(
            unnest(generate_series(cast(begins_at as date) - 1, cast(ends_at as date), interval 1 day)) as date
        ) as day
    from stretches
),

presence_minutes as (
    select
        slots.queue,
        slots.day,
        slots.slot,
        stretch_days.kind,
        sum(
            epoch_us(least(stretch_days.ends_at, slots.slot_to) - greatest(stretch_days.begins_at, slots.slot_from))
        ) / 60e6 as minutes
    from slots
    join stretch_days
        on stretch_days.queue is not distinct from slots.queue
        and stretch_days.day = slots.day
        and stretch_days.begins_at < slots.slot_to
        and stretch_days.ends_at > slots.slot_from
    group by slots.queue, slots.day, slots.slot, stretch_days.kind
)

select
    slots.queue,
    slots.day,
    slots.slot,
    slots.slot_from,
    slots.slot_to,
    epoch_us(slots.slot_to - slots.slot_from) / 60e6 as slot_minutes,
    -- What has passed of it: the slots still to come today are not yet empty.
    greatest(epoch_us(least(slots.slot_to, today.now) - slots.slot_from) / 60e6, 0) as passed_minutes,
    coalesce(online.minutes, 0) as online_minutes,
    coalesce(planned.minutes, 0) as planned_minutes
from slots
cross join ledger.today as today
left join presence_minutes as online
    on online.kind = 'online'
    and online.queue is not distinct from slots.queue and online.day = slots.day and online.slot = slots.slot
left join presence_minutes as planned
    on planned.kind = 'planned'
    and planned.queue is not distinct from slots.queue and planned.day = slots.day and planned.slot = slots.slot
