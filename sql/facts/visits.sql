-- grain: one row per planned visit to a customer
select
    visits.visit_id,
    visits.customer_id,
    customers.tier,
    visits.agent_id,
    visits.planned_on,
    visits.visited_on,
    visits.method,
    -- The plan is a month's: any day of it is in time, and so is a visit before it.
    coalesce(visits.visited_on <= last_day(visits.planned_on), false) as is_done_in_time
from sources.visits as visits
left join facts.customers as customers using (customer_id)
