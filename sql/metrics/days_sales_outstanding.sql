/*
title: 应收账款周转天数 DSO | Days sales outstanding
about: 期末应收余额 × 本期天数 ÷ 本期开账金额 | Closing receivables × days in the period ÷ amount billed in the period
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
    -amount as numerator,
    0 as denominator,
    0 as items
from facts.bill_payments
