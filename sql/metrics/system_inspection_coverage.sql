/*
title: 系统月检覆盖率 | Monthly system inspection coverage
about: 当月在维护期内的系统中，做过巡检并在当月上传了报告的比例 | Share of the systems in maintenance in the month that were inspected and whose report was uploaded by the month's end
asks: 每月对所有维护期内的系统巡检一次
decision: 维护期从终验起，到合同或名录写明的期满日止（取晚的），当月有一天在维护期就计入，都没写明的一直计入；从第一次系统巡检的月份起逐月计；没有巡检的月份记在系统负责人名下 | In maintenance from acceptance to the end that contract or list state, the later one, any day of the month sufficing; where neither states an end, always; months count from the first system inspection of any on; a month without goes to the system's manager
grain: one row per system and month in maintenance, and one more once inspected with a report
area: inspections
kind: ratio
unit: percent
better: up
target: ">= 1.00"
grains: [month, quarter, year, all]
by: [site, inspector]
noun: 系统·月 | system months
numerator: 已巡检并有报告 | inspected with a report
denominator: 维护期内的系统 | systems in maintenance
*/
with
first_inspections as (
    select date_trunc('month', min(inspected_at)) as month
    from facts.inspections
    where kind = 'system'
),

system_months as (
    select
        maintenance.site_id,
        maintenance.manager_id,
        cast(unnest(generate_series(
            greatest(first_inspections.month, date_trunc('month', maintenance.starts_on)),
            least(today.today, maintenance.ends_on),
            interval 1 month
        )) as date) as month
    from facts.maintenance as maintenance
    cross join first_inspections
    cross join ledger.today as today
    where first_inspections.month is not null
),

month_inspections as (
    select
        site_id,
        cast(date_trunc('month', inspected_at) as date) as month,
        arg_min(inspector_id, (inspected_at, inspection_id)) as inspector_id,
        -- Done when both are there, and only if the report came in the month of the inspection.
        min(greatest(inspected_at, report_at)) filter (
            report_at is not null and date_trunc('month', report_at) <= date_trunc('month', inspected_at)
        ) as done_at
    from facts.inspections
    where kind = 'system'
    group by all
),

months as (
    select
        system_months.site_id || ' ' || strftime(system_months.month, '%Y-%m') as key,
        system_months.month,
        month_inspections.done_at,
        system_months.site_id,
        coalesce(month_inspections.inspector_id, system_months.manager_id) as inspector_id
    from system_months
    left join month_inspections using (site_id, month)
)

select key, month as event_at, null as known_at, site_id, inspector_id, 0 as numerator, 1 as denominator, 1 as items
from months
union all
select
    key,
    month as event_at,
    cast(done_at as date) as known_at,
    site_id,
    inspector_id,
    1 as numerator,
    0 as denominator,
    0 as items
from months
where done_at is not null
