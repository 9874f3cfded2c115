-- grain: one row per payment, with what it is for: a bill, a customer's oldest bills, or nothing that is known
with
payers as (
    select distinct bills.customer_id
    from facts.bills as bills
),

-- What the way of paying says that it is: money, a reduction of what is due, or a late fee, which is outside both.
-- There are few ways of paying: each is read once, not with every payment.
methods as (
    select
        payments.method,
        case
            when regexp_matches(payments.method, '滞纳金|违约金|late fee', 'i') then 'late_fee'
            when regexp_matches(payments.method, '减免|核减|豁免|折让|waive|reduction', 'i') then 'reduction'
            else 'payment'
        end as effect
    from sources.payments as payments
    group by payments.method
)

select
    payments.payment_id,
    -- The bill that it names, if that is a bill.
    bills.bill_id,
    -- Whose oldest bills it pays where it names none. Some exports write the customer's number where the bill's belongs.
    case
        when bills.bill_id is not null then bills.customer_id
        when payments.bill_id is null then payments.customer_id
        else payers.customer_id
    end as customer_id,
    payments.paid_on,
    payments.amount,
    coalesce(methods.effect, 'payment') as effect
from sources.payments as payments
left join facts.bills as bills using (bill_id)
left join payers on payers.customer_id = case when bills.bill_id is null then payments.bill_id end
left join methods on methods.method = payments.method
