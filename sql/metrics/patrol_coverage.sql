/*
title: 月度巡查覆盖率 | Monthly patrol coverage
about: 小区中，当月至少做过一次管网巡查的比例 | Share of communities whose network was inspected at least once in the month
asks: 每月不少于一次管网巡查维护工作
decision: 分母是名录中的小区，从全部小区第一次管网巡查的月份起逐月计入，名下第一张账单或第一次巡查更晚的从那个月起；没有巡查的月份记在小区责任人名下；季、年是各月之和 | Communities on the list count in every month from the first network inspection of any, or from their own first bill or inspection if that came later; a month without inspection goes to the community's manager; quarters and years add up their months
grain: one row per community and month, and one more once it is inspected
area: inspections
kind: ratio
unit: percent
better: up
target: ">= 1.00"
grains: [month, quarter, year, all]
by: [site, inspector]
noun: 小区·月 | community months
numerator: 已巡查 | inspected
denominator: 小区 | communities
*/
with
first_patrols as (
    select date_trunc('month', min(inspected_at)) as month
    from facts.inspections
    where kind = 'network'
),

first_traces as (
    select site_id, min(day) as day
    from (
        select site_id, billed_on as day from facts.bills
        union all
        select site_id, cast(inspected_at as date) as day from facts.inspections
    )
    group by site_id
),

community_months as (
    select
        sites.site_id,
        sites.manager_id,
        cast(unnest(generate_series(
            greatest(first_patrols.month, date_trunc('month', first_traces.day)),
            today.today,
            interval 1 month
        )) as date) as month
    from facts.sites as sites
    cross join first_patrols
    cross join ledger.today as today
    left join first_traces using (site_id)
    where sites.kind = 'community' and first_patrols.month is not null
),

patrols as (
    select
        site_id,
        cast(date_trunc('month', inspected_at) as date) as month,
        min(inspected_at) as patrolled_at,
        arg_min(inspector_id, (inspected_at, inspection_id)) as inspector_id
    from facts.inspections
    where kind = 'network'
    group by all
),

months as (
    select
        community_months.site_id || ' ' || strftime(community_months.month, '%Y-%m') as key,
        community_months.month,
        patrols.patrolled_at,
        community_months.site_id,
        coalesce(patrols.inspector_id, community_months.manager_id) as inspector_id
    from community_months
    left join patrols using (site_id, month)
)

select key, month as event_at, null as known_at, site_id, inspector_id, 0 as numerator, 1 as denominator, 1 as items
from months
union all
-- Known from the day of the inspection on, so that a month to date is compared with the same days of the one before.
select
    key,
    month as event_at,
    cast(patrolled_at as date) as known_at,
    site_id,
    inspector_id,
    1 as numerator,
    0 as denominator,
    0 as items
from months
where patrolled_at is not null
