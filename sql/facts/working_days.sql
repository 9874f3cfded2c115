-- grain: one row per calendar and day of its own time zone
with
zones as (
    select name from pg_timezone_names()
),

-- All rows of one calendar and holds_from are one week; it holds until the next one.
weeks as (
    select
        calendar_id,
        coalesce(holds_from, date '0001-01-01') as holds_from,
        lead(coalesce(holds_from, date '0001-01-01'), 1, date '9999-12-31') over (
            partition by calendar_id order by coalesce(holds_from, date '0001-01-01')
        ) as holds_until,
        -- A zone that does not exist stops the build (calendars_usable); until then it must not break it.
        coalesce(min(timezone) filter (timezone in (from zones)), 'Asia/Shanghai') as timezone,
        -- Unless it says so itself, a calendar observes the official days if it is of the mainland and its week rests on
        -- Saturday and Sunday: an office's. A desk with hours at weekends is on duty, and stays so on holidays.
        coalesce(
            bool_or(observes_holidays),
            coalesce(min(timezone), 'Asia/Shanghai') in ('Asia/Shanghai', 'Asia/Chongqing', 'Asia/Urumqi', 'PRC')
            and bool_and(weekday not in ('sat', 'sun'))
        ) as observes_holidays
    from sources.calendars
    group by calendar_id, coalesce(holds_from, date '0001-01-01')
),

weekdays as (
    select
        calendar_id,
        coalesce(holds_from, date '0001-01-01') as holds_from,
        list_position(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], weekday) as weekday,
        list((opens, closes) order by opens) as hours
    from sources.calendars
    group by all
),

-- What a make-up day on a weekend is worked like: the hours most common from Monday to Friday, of equals the earliest.
common_weekdays as (
    select
        calendar_id,
        holds_from,
        hours,
        min(weekday) as weekday
    from weekdays
    where weekday <= 5
    group by calendar_id, holds_from, hours
    qualify row_number() over (partition by calendar_id, holds_from order by count(*) desc, min(weekday)) = 1
),

-- The years of the official days, and as far as tickets reach; beyond that, as long as a deadline may lie ahead.
-- A mistyped year must not make it endless.
moments as (
    select min(created_at) as earliest, max(greatest(created_at, first_response_at, resolved_at, closed_at)) as latest
    from sources.tickets
    union all
    select min(occurred_at) as earliest, max(occurred_at) as latest
    from sources.ticket_events
    union all
    select min(day) as earliest, max(day) as latest
    from facts.official_days
),

bounds as (
    select
        greatest(cast(min(earliest) as date) - 40, date '1990-01-01') as first_day,
        least(cast(max(latest) + interval 5 years as date), date '2100-01-01') as last_day
    from moments
),

calendar_days as (
    select
        weeks.calendar_id,
        weeks.holds_from,
        weeks.timezone,
        weeks.observes_holidays,
        days.day
    from (select cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as day from bounds) as days
    join weeks on days.day >= weeks.holds_from and days.day < weeks.holds_until
),

-- Days that differ: the calendar's own rows come before those of all calendars (*), and these before the official ones.
-- A row closed from … to … is a break: it is taken out of the day, whatever else the day is.
differences as (
    select calendar_id, date as day, kind, opens is not null and closes is not null as has_hours, 'own' as said_by, 1 as rank
    from sources.calendar_days
    where calendar_id <> '*' and (kind <> 'closed' or opens is null)
    union all
    select
        calendars.calendar_id, days.date as day, days.kind, days.opens is not null and days.closes is not null as has_hours,
        'all' as said_by, 2 as rank
    from sources.calendar_days as days
    cross join (select distinct calendar_id from weeks) as calendars
    where days.calendar_id = '*' and (days.kind <> 'closed' or days.opens is null)
    union all
    select calendar_days.calendar_id, official_days.day, official_days.kind, false as has_hours, 'official' as said_by, 3 as rank
    from facts.official_days as official_days
    join calendar_days using (day)
    where calendar_days.observes_holidays
),

-- Of one day's rows, hours win over a make-up day, and that over being closed.
decisions as (
    select
        calendar_id,
        day,
        said_by,
        case
            when bool_or(has_hours) or bool_and(kind = 'hours') then 'hours'
            when bool_or(kind = 'workday') then 'workday'
            else 'closed'
        end as kind,
        bool_or(has_hours) as has_hours
    from differences
    group by calendar_id, day, said_by, rank
    qualify row_number() over (partition by calendar_id, day order by rank) = 1
),

-- Whose weekday's hours a day has: its own, or on a make-up day at the weekend those of Monday to Friday; none if it is closed or
-- has hours of its own.
day_kinds as (
    select
        calendar_days.calendar_id,
        calendar_days.day,
        calendar_days.holds_from,
        calendar_days.timezone,
        calendar_days.observes_holidays,
        coalesce(decisions.kind, 'week') as kind,
        coalesce(decisions.said_by, 'week') as said_by,
        coalesce(decisions.has_hours, false) as has_hours,
        case
            when decisions.kind in ('closed', 'hours') then null
            when decisions.kind = 'workday' and (isodow(calendar_days.day) > 5 or own_weekdays.weekday is null)
                then coalesce(common_weekdays.weekday, own_weekdays.weekday)
            else own_weekdays.weekday
        end as hours_of
    from calendar_days
    left join decisions using (calendar_id, day)
    left join weekdays as own_weekdays
        on calendar_days.calendar_id = own_weekdays.calendar_id
        and calendar_days.holds_from = own_weekdays.holds_from
        and isodow(calendar_days.day) = own_weekdays.weekday
    left join common_weekdays
        on calendar_days.calendar_id = common_weekdays.calendar_id
        and calendar_days.holds_from = common_weekdays.holds_from
)

select
    calendar_id,
    day,
    holds_from,
    timezone,
    observes_holidays,
    kind,
    said_by,
    hours_of,
    has_hours or hours_of is not null as is_workday
from day_kinds
