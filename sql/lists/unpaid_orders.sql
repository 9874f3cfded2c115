/*
title: 待催付订单 | Unpaid orders
about: 已下单、没付款、也没跟进过的订单，新下的在前：越早联系越可能成交 | Orders placed, not paid and not followed up, the newest first, as they are the likeliest to be saved
asks: 对于加入购物车未付款的用户要电话沟通
grain: one row per order to follow up
area: shops
group: worklist
sort: [placed_at desc, order_id]
filters: [site_id, agent_id]
columns:
  order_id: 订单号 | Order
  site_id: 店铺 | Shop
  placed_at: 下单时间 | Placed
  hours_waiting: { title: 已过 | Waiting, unit: hours }
  follow_up_due_at: 最迟跟进 | Follow up by
  amount: { title: 金额 | Amount, unit: CNY, total: true }
  customer_id: 客户编号 | Customer
  name: { title: 姓名 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  agent_id: 客服 | Agent
*/
select
    orders.order_id,
    orders.site_id,
    orders.placed_at,
    epoch_us(days.now - orders.placed_at) / 3600e6 as hours_waiting,
    orders.follow_up_due_at,
    orders.amount,
    orders.customer_id,
    customers.name,
    customers.phone,
    orders.agent_id
from facts.orders as orders
cross join ledger.today as days
left join sources.customers as customers using (customer_id)
where cast(orders.placed_at as date) <= days.today
    and (orders.paid_at is null or cast(orders.paid_at as date) > days.today)
    and (orders.follow_up_at is null or cast(orders.follow_up_at as date) > days.today)
