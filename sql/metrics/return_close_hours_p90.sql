/*
title: 售后完结时长 P90 | Return handling time P90
about: 当期完结的售后中，九成在这么久以内办完 | Nine in ten of the returns closed in the period took no longer
asks: 遇到退换货处理的客户,要及时做好记录备案
decision: 从申请到完结的钟表时间，不扣夜间和节假日 | From request to close by the clock, nights and holidays included
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
