/*
title: 售后完结时长 P90 | Return handling time P90
about: 十单完结的售后里有九单在这个时间内办完 | Nine in ten closed returns took no longer
asks: 遇到退换货处理的客户,要及时做好记录备案
decision: 从申请到完结按自然时间，夜里和节假日也算 | From request to close by the clock, nights and holidays included
grain: one row per closed return
area: shops
kind: quantile
quantile: 0.9
unit: hours
better: down
by: [site, agent, return_kind]
minimum_n: 30
noun: 单 | returns
*/
select
    order_id as key,
    return_closed_at as event_at,
    site_id,
    agent_id,
    return_kind,
    return_hours as value
from facts.orders
where return_hours is not null
