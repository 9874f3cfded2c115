-- grain: one row per calendar, day and stretch of working_segments that is the latest at some moment of that day
--
-- Finds by equality of the day what an ASOF join would find by sorting all tickets: the open time up to a moment is
-- us_before and what has passed of the stretch. Join on calendar, day, and moment between opens_at and next_at.
with
bounds as (
    select min(day) as first_day, max(day) as last_day
    from facts.working_days
),

-- Before a calendar first opens, it has been open for no time.
reigns as (
    select calendar_id, opens_at, closes_at, us_before
    from facts.working_segments
    union all
    select distinct segments.calendar_id, cast(bounds.first_day as timestamp) as opens_at, bounds.first_day as closes_at, 0 as us_before
    from facts.working_segments as segments
    cross join bounds
),

ordered_reigns as (
    select
        reigns.calendar_id,
        reigns.opens_at,
        reigns.closes_at,
        lead(reigns.opens_at, 1, cast(bounds.last_day as timestamp)) over (
            partition by reigns.calendar_id order by reigns.opens_at, reigns.closes_at
        ) as next_at,
        reigns.us_before
    from reigns
    cross join bounds
)

select
    calendar_id,
    cast(
        unnest(generate_series(date_trunc('day', opens_at), next_at - interval 1 microsecond, interval 1 day)) as date
    ) as day,
    opens_at,
    closes_at,
    next_at,
    us_before
from ordered_reigns
