/*
title: 找不到账单的收款 | Payments whose bill is not there
severity: warn
*/
select payments.payment_id, payments.bill_id, payments.paid_on, payments.amount
from sources.payments as payments
anti join sources.bills as bills using (bill_id)
