/*
title: 名录里没有的客户 | Customers that the list of customers does not know
severity: warn
*/
with
named_customers as (
    select 'tickets' as source, customer_id from sources.tickets
    union all
    select 'complaints' as source, customer_id from sources.complaints
    union all
    select 'surveys' as source, customer_id from sources.surveys
    union all
    select 'bills' as source, customer_id from sources.bills
)

select named_customers.source, named_customers.customer_id, count(*) as rows
from named_customers
anti join sources.customers as customers using (customer_id)
where named_customers.customer_id is not null
group by named_customers.source, named_customers.customer_id
