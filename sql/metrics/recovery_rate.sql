/*
title: 回收率 | Recovery rate
about: 本期到期账单的金额中，截至期末已收回的比例；每笔最多计到账单金额 | Share of the amount due in the period that was paid by its end, of each bill no more than the bill
asks: 责任小区每季度回收率达到90%以上、年度回收率达到95%以上
decision: 没写账单号的收款冲该户最早的账单（先按账期，再按应缴日期）；预缴的钱到有账单时才算实收；减免（收款方式为减免，或负数账单）冲减应收，不算实收；滞纳金、违约金两边都不计 | Payments that name no bill go to the customer's oldest bills (by month, then by due date); money paid in advance is paid once there is a bill; a reduction (a payment of method 减免, or a negative bill) lowers what is due and is not paid; late fees are in neither
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
    -reduced as denominator,
    0 as items
from facts.bill_payments
