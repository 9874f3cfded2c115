/*
title: 欠费三个月以上户数 | Customers over 3 months in arrears
about: 期末有账单过了应缴日期三个月以上仍未缴清的户数 | Customers with a bill still unpaid more than three months after it was due
asks: 对欠费三个月以上用户进行上门贴单催收
grain: one row per bill from the day on which it is over three months late, and per payment that settles or reopens it
area: receivables
kind: balance
distinct: true
unit: count
better: down
by: [site, collector]
noun: 户 | customers
*/
select
    customer_id as key,
    cast(due_on + interval 3 months as date) + 1 as event_at,
    site_id,
    collector_id,
    cast(amount > 0 as integer) as numerator
from facts.bills
union all
select
    customer_id as key,
    greatest(paid_on, cast(due_on + interval 3 months as date) + 1) as event_at,
    site_id,
    collector_id,
    open_change as numerator
from facts.bill_payments
where open_change <> 0 and billed > 0
