-- grain: one row per site, collector, day on which bills are due and day on which it became known what of them is paid
with
changes as (
    select site_id, collector_id, due_on, due_on as known_on, amount as billed, 0 as reduced, 0 as paid
    from facts.bills
    union all
    select site_id, collector_id, due_on, paid_on as known_on, 0 as billed, reduced, amount as paid
    from facts.bill_payments
)

select
    site_id,
    collector_id,
    due_on,
    known_on,
    cast(sum(billed) as decimal(18, 2)) as billed,
    cast(sum(reduced) as decimal(18, 2)) as reduced,
    cast(sum(paid) as decimal(18, 2)) as paid
from changes
group by all
