/*
title: 应收账款周转天数 DSO | Days sales outstanding
about: 期末应收余额 × 本期天数 ÷ 本期开账金额 | Closing receivables × days in the period ÷ amount billed in the period
decision: 用期末应收，不用期初期末平均；没有账期的账单按应缴日期算开账 | Closing receivables, not the average of opening and closing; a bill without a month counts as billed on the day it is due
grain: one row per bill and per payment towards it
area: receivables
kind: ratio
closing: days
unit: days
better: down
by: [site, fee_kind]
minimum_n: 30
noun: 笔 | bills
numerator: 期末应收 × 天数 | closing receivables × days
denominator: 本期开账 | billed in the period
*/
select
    bill_id as key,
    billed_on as event_at,
    site_id,
    fee_kind,
    amount as numerator,
    amount as denominator,
    1 as items
from facts.bills
union all
select
    bill_id as key,
    -- Paid in advance: it never was a receivable.
    greatest(paid_on, billed_on) as event_at,
    site_id,
    fee_kind,
    -(amount + reduced) as numerator,
    -- A reduction takes back what was billed.
    -reduced as denominator,
    0 as items
from facts.bill_payments
