/*
title: 每周病房巡视率 | Weekly ward rounds
about: 科室中，当周至少有一次病房巡视的比例 | Share of departments whose ward was visited at least once in the week
asks: 每周在院內的住院部進行巡視
decision: 分母是名录中的科室，从第一次病房巡视的那一周起逐周计入；一周归到周一所在的月、季、年 | Departments on the list count in every week from the first ward round on; a week belongs to the month, quarter and year of its Monday
grain: one row per department and week, and one more once its ward is visited
area: inspections
kind: ratio
unit: percent
better: up
target: ">= 1.00"
known: today
grains: [week, month, quarter, year, all]
by: [site]
noun: 科室·周 | department weeks
numerator: 已巡视 | visited
denominator: 科室 | departments
*/
with
first_rounds as (
    select date_trunc('week', min(inspected_at)) as week
    from facts.inspections
    where kind = 'ward'
),

department_weeks as (
    select
        sites.site_id,
        cast(unnest(generate_series(first_rounds.week, today.today, interval 7 days)) as date) as week
    from facts.sites as sites
    cross join first_rounds
    cross join ledger.today as today
    where sites.kind = 'department' and first_rounds.week is not null
),

rounds as (
    select
        site_id,
        cast(date_trunc('week', inspected_at) as date) as week,
        cast(min(inspected_at) as date) as visited_on
    from facts.inspections
    where kind = 'ward'
    group by all
),

weeks as (
    select
        department_weeks.site_id || ' ' || cast(department_weeks.week as varchar) as key,
        department_weeks.week,
        rounds.visited_on,
        department_weeks.site_id
    from department_weeks
    left join rounds using (site_id, week)
)

select key, week as event_at, null as known_at, site_id, 0 as numerator, 1 as denominator, 1 as items
from weeks
union all
-- Known today and not by the period's end: a week begun in December may see its round in January.
select key, week as event_at, visited_on as known_at, site_id, 1 as numerator, 0 as denominator, 0 as items
from weeks
where visited_on is not null
