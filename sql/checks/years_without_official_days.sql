/*
title: 没有法定节假日安排的年份 | Years whose official holidays are not known
severity: warn
*/
-- Clocks of a calendar that observes the official days ran in these years as if there were none. Add the year's notice to
-- calendar_days (calendar_id *), or bring sql/facts/official_days.sql up to date.
with
years_of_clocks as (
    select
        calendar_id,
        unnest(range(year(min(started_at)), year(max(greatest(started_at, due_at, stopped_at))) + 1)) as year
    from facts.sla_clocks
    group by calendar_id
),

observing_calendars as (
    select distinct calendar_id, year(day) as year
    from facts.working_days
    where observes_holidays
),

-- A list that has been entered has National Day in it; a day of the house's own is no list.
listed_years as (
    select '*' as calendar_id, year(day) as year
    from facts.official_days
    where month(day) = 10 and day(day) = 1
    union
    select calendar_id, year(date) as year
    from sources.calendar_days
    where month(date) = 10 and day(date) = 1
)

select years_of_clocks.calendar_id, years_of_clocks.year
from years_of_clocks
join observing_calendars using (calendar_id, year)
where not exists (
    from listed_years
    where listed_years.year = years_of_clocks.year and listed_years.calendar_id in ('*', years_of_clocks.calendar_id)
)
