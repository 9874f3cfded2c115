/*
title: 按时发货率 | Shipped on time
about: 承诺发货时间已到的订单中，在此之前发货的比例 | Share of the orders whose promised time has come that were shipped by then
asks: 负责及时跟踪货品发货动向
decision: 恰好在承诺时刻发货算按时；没有承诺发货时间的订单不计；今天到期的按整天算 | Shipped at the very moment is on time; orders without a promise do not count; those due today count with the day
grain: one row per order with a promised time of shipment
area: shops
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site]
noun: 单 | orders
numerator: 按时发货 | shipped in time
denominator: 应发货 | due
*/
select
    order_id as key,
    promised_ship_at as event_at,
    site_id,
    cast(coalesce(shipped_at <= promised_ship_at, false) as integer) as numerator,
    1 as denominator
from facts.orders
where promised_ship_at is not null
