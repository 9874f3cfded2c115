/*
title: 收费情况表 | Receivables
about: 按小区和责任人列出年初欠费的清收、本年应收的收缴和两者合计，可看任一天 | Arrears of earlier years, what is due this year, and both together, by site and collector, on any day
asks: 责任小区每季度回收率达到90%以上、年度回收率达到95%以上
decision: 年初欠费是往年到期、年初还没收回的；本年应收是本年到这一天为止到期的账单；都扣除到这一天为止的减免。清欠率就是当年的陈欠回收率，收缴率就是当年的回收率，合计的比率由合计数相除 | Opening arrears are bills due in earlier years and unpaid at the start of the year; due this year are bills due in the year up to the day; reductions known by the day are taken off both. The recovery of arrears is the metric of that name for the year to date, the collection rate is the year's recovery rate; rates of totals are quotients of totals
grain: one row per site and collector
area: receivables
group: table
on: true
sort: [site_id, collector_id]
filters: [site_id, collector_id]
columns:
  site_id: 小区 | Site
  collector_id: 责任人 | Collector
  opening_arrears: { title: 年初欠费 | Opening arrears, unit: CNY, total: true, under: 往年欠费 | Earlier years }
  arrears_collected: { title: 本年清欠 | Arrears collected, unit: CNY, total: true, under: 往年欠费 | Earlier years }
  arrears_left: { title: 往欠余额 | Arrears left, unit: CNY, total: true, under: 往年欠费 | Earlier years }
  arrears_recovery: { title: 清欠率 | Arrears recovery, unit: percent, total: [arrears_collected, opening_arrears], under: 往年欠费 | Earlier years }
  due_this_year: { title: 本年应收 | Due this year, unit: CNY, total: true, under: 本年 | This year }
  collected_this_year: { title: 已收本年 | Collected of it, unit: CNY, total: true, under: 本年 | This year }
  left_this_year: { title: 本年未收 | Left of it, unit: CNY, total: true, under: 本年 | This year }
  collection_rate: { title: 收缴率 | Collection rate, unit: percent, total: [collected_this_year, due_this_year], under: 本年 | This year }
  due_total: { title: 应收合计 | Due in all, unit: CNY, total: true, under: 合计 | Both }
  collected_total: { title: 已收合计 | Collected in all, unit: CNY, total: true, under: 合计 | Both }
  left_total: { title: 未收合计 | Left in all, unit: CNY, total: true, under: 合计 | Both }
  overall_rate: { title: 综合收缴率 | Overall rate, unit: percent, total: [collected_total, due_total], under: 合计 | Both }
*/
with
days as (
    select
        cast(getvariable('on') as date) as day,
        cast(date_trunc('year', cast(getvariable('on') as date)) as date) as year_start
),

known_changes as (
    select
        changes.site_id,
        changes.collector_id,
        changes.due_on < days.year_start as is_of_earlier_years,
        changes.known_on < days.year_start as is_known_at_start,
        changes.billed - changes.reduced as due,
        changes.paid
    from facts.receivable_days as changes
    cross join days
    where changes.due_on <= days.day and changes.known_on <= days.day
),

sums as (
    select
        site_id,
        collector_id,
        coalesce(sum(due) filter (is_of_earlier_years), 0)
        - coalesce(sum(paid) filter (is_of_earlier_years and is_known_at_start), 0) as opening_arrears,
        coalesce(sum(paid) filter (is_of_earlier_years and not is_known_at_start), 0) as arrears_collected,
        coalesce(sum(due - paid) filter (is_of_earlier_years), 0) as arrears_left,
        coalesce(sum(due) filter (not is_of_earlier_years), 0) as due_this_year,
        coalesce(sum(paid) filter (not is_of_earlier_years), 0) as collected_this_year,
        coalesce(sum(due - paid) filter (not is_of_earlier_years), 0) as left_this_year
    from known_changes
    group by site_id, collector_id
)

select
    site_id,
    collector_id,
    opening_arrears,
    arrears_collected,
    arrears_left,
    arrears_collected / nullif(opening_arrears, 0) as arrears_recovery,
    due_this_year,
    collected_this_year,
    left_this_year,
    collected_this_year / nullif(due_this_year, 0) as collection_rate,
    opening_arrears + due_this_year as due_total,
    arrears_collected + collected_this_year as collected_total,
    arrears_left + left_this_year as left_total,
    (arrears_collected + collected_this_year) / nullif(opening_arrears + due_this_year, 0) as overall_rate
from sums
-- What was settled before the year is no business of it.
where opening_arrears <> 0 or arrears_collected <> 0 or arrears_left <> 0 or due_this_year <> 0 or left_this_year <> 0
