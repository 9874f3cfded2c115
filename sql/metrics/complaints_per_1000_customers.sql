/*
title: 千户投诉率 | Complaints per 1000 customers
about: 本期投诉件数 ÷ 期末在册客户数 × 1000 | Complaints received in the period ÷ customers on file at its end × 1000
decision: 没有建档日期的客户不知道从哪天起在册，和“客户数”一样不计入分母；本页写明有几户 | Customers without the day they joined are left out of the denominator, as in customers on file; the page says how many there are
grain: one row per complaint and per customer
area: complaints
kind: ratio
unit: per_1000
scale: 1000
better: down
by: [site]
noun: 件 | complaints
numerator: 投诉 | complaints
denominator: 期末客户 | customers on file
*/
select
    complaint_id as key,
    received_at as event_at,
    'within' as counts,
    site_id,
    1 as numerator,
    0 as denominator,
    1 as items
from facts.complaints
union all
select
    customer_id as key,
    joined_on as event_at,
    'closing' as counts,
    site_id,
    0 as numerator,
    1 as denominator,
    0 as items
from facts.customers
