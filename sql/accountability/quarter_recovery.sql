/*
title: 季度回收率未完成 | Quarterly recovery not reached
about: 季度回收率没有达到目标的小区，暂扣计件工资 | Sites whose recovery rate of the quarter misses its target; the piece-rate pay is withheld
asks: 季度未完成回收率将暂扣责任小区的计件工资
grain: one row per site and quarter
decision: 只看已经结束的季度，按指标“回收率”的同一口径，收款只计到季末；目标取季末当天有效的，小区自己的优先；没有到期账单的小区不计；依据是季末还没缴清的账单 | Only quarters that are over, by the very rows of the metric, payments up to the quarter's end; the target is the one that holds on that day, a site's own first; sites without bills due are left out; the evidence is the bills not settled by then
*/
with
quarter_sums as (
    select
        recovered.site_id,
        cast(date_trunc('quarter', recovered.event_at) as date) as quarter_start,
        cast(date_trunc('quarter', recovered.event_at) + interval 3 months as date) - 1 as ends_on,
        sum(recovered.numerator) as paid,
        sum(recovered.denominator) as due
    from metrics.recovery_rate as recovered
    cross join ledger.today as today
    where coalesce(recovered.known_at, recovered.event_at) < date_trunc('quarter', recovered.event_at) + interval 3 months
        and date_trunc('quarter', recovered.event_at) + interval 3 months <= today.today + 1
    group by recovered.site_id, date_trunc('quarter', recovered.event_at)
),

judged_sites as (
    select
        sums.site_id,
        sums.quarter_start,
        sums.ends_on,
        sums.paid,
        sums.due,
        sums.paid / sums.due as rate,
        targets.value as target
    from quarter_sums as sums
    join facts.targets as targets
        on targets.metric = 'recovery_rate'
        and targets.grain in ('quarter', 'any')
        and targets.comparison = '>='
        and targets.holds_from <= sums.ends_on
        and (targets.site_id is null or targets.site_id = sums.site_id)
    where sums.due > 0
    qualify row_number() over (
        partition by sums.site_id, sums.quarter_start
        order by
            targets.priority desc,
            targets.site_id is not null desc,
            targets.grain <> 'any' desc,
            targets.holds_from desc
    ) = 1
),

-- As the metric's status has it: what was divided may be off in its last digit.
missed_sites as (
    select site_id, quarter_start, ends_on, paid, due, rate, target
    from judged_sites
    where rate < target - 1e-12
),

unpaid_bills as (
    select missed_sites.site_id, missed_sites.quarter_start, bills.bill_id
    from missed_sites
    join facts.bills as bills
        on bills.site_id = missed_sites.site_id and bills.due_on between missed_sites.quarter_start and missed_sites.ends_on
    left join facts.bill_payments as bill_payments
        on bill_payments.bill_id = bills.bill_id and bill_payments.paid_on <= missed_sites.ends_on
    group by missed_sites.site_id, missed_sites.quarter_start, bills.bill_id, bills.amount
    having bills.amount > coalesce(sum(bill_payments.amount + bill_payments.reduced), 0)
),

evidence as (
    select site_id, quarter_start, list(bill_id order by bill_id) as bills
    from unpaid_bills
    group by site_id, quarter_start
)

select
    missed_sites.site_id || ' ' || strftime(missed_sites.quarter_start, '%Y-Q') || quarter(missed_sites.quarter_start) as key,
    date_trunc('month', missed_sites.ends_on) as month,
    missed_sites.ends_on as happened_at,
    missed_sites.site_id,
    sites.manager_id as agent_id,
    null as amount,
    'withheld' as effect,
    format(
        '{} 年第 {} 季度到期应收 {:,.2f} 元，收回 {:,.2f} 元，回收率 {:.2f}%，目标 {:g}%，暂扣计件工资。',
        year(missed_sites.quarter_start),
        quarter(missed_sites.quarter_start),
        missed_sites.due,
        missed_sites.paid,
        missed_sites.rate * 100,
        missed_sites.target * 100
    ) as note_zh,
    format(
        'Q{} {}: of CNY {:,.2f} due {:,.2f} were recovered, {:.2f}% against a target of {:g}%; the piece-rate pay is withheld.',
        quarter(missed_sites.quarter_start),
        year(missed_sites.quarter_start),
        missed_sites.due,
        missed_sites.paid,
        missed_sites.rate * 100,
        missed_sites.target * 100
    ) as note_en,
    'bills' as evidence_source,
    coalesce(evidence.bills, []) as evidence
from missed_sites
left join evidence using (site_id, quarter_start)
left join facts.sites as sites using (site_id)
