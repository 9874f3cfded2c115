/*
title: 催收有效指数 CEI | Collection effectiveness index
about: 本期收回额占本期应收回额的比例，即（期初应收 + 本期开账 − 期末应收）÷（期初应收 + 本期开账 − 期末未到期应收） | What was collected of what there was to collect, (opening receivables + billed − closing receivables) ÷ (opening receivables + billed − closing receivables not yet overdue)
asks: 负责管理小区欠费催收工作
decision: 没有账期的账单从应缴日期起算应收；应缴日期当天还不算逾期；本期的减免冲减开账 | A bill without a month is a receivable from the day it is due; on that day it is not yet overdue; reductions lower what was billed
grain: one row per bill and per payment towards it, for each of its parts in what there was to collect, was collected, is overdue
area: receivables
kind: ratio
unit: percent
better: up
grains: [month, quarter, year]
by: [site, collector]
minimum_n: 30
noun: 笔 | bills
numerator: 本期收回 | collected
denominator: 本期收回 + 期末逾期 | collected + overdue at the end
*/
-- Opening + billed − closing is what was collected; closing less what is not yet overdue is what is overdue.
select
    bill_id as key,
    -- Paid in advance: it is collected when the bill is there.
    greatest(paid_on, billed_on) as event_at,
    'within' as counts,
    site_id,
    collector_id,
    amount as numerator,
    amount as denominator,
    0 as items
from facts.bill_payments
union all
-- n: the bills that there were to collect, open at the start or billed since.
select
    bill_id as key,
    billed_on as event_at,
    unnest(['opening', 'within']) as counts,
    site_id,
    collector_id,
    0 as numerator,
    0 as denominator,
    cast(amount <> 0 as integer) as items
from facts.bills
union all
select
    bill_id as key,
    greatest(paid_on, billed_on) as event_at,
    'opening' as counts,
    site_id,
    collector_id,
    0 as numerator,
    0 as denominator,
    open_change as items
from facts.bill_payments
union all
select
    bill_id as key,
    greatest(billed_on, due_on + 1) as event_at,
    'closing' as counts,
    site_id,
    collector_id,
    0 as numerator,
    amount as denominator,
    0 as items
from facts.bills
union all
select
    bill_id as key,
    greatest(paid_on, billed_on, due_on + 1) as event_at,
    'closing' as counts,
    site_id,
    collector_id,
    0 as numerator,
    -(amount + reduced) as denominator,
    0 as items
from facts.bill_payments
