-- grain: one row per payment and bill, where it changed what is unpaid of the bill
with
unnamed_payments as (
    select customer_id, payment_id, paid_on, amount, effect
    from facts.payments
    where bill_id is null and customer_id is not null and effect <> 'late_fee'
),

payments_of_named_bills as (
    select
        payments.bill_id,
        payments.payment_id,
        payments.paid_on,
        case when payments.effect = 'payment' then payments.amount else 0 end as paid,
        case when payments.effect = 'reduction' then payments.amount else 0 end as reduced
    from facts.payments as payments
    where payments.bill_id is not null and payments.effect <> 'late_fee'
    union all
    -- An export without a payments file says only on which day the bill was paid in full.
    select
        bills.bill_id,
        null as payment_id,
        bills.settled_on as paid_on,
        bills.amount as paid,
        0 as reduced
    from facts.bills as bills
    anti join facts.payments as payments using (bill_id)
    anti join unnamed_payments using (customer_id)
    where bills.settled_on is not null
),

-- What payments that name no bill can go to. What is named, whenever it comes, is set aside for its own bill first.
needs as (
    select
        bills.customer_id,
        bills.bill_id,
        bills.billed_on,
        bills.due_on,
        bills.amount - least(bills.amount, greatest(0, coalesce(named.settled, 0))) as need
    from facts.bills as bills
    semi join unnamed_payments using (customer_id)
    left join (
        select bill_id, sum(paid + reduced) as settled
        from payments_of_named_bills
        group by bill_id
    ) as named using (bill_id)
    where bills.amount > 0
),

-- A customer's bills laid end to end, the oldest first, and the money that came laid along them.
stretches as (
    select
        customer_id,
        bill_id,
        billed_on,
        sum(need) over oldest_first - need as starts,
        sum(need) over oldest_first as ends
    from needs
    where need > 0
    window oldest_first as (
        partition by customer_id order by billed_on, due_on, bill_id rows unbounded preceding
    )
),

money as (
    select
        customer_id,
        payment_id,
        paid_on,
        effect,
        sum(amount) over so_far - amount as before,
        sum(amount) over so_far as after
    from unnamed_payments
    window so_far as (partition by customer_id order by paid_on, payment_id rows unbounded preceding)
),

pieces as (
    select
        stretches.bill_id,
        money.payment_id,
        -- Paid in advance: it waits until there is a bill.
        greatest(money.paid_on, stretches.billed_on) as paid_on,
        money.effect,
        least(greatest(money.after, stretches.starts), stretches.ends)
        - least(greatest(money.before, stretches.starts), stretches.ends) as amount
    from money
    join stretches
        on stretches.customer_id = money.customer_id
        and stretches.starts < greatest(money.before, money.after)
        and stretches.ends > least(money.before, money.after)
),

payments_of_bills as (
    select bill_id, payment_id, paid_on, paid, reduced
    from payments_of_named_bills
    union all
    select
        bill_id,
        payment_id,
        paid_on,
        case when effect = 'payment' then amount else 0 end as paid,
        case when effect = 'reduction' then amount else 0 end as reduced
    from pieces
),

running_totals as (
    select
        bill_id,
        payment_id,
        paid_on,
        paid,
        reduced,
        cast(sum(paid) over so_far as decimal(18, 2)) as paid_after,
        cast(sum(reduced) over so_far as decimal(18, 2)) as reduced_after
    from payments_of_bills
    window so_far as (partition by bill_id order by paid_on, payment_id rows unbounded preceding)
),

-- A bill is reduced by no more than its amount …
reductions as (
    select
        running_totals.bill_id,
        running_totals.payment_id,
        running_totals.paid_on,
        bills.customer_id,
        bills.site_id,
        bills.collector_id,
        bills.fee_kind,
        bills.billed_on,
        bills.due_on,
        bills.amount as billed,
        running_totals.paid_after,
        running_totals.paid_after - running_totals.paid as paid_before,
        least(greatest(0, bills.amount), greatest(0, running_totals.reduced_after)) as reduced_after,
        least(
            greatest(0, bills.amount), greatest(0, running_totals.reduced_after - running_totals.reduced)
        ) as reduced_before
    from running_totals
    join facts.bills as bills using (bill_id)
),

-- … and what is left of it can be paid but once; a reversal takes back no more than was paid. A negative bill is paid
-- by paying out.
allocations as (
    select
        bill_id,
        payment_id,
        customer_id,
        site_id,
        collector_id,
        fee_kind,
        billed_on,
        due_on,
        paid_on,
        billed,
        reduced_after,
        reduced_before,
        least(greatest(0, billed - reduced_after), greatest(least(0, billed), paid_after)) as paid_after,
        least(greatest(0, billed - reduced_before), greatest(least(0, billed), paid_before)) as paid_before
    from reductions
)

select
    bill_id,
    payment_id,
    customer_id,
    site_id,
    collector_id,
    fee_kind,
    billed_on,
    due_on,
    paid_on,
    billed,
    cast(paid_after - paid_before as decimal(18, 2)) as amount,
    -- Waived: it lowers what is due and is not paid.
    cast(reduced_after - reduced_before as decimal(18, 2)) as reduced,
    -- Whether the bill is open: 1 → 0 when this payment settles it, 0 → 1 when a reversal opens it again.
    cast(paid_after + reduced_after <> billed as integer)
    - cast(paid_before + reduced_before <> billed as integer) as open_change
from allocations
where paid_after <> paid_before or reduced_after <> reduced_before
