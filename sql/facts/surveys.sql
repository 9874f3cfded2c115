-- grain: one row per survey, sent or not, answered or not
select
    surveys.survey_id,
    surveys.campaign,
    surveys.method,
    surveys.outcome,
    surveys.site_id,
    surveys.agent_id,
    customers.tier,
    surveys.due_from,
    surveys.issued_at,
    surveys.visited_at,
    surveys.score,
    surveys.nps
from sources.surveys as surveys
left join sources.customers as customers using (customer_id)
