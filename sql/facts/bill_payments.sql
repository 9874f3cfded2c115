-- grain: one row per payment that changed what is unpaid of a bill
with
payments_of_bills as (
    select
        payments.bill_id,
        payments.payment_id,
        payments.paid_on,
        payments.amount
    from sources.payments as payments
    join facts.bills as bills using (bill_id)
    union all
    -- An export without a payments file says only on which day the bill was paid in full.
    select
        bills.bill_id,
        null as payment_id,
        bills.settled_on as paid_on,
        bills.amount
    from facts.bills as bills
    anti join sources.payments as payments using (bill_id)
    where bills.settled_on is not null
),

running_payments as (
    select
        bill_id,
        payment_id,
        paid_on,
        amount,
        sum(amount) over (partition by bill_id order by paid_on, payment_id rows unbounded preceding) as paid_after
    from payments_of_bills
),

-- No more than the bill can be paid towards it, and a reversal takes back no more than was paid.
allocations as (
    select
        running_payments.bill_id,
        running_payments.payment_id,
        running_payments.paid_on,
        bills.amount as billed,
        greatest(least(0, bills.amount), least(greatest(0, bills.amount), running_payments.paid_after)) as paid_after,
        greatest(
            least(0, bills.amount),
            least(greatest(0, bills.amount), running_payments.paid_after - running_payments.amount)
        ) as paid_before
    from running_payments
    join facts.bills as bills using (bill_id)
)

select
    allocations.bill_id,
    allocations.payment_id,
    bills.customer_id,
    bills.site_id,
    bills.collector_id,
    bills.fee_kind,
    bills.billed_on,
    bills.due_on,
    allocations.paid_on,
    allocations.billed,
    cast(allocations.paid_after - allocations.paid_before as decimal(18, 2)) as amount,
    -- Whether the bill is open: 1 → 0 when this payment settles it, 0 → 1 when a reversal opens it again.
    cast(allocations.paid_after <> allocations.billed as integer)
    - cast(allocations.paid_before <> allocations.billed as integer) as open_change
from allocations
join facts.bills as bills using (bill_id)
where allocations.paid_after <> allocations.paid_before
