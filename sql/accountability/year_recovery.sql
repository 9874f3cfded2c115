/*
title: 年度回收率未完成 | Yearly recovery not reached
about: 年度回收率没有达到目标的小区，扣除一个月的工资薪酬和计件工资 | Sites whose recovery rate of the year misses its target; one month's pay and the piece-rate pay are deducted
asks: 年度回收率未完成将扣除一个月的工资薪酬、计件工资
grain: one row per site and year
decision: 只看已经结束的年度，按指标“回收率”的同一口径，收款只计到年末；目标取年末当天有效的，小区自己的优先；没有到期账单的小区不计；依据是年末还没缴清的账单 | Only years that are over, by the very rows of the metric, payments up to the year's end; the target is the one that holds on that day, a site's own first; sites without bills due are left out; the evidence is the bills not settled by then
*/
with
year_sums as (
    select
        recovered.site_id,
        cast(date_trunc('year', recovered.event_at) as date) as year_start,
        cast(date_trunc('year', recovered.event_at) + interval 1 year as date) - 1 as ends_on,
        sum(recovered.numerator) as paid,
        sum(recovered.denominator) as due
    from metrics.recovery_rate as recovered
    cross join ledger.today as today
    where coalesce(recovered.known_at, recovered.event_at) < date_trunc('year', recovered.event_at) + interval 1 year
        and date_trunc('year', recovered.event_at) + interval 1 year <= today.today + 1
    group by recovered.site_id, date_trunc('year', recovered.event_at)
),

judged_sites as (
    select
        sums.site_id,
        sums.year_start,
        sums.ends_on,
        sums.paid,
        sums.due,
        sums.paid / sums.due as rate,
        targets.value as target
    from year_sums as sums
    join facts.targets as targets
        on targets.metric = 'recovery_rate'
        and targets.grain in ('year', 'any')
        and targets.comparison = '>='
        and targets.holds_from <= sums.ends_on
        and (targets.site_id is null or targets.site_id = sums.site_id)
    where sums.due > 0
    qualify row_number() over (
        partition by sums.site_id, sums.year_start
        order by
            targets.priority desc,
            targets.site_id is not null desc,
            targets.grain <> 'any' desc,
            targets.holds_from desc
    ) = 1
),

-- As the metric's status has it: what was divided may be off in its last digit.
missed_sites as (
    select site_id, year_start, ends_on, paid, due, rate, target
    from judged_sites
    where rate < target - 1e-12
),

unpaid_bills as (
    select missed_sites.site_id, missed_sites.year_start, bills.bill_id
    from missed_sites
    join facts.bills as bills
        on bills.site_id = missed_sites.site_id and bills.due_on between missed_sites.year_start and missed_sites.ends_on
    left join facts.bill_payments as bill_payments
        on bill_payments.bill_id = bills.bill_id and bill_payments.paid_on <= missed_sites.ends_on
    group by missed_sites.site_id, missed_sites.year_start, bills.bill_id, bills.amount
    having bills.amount > coalesce(sum(bill_payments.amount + bill_payments.reduced), 0)
),

evidence as (
    select site_id, year_start, list(bill_id order by bill_id) as bills
    from unpaid_bills
    group by site_id, year_start
)

select
    missed_sites.site_id || ' ' || year(missed_sites.year_start) as key,
    date_trunc('month', missed_sites.ends_on) as month,
    missed_sites.ends_on as happened_at,
    missed_sites.site_id,
    sites.manager_id as agent_id,
    null as amount,
    'withheld' as effect,
    format(
        '{} 年到期应收 {:,.2f} 元，收回 {:,.2f} 元，回收率 {:.2f}%，目标 {:g}%，扣除一个月的工资薪酬和计件工资。',
        year(missed_sites.year_start),
        missed_sites.due,
        missed_sites.paid,
        missed_sites.rate * 100,
        missed_sites.target * 100
    ) as note_zh,
    format(
        '{}: of CNY {:,.2f} due {:,.2f} were recovered, {:.2f}% against a target of {:g}%; one month’s pay and the piece-rate pay are deducted.',
        year(missed_sites.year_start),
        missed_sites.due,
        missed_sites.paid,
        missed_sites.rate * 100,
        missed_sites.target * 100
    ) as note_en,
    'bills' as evidence_source,
    coalesce(evidence.bills, []) as evidence
from missed_sites
left join evidence using (site_id, year_start)
left join facts.sites as sites using (site_id)
