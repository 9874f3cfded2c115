/*
title: 名录里没有的客户 | Customers that the list of customers does not know
severity: warn
*/
with
-- Counted before they are looked up: a few members go through the join instead of every row.
named_customers as (
    select 'tickets' as source, customer_id, count(*) as rows from sources.tickets group by customer_id
    union all
    select 'complaints' as source, customer_id, count(*) as rows from sources.complaints group by customer_id
    union all
    select 'surveys' as source, customer_id, count(*) as rows from sources.surveys group by customer_id
    union all
    select 'bills' as source, customer_id, count(*) as rows from sources.bills group by customer_id
    union all
    select 'payments' as source, customer_id, count(*) as rows from sources.payments group by customer_id
    union all
    select 'collections' as source, customer_id, count(*) as rows from sources.collections group by customer_id
    union all
    select 'contracts' as source, customer_id, count(*) as rows from sources.contracts group by customer_id
    union all
    select 'orders' as source, customer_id, count(*) as rows from sources.orders group by customer_id
    union all
    select 'visits' as source, customer_id, count(*) as rows from sources.visits group by customer_id
)

select named_customers.source, named_customers.customer_id, named_customers.rows
from named_customers
anti join sources.customers as customers using (customer_id)
where named_customers.customer_id is not null
