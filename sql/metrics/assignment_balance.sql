/*
title: 客户分配均衡度 | Assignment balance
about: 1 减去每位专员客户数的基尼系数；1 为人人一样多 | 1 less the Gini coefficient of customers per agent; 1 is the same for all
asks: 客户数量均衡
decision: 按期末之前分配出去的客户，算在现在的专员名下；名下没有客户的专员不计，因为名录里看不出谁本应分到客户 | Customers assigned by the period's end, with the agent they have now; an agent without any is left out, as the list does not say who should have some
grain: one row per customer assigned
area: customers
kind: balance
spread: gini
unit: index
better: up
by: [team]
noun: 位 | customers
*/
select
    customers.customer_id as key,
    customers.assigned_at as event_at,
    customers.assigned_to as holder,
    agents.team,
    1 as numerator
from facts.customers as customers
left join facts.agents as agents on agents.agent_id = customers.assigned_to
where customers.assigned_at is not null and customers.assigned_to is not null
