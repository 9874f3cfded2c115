/*
title: 退款金额 | Refunds
about: 本期完结的售后中退给客户的金额 | Money returned to customers in the returns closed in the period
asks: 减少退换货率及损失
decision: 记在售后完结的那一天；还没完结的不计 | Counted on the day the return was closed; not before
grain: one row per order with a refund
area: shops
kind: sum
unit: CNY
better: down
by: [site, agent, return_reason]
noun: 单 | orders
*/
select
    order_id as key,
    return_closed_at as event_at,
    site_id,
    agent_id,
    return_reason,
    refund_amount as numerator
from facts.orders
where return_closed_at is not null and refund_amount is not null
