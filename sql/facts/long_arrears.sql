-- grain: one row per bill and day on which it came to be overdue for longer than the limit, or on which what is unpaid of it changed since
with
limits as (
    select cast(value as integer) as months, holds_from, holds_until
    from facts.policies
    where policy = 'arrears_months'
),

-- From the day after the limit on, as long as that limit holds.
late_bills as (
    select
        bills.bill_id,
        bills.customer_id,
        bills.site_id,
        bills.collector_id,
        bills.due_on,
        bills.amount,
        greatest(cast(bills.due_on + to_months(limits.months) as date) + 1, limits.holds_from) as starts_on,
        limits.holds_until
    from facts.bills as bills
    join limits
        on cast(bills.due_on + to_months(limits.months) as date) + 1 < limits.holds_until
),

changes as (
    select bill_id, customer_id, site_id, collector_id, due_on, holds_until, starts_on as day, amount
    from late_bills
    union all
    select
        late_bills.bill_id,
        late_bills.customer_id,
        late_bills.site_id,
        late_bills.collector_id,
        late_bills.due_on,
        late_bills.holds_until,
        greatest(bill_payments.paid_on, late_bills.starts_on) as day,
        -(bill_payments.amount + bill_payments.reduced) as amount
    from late_bills
    join facts.bill_payments as bill_payments using (bill_id)
    where bill_payments.paid_on < late_bills.holds_until
),

-- When another limit begins to hold, what the old one counted leaves.
endings as (
    select bill_id, customer_id, site_id, collector_id, due_on, holds_until as day, -amount as amount
    from changes
    where holds_until < date '9999-12-31'
)

select bill_id, customer_id, site_id, collector_id, due_on, day, cast(sum(amount) as decimal(18, 2)) as amount
from (
    select bill_id, customer_id, site_id, collector_id, due_on, day, amount from changes
    union all
    select bill_id, customer_id, site_id, collector_id, due_on, day, amount from endings
)
group by all
