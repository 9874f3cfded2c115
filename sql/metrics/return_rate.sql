/*
title: 退换货率 | Return rate
about: 已付款的订单中申请过退款、退货或换货的比例 | Share of the paid orders for which a refund, return or exchange was requested
asks: 减少退换货率及损失
decision: 记在付款的那一天，近期的订单以后还可能退换；按订单数，不按金额 | Counted on the day of payment, so recent days still rise; by orders, not by amount
grain: one row per paid order
area: shops
kind: ratio
unit: percent
better: down
by: [site, agent, return_kind, return_reason]
minimum_n: 30
noun: 单 | orders
numerator: 申请退换 | returns requested
denominator: 已付款 | paid
*/
select
    order_id as key,
    paid_at as event_at,
    site_id,
    agent_id,
    return_kind,
    return_reason,
    cast(return_requested_at is not null as integer) as numerator,
    1 as denominator
from facts.orders
where paid_at is not null
