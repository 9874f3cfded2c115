/*
title: 会员到期提醒 | Cards expiring
about: 会员卡 30 天内到期的客户，先到期的在前；天数见阈值 card_expiry_days | Customers whose card expires within 30 days, the soonest first; the days are the policy card_expiry_days
asks: 友情提醒客户续卡或升级为其他消费卡
grain: one row per customer
area: customers
group: worklist
sort: [card_expires_on, tier, customer_id]
filters: [site_id, agent_id, tier]
columns:
  customer_id: 客户编号 | Customer
  name: { title: 姓名 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  tier: 客户等级 | Tier
  card_expires_on: 到期日期 | Expires
  days_left: { title: 还剩 | Left, unit: days }
  site_id: 小区/店铺 | Site
  agent_id: 专员 | Agent
*/
select
    customers.customer_id,
    people.name,
    people.phone,
    customers.tier,
    customers.card_expires_on,
    customers.card_expires_on - days.today as days_left,
    customers.site_id,
    customers.assigned_to as agent_id
from facts.customers as customers
cross join ledger.today as days
join sources.customers as people using (customer_id)
join facts.policies as expiry_days
    on expiry_days.policy = 'card_expiry_days'
    and days.today >= expiry_days.holds_from
    and days.today < expiry_days.holds_until
where customers.card_expires_on between days.today and days.today + cast(expiry_days.value as integer)
