/*
title: 新客待沟通 | New customers to contact
about: 已分配给专员、还没沟通过的客户，期限近的在前，已过期限的最前 | Customers assigned to an agent and not contacted yet; those past their week first, then those whose week ends soonest
asks: 应在一周内与客户进行沟通
grain: one row per customer to contact
area: customers
group: worklist
sort: [days_left, assigned_at, customer_id]
filters: [site_id, agent_id, tier]
columns:
  customer_id: 客户编号 | Customer
  name: { title: 姓名 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  tier: 客户等级 | Tier
  assigned_at: 分配时间 | Assigned
  contact_due_at: 最迟沟通 | Contact by
  days_left: { title: 还剩（负数为已过） | Left (past if negative), unit: days }
  site_id: 小区/店铺 | Site
  agent_id: 专员 | Agent
*/
select
    customers.customer_id,
    people.name,
    people.phone,
    customers.tier,
    customers.assigned_at,
    customers.contact_due_at,
    cast(customers.contact_due_at as date) - days.today as days_left,
    customers.site_id,
    customers.assigned_to as agent_id
from facts.customers as customers
cross join ledger.today as days
join sources.customers as people using (customer_id)
where cast(customers.assigned_at as date) <= days.today
    and (customers.first_contact_at is null or cast(customers.first_contact_at as date) > days.today)
