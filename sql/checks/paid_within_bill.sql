/*
title: 收回不超过应收 | Paid no more than billed
severity: stop
*/
select
    bills.bill_id,
    bills.amount,
    sum(bill_payments.amount) as paid,
    sum(bill_payments.reduced) as reduced
from facts.bills as bills
join facts.bill_payments as bill_payments using (bill_id)
group by bills.bill_id, bills.amount
having abs(sum(bill_payments.amount + bill_payments.reduced)) > abs(bills.amount)
