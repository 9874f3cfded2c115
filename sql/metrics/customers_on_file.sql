/*
title: 客户数 | Customers on file
about: 期末在册的客户 | Customers on file at the period's end
asks: 按大客戶、地區、捐助年限、捐助要求、項目所屬等
decision: 档案没有销户日期，所以只增不减；年限从建档日起按满的整年计，2 月 29 日建档的，平年在 2 月 28 日满年；地区是客户自己的地区，不是小区所在的区域 | The list has no day of leaving, so it never falls; tenure is in whole years since joining, complete on 28 February for those who joined on the 29th; the region is the customer's own, not the site's
grain: one row per customer from the day of joining
area: customers
kind: balance
unit: count
better: none
by: [site, tier, credit, region, segment]
age: { from: 0, edges: [1, 3, 5, 10], unit: years, as: tenure }
noun: 位 | customers
*/
select
    customer_id as key,
    joined_on as event_at,
    site_id,
    tier,
    credit,
    region,
    segment,
    joined_on as since,
    1 as numerator
from facts.customers
