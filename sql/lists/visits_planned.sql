/*
title: 本月拜访计划 | Visits planned this month
about: 计划在本月、还没做的拜访，计划日期早的在前 | Visits planned for this month and not made yet, the earliest first
asks: 客户回访以季度为单位,分解到月,按计划执行
grain: one row per planned visit
area: customers
group: worklist
sort: [planned_on, tier, visit_id]
filters: [agent_id, tier, method]
columns:
  visit_id: 计划编号 | Plan
  planned_on: 计划日期 | Planned
  days_late: { title: 已过（负数为还剩） | Late (to come if negative), unit: days }
  customer_id: 客户编号 | Customer
  name: { title: 姓名 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  tier: 客户等级 | Tier
  method: 方式 | Method
  last_visited_on: 上次拜访 | Last visit
  agent_id: 负责人 | Agent
*/
with
last_visits as (
    select visits.customer_id, max(visits.visited_on) as last_visited_on
    from facts.visits as visits
    cross join ledger.today as days
    where visits.visited_on <= days.today
    group by visits.customer_id
)

select
    visits.visit_id,
    visits.planned_on,
    days.today - visits.planned_on as days_late,
    visits.customer_id,
    people.name,
    people.phone,
    visits.tier,
    visits.method,
    last_visits.last_visited_on,
    visits.agent_id
from facts.visits as visits
cross join ledger.today as days
left join sources.customers as people using (customer_id)
left join last_visits using (customer_id)
where date_trunc('month', visits.planned_on) = date_trunc('month', days.today)
    and (visits.visited_on is null or visits.visited_on > days.today)
