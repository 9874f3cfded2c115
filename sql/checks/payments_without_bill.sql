/*
title: 找不到账单的收款 | Payments whose bill is not there
severity: warn
*/
select payments.payment_id, payments.bill_id, payments.customer_id, payments.paid_on, payments.amount
from sources.payments as payments
join facts.payments as read_payments using (payment_id)
anti join sources.bills as bills on bills.bill_id = payments.bill_id
-- One that names no bill is well as long as its customer has any.
anti join facts.bills as customers_bills on customers_bills.customer_id = read_payments.customer_id
