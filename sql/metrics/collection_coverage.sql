/*
title: 上门催收覆盖率 | Doorstep collection coverage
about: 月初欠费三个月以上的户中，当月上门催收（贴单或上门）过的比例 | Share of the customers over three months in arrears at the month's start who were called on at their door in the month
asks: 对欠费三个月以上用户进行上门贴单催收
decision: 月初的户就是上月末“欠费三个月以上户数”中的户，当月已缴清的也计入；每户每月计一次，归到其中最近一张账单的小区和责任人；电话、短信、信函不算上门；季、年是各月之和 | The customers are those counted as over three months in arrears at the end of the month before, also if they pay in the month; each counts once a month, under site and collector of the latest such bill; calls, messages and letters are no visit; quarters and years add up their months
grain: one row per customer in long arrears and month, and one more once called on
area: receivables
kind: ratio
unit: percent
better: up
target: ">= 1.00"
grains: [month, quarter, year, all]
by: [site, collector]
noun: 户·月 | customer months
numerator: 上门催收过 | called on
denominator: 月初欠费三个月以上 | over 3 months in arrears at the start
*/
with
-- What is unpaid of each bill at the end of each month in which that changes.
month_ends as (
    select
        customer_id,
        bill_id,
        site_id,
        collector_id,
        due_on,
        cast(date_trunc('month', day) as date) as month,
        sum(sum(amount)) over (partition by bill_id order by date_trunc('month', day)) as unpaid,
        lead(cast(date_trunc('month', day) as date)) over (partition by bill_id order by date_trunc('month', day))
            as next_change
    from facts.long_arrears
    cross join ledger.today as today
    where day <= today.today
    group by customer_id, bill_id, site_id, collector_id, due_on, date_trunc('month', day)
),

-- It is so at the start of each month after, up to the one in which it changes next.
bill_months as (
    select
        customer_id,
        bill_id,
        site_id,
        collector_id,
        due_on,
        unpaid,
        cast(unnest(generate_series(
            month + interval 1 month,
            least(next_change, today.today),
            interval 1 month
        )) as date) as month
    from month_ends
    cross join ledger.today as today
    where unpaid <> 0
),

customer_months as (
    select
        customer_id,
        month,
        -- Both of one bill, also where it names no collector.
        arg_max((site_id, collector_id), (due_on, bill_id)) filter (unpaid > 0) as latest
    from bill_months
    group by customer_id, month
    having sum(unpaid) > 0
),

calls as (
    select
        customer_id,
        cast(date_trunc('month', collected_at) as date) as month,
        cast(min(collected_at) as date) as called_on
    from facts.collections
    where is_at_the_door
    group by all
),

months as (
    select
        customer_months.customer_id || ' ' || strftime(customer_months.month, '%Y-%m') as key,
        customer_months.month,
        calls.called_on,
        customer_months.latest[1] as site_id,
        customer_months.latest[2] as collector_id
    from customer_months
    left join calls using (customer_id, month)
)

select key, month as event_at, null as known_at, site_id, collector_id, 0 as numerator, 1 as denominator, 1 as items
from months
union all
select key, month as event_at, called_on as known_at, site_id, collector_id, 1 as numerator, 0 as denominator, 0 as items
from months
where called_on is not null
