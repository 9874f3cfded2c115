/*
title: 本月未巡查 | Not inspected this month
about: 本月还没做管网巡查的小区，和维护期内本月还没巡检的系统，隔得久的在前 | Communities without a network inspection this month, and systems in maintenance without one, the longest ago first
asks: 每月不少于一次管网巡查维护工作
decision: 从来没有巡查过的排在最前 | Those never inspected come first
grain: one row per community or system
area: inspections
group: worklist
sort: [is_never_inspected desc, days_since desc, site_id]
filters: [site_id, manager_id, kind]
columns:
  site_id: 小区/系统 | Site
  kind: 类型 | Kind
  manager_id: 责任人 | Manager
  is_never_inspected: 从未巡查 | Never inspected
  last_inspected_at: 上次巡查 | Last inspection
  last_inspector_id: 上次巡查人 | Last inspector
  days_since: { title: 距今天数 | Days since, unit: days }
  days_left: { title: 本月还剩 | Left of the month, unit: days }
*/
with
sites_to_inspect as (
    select site_id, manager_id, 'community' as kind, 'network' as inspection_kind
    from facts.sites
    where kind = 'community'
    union all
    select maintenance.site_id, maintenance.manager_id, 'system' as kind, 'system' as inspection_kind
    from facts.maintenance as maintenance
    cross join ledger.today as today
    where coalesce(maintenance.starts_on, today.today) <= today.today
        and coalesce(maintenance.ends_on, today.today) >= today.today
),

last_inspections as (
    select
        inspections.site_id,
        inspections.kind as inspection_kind,
        max(inspections.inspected_at) as inspected_at,
        first(
            inspections.inspector_id order by inspections.inspected_at desc, inspections.inspection_id desc
        ) as inspector_id
    from facts.inspections as inspections
    cross join ledger.today as today
    where inspections.inspected_at < today.today + 1
    group by inspections.site_id, inspections.kind
)

select
    sites_to_inspect.site_id,
    sites_to_inspect.kind,
    sites_to_inspect.manager_id,
    last_inspections.inspected_at is null as is_never_inspected,
    last_inspections.inspected_at as last_inspected_at,
    last_inspections.inspector_id as last_inspector_id,
    today.today - cast(last_inspections.inspected_at as date) as days_since,
    last_day(today.today) - today.today as days_left
from sites_to_inspect
cross join ledger.today as today
left join last_inspections using (site_id, inspection_kind)
where last_inspections.inspected_at is null or last_inspections.inspected_at < date_trunc('month', today.today)
