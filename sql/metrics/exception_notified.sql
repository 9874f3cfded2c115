/*
title: 异常告知率 | Exceptions told to the customer
about: 出现缺货、延误、地址有误、破损等异常的订单中，告知过客户的比例 | Share of the orders with an exception of which the customer was told
asks: 第一时间与客户沟通
decision: 异常类型为空等于没有异常；导出里没有异常发生的时间，记在下单的那一天 | An empty kind is no exception; exports do not say when it happened, so it counts on the day of the order
grain: one row per order with an exception
area: shops
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent, exception]
noun: 单 | orders
numerator: 已告知 | told
denominator: 有异常 | with an exception
*/
select
    order_id as key,
    placed_at as event_at,
    site_id,
    agent_id,
    exception,
    cast(customer_notified_at is not null as integer) as numerator,
    1 as denominator
from facts.orders
where exception <> 'none'
