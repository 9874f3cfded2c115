/*
title: 未付款跟进率 | Unpaid orders followed up
about: 下单后 24 小时内没有付款的订单中，催付过的比例 | Share of the orders not paid within 24 hours that were followed up
asks: 对于加入购物车未付款的用户要电话沟通
decision: 下单还不满 24 小时的订单不计；恰好满 24 小时付款算按时；之后才付款的仍在分母里。小时数见阈值 unpaid_hours | An order younger than 24 hours does not count yet; paid at exactly 24 hours is in time; paid later still counts. The hours are the policy unpaid_hours
grain: one row per order that was not paid in time
area: shops
kind: ratio
unit: percent
better: up
target: ">= 1.00"
known: today
by: [site, agent]
noun: 单 | orders
numerator: 已跟进 | followed up
denominator: 未按时付款 | not paid in time
*/
select
    order_id as key,
    placed_at as event_at,
    follow_up_due_at as known_at,
    site_id,
    agent_id,
    cast(follow_up_at is not null as integer) as numerator,
    1 as denominator
from facts.orders
where placed_at is not null
    and (paid_at is null or paid_at > follow_up_due_at)
