/*
title: 回收率 | Recovery rate
about: 当期到期账单中，截至期末已收回的金额比例；每笔最多计到账单金额 | Share of the amount due in the period that was paid by its end, of each bill no more than the bill
asks: 责任小区每季度回收率达到90%以上、年度回收率达到95%以上
grain: one row per bill and per payment towards it
area: receivables
kind: ratio
unit: percent
better: up
target: { quarter: ">= 0.90", year: ">= 0.95" }
grains: [month, quarter, year]
by: [site, collector, fee_kind]
minimum_n: 30
noun: 笔 | bills
numerator: 已收 | paid
denominator: 到期应收 | due
*/
select
    bill_id as key,
    due_on as event_at,
    null as known_at,
    site_id,
    collector_id,
    fee_kind,
    0 as numerator,
    amount as denominator,
    1 as items
from facts.bills
union all
select
    bill_id as key,
    due_on as event_at,
    paid_on as known_at,
    site_id,
    collector_id,
    fee_kind,
    amount as numerator,
    0 as denominator,
    0 as items
from facts.bill_payments
