-- grain: one row per calendar and stretch of time in which it is open, in Asia/Shanghai wall time like every other time
--
-- us_before is the open time (microseconds) of the calendar before the stretch. The open time up to any moment is that of
-- the last stretch that began by then, plus what of it has passed: so the working time between two moments is a difference,
-- and a deadline the moment at which a sum is reached.
with
-- Wall time in the calendar's zone. A stretch that ends no later than it began ends on the next day (a night shift).
stretches as (
    select
        days.calendar_id,
        days.timezone,
        days.day + hours.opens as opens,
        days.day + hours.closes + case when hours.closes <= hours.opens then interval 1 day else interval 0 day end as closes,
        false as is_break
    from facts.working_days as days
    join sources.calendars as hours
        on days.calendar_id = hours.calendar_id
        and days.holds_from = coalesce(hours.holds_from, date '0001-01-01')
        and days.hours_of = list_position(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], hours.weekday)
    union all
    select
        days.calendar_id,
        days.timezone,
        days.day + hours.opens as opens,
        days.day + coalesce(hours.closes, time '24:00')
        + case when hours.closes <= hours.opens then interval 1 day else interval 0 day end as closes,
        hours.kind = 'closed' as is_break
    from facts.working_days as days
    join sources.calendar_days as hours
        on days.day = hours.date
        and (
            -- Hours of the day's own, from whoever decided the day; breaks from both.
            hours.calendar_id = days.calendar_id and (days.said_by = 'own' or hours.kind = 'closed')
            or hours.calendar_id = '*' and (days.said_by = 'all' or hours.kind = 'closed')
        )
    where hours.opens is not null and (hours.kind = 'closed' or hours.closes is not null)
),

edges as (
    select calendar_id, timezone, opens as wall, is_break, 1 as change from stretches
    union all
    select calendar_id, timezone, closes as wall, is_break, -1 as change from stretches
),

-- A wall time that the clocks show twice is its first showing; one that they skip is as much later.
instants as (
    select
        calendar_id,
        timezone,
        wall,
        is_break,
        change,
        case when timezone <> 'Asia/Shanghai' then timezone(timezone, wall) end as instant
    from edges
),

earlier_instants as (
    select
        calendar_id,
        timezone,
        wall,
        is_break,
        change,
        instant,
        -- With the offset from UTC that held a day before.
        timezone(
            'UTC',
            wall - (timezone(timezone, instant - interval 24 hours) - timezone('UTC', instant - interval 24 hours))
        ) as earlier
    from instants
),

changes as (
    select
        calendar_id,
        case
            when instant is null then wall
            when timezone(timezone, earlier) = wall then timezone('Asia/Shanghai', earlier)
            else timezone('Asia/Shanghai', instant)
        end as moment,
        sum(case when is_break then 0 else change end) as opened,
        sum(case when is_break then change else 0 end) as broken
    from earlier_instants
    group by all
),

-- Stretches that overlap or touch are one; what a break covers is closed.
states as (
    select
        calendar_id,
        moment,
        sum(opened) over running > 0 and sum(broken) over running = 0 as is_open
    from changes
    window running as (partition by calendar_id order by moment rows unbounded preceding)
),

turns as (
    select calendar_id, moment, is_open
    from states
    qualify is_open is distinct from coalesce(lag(is_open) over (partition by calendar_id order by moment), false)
),

segments as (
    select
        calendar_id,
        moment as opens_at,
        lead(moment) over (partition by calendar_id order by moment) as closes_at,
        is_open
    from turns
)

select
    calendar_id,
    opens_at,
    closes_at,
    cast(
        sum(epoch_us(closes_at) - epoch_us(opens_at)) over (partition by calendar_id order by opens_at rows unbounded preceding)
        - (epoch_us(closes_at) - epoch_us(opens_at)) as bigint
    ) as us_before
from segments
where is_open
