/*
title: 巡查不到位漏损 | Leak for want of a patrol
about: 记明因巡查不到位造成的漏水损失，或者当月没有做管网巡查的小区发生的漏水损失，由小区责任人按比例承担 | A leak's loss that is put down to a missed inspection, or that arose at a site without a network inspection in the month; the site's manager bears a share of it
asks: 因巡查不到位,由漏水造成的损失,由小区责任人按损失金额的10%进行扣罚
grain: one row per inspection that states such a loss
decision: 当月没有巡查要到月末过后才认定，当月任何一天做过都算做过；巡查记录开始之前的月份不算没有巡查；比例是可改的阈值，按发现那天的 | That a month has no inspection is decided once it is over, and one on any day of it counts; months before the log of inspections begins do not lack one; the share can be changed and is that of the day on which the leak was found
*/
with
patrolled_months as (
    select distinct site_id, date_trunc('month', inspected_at) as month
    from facts.inspections
    where kind = 'network'
),

log_starts as (
    select min(month) as month
    from patrolled_months
),

leaks as (
    select
        inspections.inspection_id,
        inspections.site_id,
        cast(inspections.inspected_at as date) as found_on,
        inspections.loss_amount,
        inspections.is_for_want_of_inspection,
        patrolled_months.month is null
        and date_trunc('month', inspections.inspected_at) >= log_starts.month
        and last_day(cast(inspections.inspected_at as date)) <= today.today as is_unpatrolled
    from facts.inspections as inspections
    cross join ledger.today as today
    cross join log_starts
    left join patrolled_months
        on patrolled_months.site_id = inspections.site_id
        and patrolled_months.month = date_trunc('month', inspections.inspected_at)
    where inspections.loss_amount > 0 and cast(inspections.inspected_at as date) <= today.today
),

fines as (
    select
        leaks.inspection_id,
        leaks.site_id,
        leaks.found_on,
        leaks.loss_amount,
        leaks.is_for_want_of_inspection,
        policies.value as share,
        cast(round(leaks.loss_amount * policies.value, 2) as decimal(18, 2)) as amount
    from leaks
    join facts.policies as policies
        on policies.policy = 'leak_without_patrol'
        and leaks.found_on >= policies.holds_from and leaks.found_on < policies.holds_until
    where leaks.is_for_want_of_inspection or leaks.is_unpatrolled
)

select
    fines.inspection_id as key,
    date_trunc('month', fines.found_on) as month,
    fines.found_on as happened_at,
    fines.site_id,
    sites.manager_id as agent_id,
    fines.amount,
    'fine' as effect,
    format(
        '漏水损失 {:,.2f} 元，{}，按 {:g}% 扣罚 {:,.2f} 元。',
        fines.loss_amount,
        case when fines.is_for_want_of_inspection then '记明因巡查不到位' else '当月没有做管网巡查' end,
        fines.share * 100,
        fines.amount
    ) as note_zh,
    format(
        'Loss by a leak, CNY {:,.2f}: {}. {:g}% of it is CNY {:,.2f}.',
        fines.loss_amount,
        case
            when fines.is_for_want_of_inspection then 'put down to a missed inspection'
            else 'no network inspection in the month'
        end,
        fines.share * 100,
        fines.amount
    ) as note_en,
    'inspections' as evidence_source,
    [fines.inspection_id] as evidence
from fines
left join facts.sites as sites using (site_id)
