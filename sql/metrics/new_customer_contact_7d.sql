/*
title: 新客一周内沟通率 | New customers contacted in 7 days
about: 分配给专员的客户中，一周内沟通过的比例 | Share of the customers assigned who were contacted within a week
asks: 应在一周内与客户进行沟通
decision: 分配不满 7 天又还没沟通的不计；恰好满 7 天时沟通算按时。天数见阈值 first_contact_days | Assigned less than 7 days ago and not contacted does not count yet; contacted at exactly 7 days is in time. The days are the policy first_contact_days
grain: one row per customer assigned
area: customers
kind: ratio
unit: percent
better: up
target: ">= 1.00"
known: today
by: [agent, site]
noun: 位 | customers
numerator: 按时沟通 | contacted in time
denominator: 应沟通 | due
*/
select
    customer_id as key,
    assigned_at as event_at,
    -- It counts once the week is over, or from the first contact on.
    least(contact_due_at, first_contact_at) as known_at,
    assigned_to as agent_id,
    site_id,
    cast(coalesce(first_contact_at <= contact_due_at, false) as integer) as numerator,
    1 as denominator
from facts.customers
where assigned_at is not null
