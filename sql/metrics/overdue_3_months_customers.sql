/*
title: 欠费三个月以上户数 | Customers over 3 months in arrears
about: 期末有账单过了应缴日期三个月以上仍未缴清的户数 | Customers with a bill still unpaid more than three months after it was due
asks: 对欠费三个月以上用户进行上门贴单催收
decision: 月数是可改的阈值 arrears_months（现为 3）；到应缴日期三个月后的同一天还不算，当月没有那一天的按月末；同一户的负数账单抵减欠费 | The months are a limit that can be changed, arrears_months (3); the same day of the month three months on does not count yet, and where the month lacks it, its last day; a customer's negative bills are set off
grain: one row per bill that is overdue for longer than the limit, and per change of what is unpaid of it
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
    day as event_at,
    site_id,
    collector_id,
    amount as numerator
from facts.long_arrears
