/*
title: 事实表与来源行数一致 | Facts hold each row of their source once
severity: stop
*/
with
-- A join that finds two partners would count a ticket twice; one that finds none would lose it.
counted_facts as (
    select
        'tickets' as fact,
        (select count(*) from sources.tickets) as rows_in_source,
        (select count(*) from facts.tickets) as rows_in_fact
    union all
    select 'complaints', (select count(*) from sources.complaints), (select count(*) from facts.complaints)
    union all
    select 'surveys', (select count(*) from sources.surveys), (select count(*) from facts.surveys)
    union all
    select
        'bills',
        (select count(*) from sources.bills where fee_kind is distinct from 'late_fee'),
        (select count(*) from facts.bills)
    union all
    select 'payments', (select count(*) from sources.payments), (select count(*) from facts.payments)
    union all
    select 'collections', (select count(*) from sources.collections), (select count(*) from facts.collections)
    union all
    select 'inspections', (select count(*) from sources.inspections), (select count(*) from facts.inspections)
    union all
    select 'ratings', (select count(*) from sources.ratings), (select count(*) from facts.ratings)
    union all
    select 'customers', (select count(*) from sources.customers), (select count(*) from facts.customers)
    union all
    select 'orders', (select count(*) from sources.orders), (select count(*) from facts.orders)
    union all
    select 'visits', (select count(*) from sources.visits), (select count(*) from facts.visits)
    union all
    select 'appraisals', (select count(*) from sources.appraisals), (select count(*) from facts.appraisals)
    union all
    select 'calls', (select count(*) from sources.calls), (select count(*) from facts.calls)
    union all
    select 'messages', (select count(*) from sources.messages), (select count(*) from facts.messages)
    union all
    select 'posts', (select count(*) from sources.posts), (select count(*) from facts.posts)
    union all
    select 'waits', (select count(*) from sources.waits), (select count(*) from facts.waits)
    union all
    select 'shifts', (select count(*) from sources.shifts), (select count(*) from facts.shifts)
    union all
    select 'tasks', (select count(*) from sources.tasks), (select count(*) from facts.tasks)
    union all
    select 'contracts', (select count(*) from sources.contracts), (select count(*) from facts.contracts)
    union all
    select 'changes', (select count(*) from sources.changes), (select count(*) from facts.changes)
    union all
    select 'backups', (select count(*) from sources.backups), (select count(*) from facts.backups)
)

select fact, rows_in_source, rows_in_fact
from counted_facts
where rows_in_source <> rows_in_fact
