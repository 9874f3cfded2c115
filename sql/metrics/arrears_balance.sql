/*
title: 欠费余额 | Arrears balance
about: 期末已过应缴日期仍未收回的金额 | Amount past its due date and still unpaid at the period's end
grain: one row per bill from the day after it is due, and per payment towards it
area: receivables
kind: balance
unit: CNY
better: down
by: [site, collector, fee_kind]
age: { from: 1, edges: [30, 60, 90, 180, 365] }
noun: 笔 | bills
*/
select
    bill_id as key,
    due_on + 1 as event_at,
    site_id,
    collector_id,
    fee_kind,
    due_on as since,
    amount as numerator,
    cast(amount <> 0 as integer) as items
from facts.bills
union all
select
    bill_id as key,
    -- Paid in time: it leaves on the day on which it would have begun to be in arrears.
    greatest(paid_on, due_on + 1) as event_at,
    site_id,
    collector_id,
    fee_kind,
    due_on as since,
    -(amount + reduced) as numerator,
    open_change as items
from facts.bill_payments
