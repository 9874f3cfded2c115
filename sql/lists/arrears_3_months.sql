/*
title: 上门贴单催收名单 | Doorstep collection
about: 欠费三个月以上的户，欠得久的在前，同样久的金额大的在前 | Customers over three months in arrears, the longest first, then by amount
asks: 对欠费三个月以上用户进行上门贴单催收
decision: 金额是该户所有逾期未缴的合计；欠费月数从最早一张未缴账单的应缴日期数起，只数满的月；小区和责任人取最近一张超期账单的 | The amount is all that the customer has overdue; months are full months since the oldest unpaid bill was due; site and collector are those of the latest bill over the limit
grain: one row per customer over the limit
area: receivables
group: worklist
sort: [months_overdue desc, amount desc, customer_id]
filters: [site_id, collector_id, last_method, is_disputed]
columns:
  site_id: 小区 | Site
  customer_id: 户号 | Customer
  name: { title: 户主 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  amount: { title: 欠费 | Overdue, unit: CNY, total: true }
  bills: { title: 未缴笔数 | Bills, total: true }
  oldest_due_on: 最早应缴 | Oldest due
  months_overdue: 欠费月数 | Months overdue
  last_collected_at: 上次催收 | Last collection
  last_method: { title: 催收方式 | Way, dimension: method }
  promise_on: 承诺缴费 | Promised for
  is_disputed: 有争议 | Disputed
  collector_id: 责任人 | Collector
*/
with
long_overdue_bills as (
    select
        arrears.customer_id,
        arrears.bill_id,
        arrears.site_id,
        arrears.collector_id,
        arrears.due_on,
        sum(arrears.amount) as unpaid
    from facts.long_arrears as arrears
    cross join ledger.today as today
    where arrears.day <= today.today
    group by arrears.customer_id, arrears.bill_id, arrears.site_id, arrears.collector_id, arrears.due_on
    having sum(arrears.amount) <> 0
),

customers_over_limit as (
    select
        customer_id,
        -- Both of one bill, also where it names no collector.
        arg_max((site_id, collector_id), (due_on, bill_id)) filter (unpaid > 0) as latest
    from long_overdue_bills
    group by customer_id
    having sum(unpaid) > 0
),

paid_of_bills as (
    select bill_payments.bill_id, sum(bill_payments.amount + bill_payments.reduced) as settled
    from facts.bill_payments as bill_payments
    cross join ledger.today as today
    where bill_payments.paid_on <= today.today
    group by bill_payments.bill_id
),

-- All that is overdue of them, not only what is over the limit.
overdue as (
    select
        bills.customer_id,
        sum(bills.amount - coalesce(paid_of_bills.settled, 0)) as amount,
        count(*) filter (bills.amount > coalesce(paid_of_bills.settled, 0)) as bills,
        min(bills.due_on) filter (bills.amount > coalesce(paid_of_bills.settled, 0)) as oldest_due_on,
        bool_or(bills.is_disputed) filter (bills.amount > coalesce(paid_of_bills.settled, 0)) as is_disputed
    from facts.bills as bills
    semi join customers_over_limit using (customer_id)
    left join paid_of_bills using (bill_id)
    cross join ledger.today as today
    where bills.due_on < today.today
    group by bills.customer_id
),

last_collections as (
    select
        collections.customer_id,
        max(collections.collected_at) as collected_at,
        first(collections.method order by collections.collected_at desc, collections.collection_id desc) as method,
        -- The latest promise stands, also if a call without one followed.
        arg_max(collections.promise_on, collections.collected_at) as promise_on
    from facts.collections as collections
    cross join ledger.today as today
    where collections.collected_at < today.today + 1
    group by collections.customer_id
)

select
    customers_over_limit.latest[1] as site_id,
    customers_over_limit.customer_id,
    people.name,
    people.phone,
    overdue.amount,
    overdue.bills,
    overdue.oldest_due_on,
    date_sub('month', overdue.oldest_due_on, today.today) as months_overdue,
    last_collections.collected_at as last_collected_at,
    last_collections.method as last_method,
    last_collections.promise_on,
    overdue.is_disputed,
    customers_over_limit.latest[2] as collector_id
from customers_over_limit
join overdue using (customer_id)
cross join ledger.today as today
left join last_collections using (customer_id)
left join sources.customers as people using (customer_id)
