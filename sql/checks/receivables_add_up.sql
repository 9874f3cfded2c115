/*
title: 收费情况表平衡 | Receivables add up
severity: stop
*/
with
-- Today and every month's end before it.
days as (
    select today as day
    from ledger.today
    union
    select last_day(months.month) as day
    from (
        select unnest(generate_series(
            (select min(due_on) from facts.receivable_days), today.today, interval 1 month
        )) as month
        from ledger.today as today
    ) as months
    cross join ledger.today as today
    where last_day(months.month) < today.today
),

-- What is overdue and unpaid by the table's own figures …
overdue_in_table as (
    select
        days.day,
        changes.site_id,
        changes.collector_id,
        sum(changes.billed - changes.reduced - changes.paid) as amount
    from days
    join facts.receivable_days as changes on changes.due_on < days.day and changes.known_on <= days.day
    group by days.day, changes.site_id, changes.collector_id
),

-- … and by the balance that the aging is made of.
balance_changes as (
    select site_id, collector_id, event_at, sum(numerator) as amount
    from metrics.arrears_balance
    group by site_id, collector_id, event_at
),

overdue_by_age as (
    select days.day, changes.site_id, changes.collector_id, sum(changes.amount) as amount
    from days
    join balance_changes as changes on changes.event_at <= days.day
    group by days.day, changes.site_id, changes.collector_id
),

comparisons as (
    select
        coalesce(overdue_in_table.day, overdue_by_age.day) as day,
        coalesce(overdue_in_table.site_id, overdue_by_age.site_id) as site_id,
        coalesce(overdue_in_table.collector_id, overdue_by_age.collector_id) as collector_id,
        '未收中已逾期的 = 各账龄之和' as rule,
        coalesce(overdue_in_table.amount, 0) as one_side,
        coalesce(overdue_by_age.amount, 0) as other_side
    from overdue_in_table
    full join overdue_by_age
        on overdue_by_age.day = overdue_in_table.day
        and overdue_by_age.site_id = overdue_in_table.site_id
        and overdue_by_age.collector_id is not distinct from overdue_in_table.collector_id
    union all
    select
        today.today,
        receivables.site_id,
        receivables.collector_id,
        '年初欠费 − 本年清欠 = 往欠余额' as rule,
        receivables.opening_arrears - receivables.arrears_collected as one_side,
        receivables.arrears_left as other_side
    from lists.receivables as receivables
    cross join ledger.today as today
    union all
    select
        today.today,
        receivables.site_id,
        receivables.collector_id,
        '应收合计 = 已收合计 + 未收合计' as rule,
        receivables.due_total as one_side,
        receivables.collected_total + receivables.left_total as other_side
    from lists.receivables as receivables
    cross join ledger.today as today
)

select day, site_id, collector_id, rule, one_side, other_side
from comparisons
where one_side <> other_side
