/*
title: 档案完整率 | Profile completeness
about: 本期建档的客户中，姓名、电话、等级、地区和专员都有的比例 | Share of the customers filed whose name, phone, tier, region and agent are all there
asks: 建立和完善客户信息档案
grain: one row per customer
area: customers
kind: ratio
unit: percent
better: up
by: [site, agent]
minimum_n: 30
noun: 位 | customers
numerator: 档案完整 | complete
denominator: 建档 | filed
*/
select
    customer_id as key,
    joined_on as event_at,
    site_id,
    assigned_to as agent_id,
    cast(is_profile_complete as integer) as numerator,
    1 as denominator
from facts.customers
