/*
title: 陈欠回收率 | Prior arrears recovery
about: 期初欠费（期初以前到期、期初还没收回的）中，本期收回的比例 | Share of what was overdue and unpaid at the period's start that was paid in the period
asks: 负责管理小区欠费催收工作
decision: 本期对期初欠费的减免冲减期初欠费，不算收回；冲正按负数计入冲正那天所在的一期 | A reduction of the arrears in the period lowers them and is not recovered; a reversal counts against the period in which it is booked
grain: one row per bill, and two per payment towards it
area: receivables
kind: ratio
unit: percent
better: up
grains: [month, quarter, year]
by: [site, collector, fee_kind]
minimum_n: 30
noun: 笔 | bills
numerator: 本期收回 | paid in the period
denominator: 期初欠费 | unpaid at its start
*/
select
    bill_id as key,
    due_on as event_at,
    null as known_at,
    'opening' as counts,
    site_id,
    collector_id,
    fee_kind,
    0 as numerator,
    amount as denominator,
    cast(amount <> 0 as integer) as items
from facts.bills
union all
-- All that was paid towards the bills by the period's end …
select
    bill_id as key,
    due_on as event_at,
    paid_on as known_at,
    'opening' as counts,
    site_id,
    collector_id,
    fee_kind,
    amount as numerator,
    -reduced as denominator,
    0 as items
from facts.bill_payments
union all
-- … less what had been paid before the period, which was no longer unpaid at its start.
select
    bill_id as key,
    greatest(paid_on, due_on) as event_at,
    null as known_at,
    'opening' as counts,
    site_id,
    collector_id,
    fee_kind,
    -amount as numerator,
    -amount as denominator,
    open_change as items
from facts.bill_payments
