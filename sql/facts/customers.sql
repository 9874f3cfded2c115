-- grain: one row per customer on file
select
    customers.customer_id,
    customers.tier,
    customers.credit,
    customers.region,
    customers.site_id,
    customers.segment,
    customers.joined_on,
    customers.assigned_to,
    customers.assigned_at,
    customers.first_contact_at,
    customers.assigned_at + to_seconds(contact_days.value * 86400) as contact_due_at,
    customers.card_expires_on,
    -- Who the customer is and who looks after them. Names and phone numbers themselves stay with the source.
    customers.name is not null
    and customers.phone is not null
    and customers.tier is not null
    and customers.region is not null
    and customers.assigned_to is not null as is_profile_complete
from sources.customers as customers
left join facts.policies as contact_days
    on contact_days.policy = 'first_contact_days'
    and cast(customers.assigned_at as date) >= contact_days.holds_from
    and cast(customers.assigned_at as date) < contact_days.holds_until
