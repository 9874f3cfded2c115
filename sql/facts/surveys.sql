-- grain: one row per survey, sent or not, answered or not
with
-- Policies are looked up once a day that occurs, not once a survey.
days as (
    select distinct cast(due_from as date) as day from sources.surveys
    union
    select distinct cast(visited_at as date) as day from sources.surveys
),

policies_of_days as (
    select
        days.day,
        max(policies.value) filter (policies.policy = 'revisit_days') as revisit_days,
        max(policies.value) filter (policies.policy = 'rest_noon_from') as noon_from,
        max(policies.value) filter (policies.policy = 'rest_noon_to') as noon_to,
        max(policies.value) filter (policies.policy = 'rest_night_from') as night_from,
        max(policies.value) filter (policies.policy = 'rest_night_to') as night_to
    from days
    join facts.policies as policies on days.day >= policies.holds_from and days.day < policies.holds_until
    group by days.day
)

select
    surveys.survey_id,
    surveys.campaign,
    -- The campaigns that have to reach everyone; care calls and questionnaires do not.
    surveys.campaign in ('ticket', 'complaint', 'member', 'discharge') as is_revisit,
    surveys.ticket_id,
    surveys.complaint_id,
    surveys.customer_id,
    surveys.method,
    surveys.outcome,
    surveys.site_id,
    surveys.agent_id,
    customers.tier,
    surveys.due_from,
    surveys.issued_at,
    surveys.visited_at,
    surveys.score,
    surveys.nps,
    -- An outcome that was never written down is no visit.
    coalesce(surveys.outcome = 'completed', false) as is_completed,
    cast(surveys.due_from + to_microseconds(cast(due_day.revisit_days * 86400e6 as bigint)) as timestamp) as due_until,
    -- Exports without the mark: what a record has to say is all there.
    coalesce(
        surveys.recorded_fully,
        surveys.method is not null and surveys.score is not null and surveys.comment is not null
    ) as is_recorded_fully,
    epoch_us(surveys.visited_at - date_trunc('day', surveys.visited_at)) / 3600e6 as visit_hour,
    -- A stretch whose end is before its start runs past midnight.
    case
        when visit_day.noon_from <= visit_day.noon_to
            then visit_hour >= visit_day.noon_from and visit_hour < visit_day.noon_to
        else visit_hour >= visit_day.noon_from or visit_hour < visit_day.noon_to
    end
    or case
        when visit_day.night_from <= visit_day.night_to
            then visit_hour >= visit_day.night_from and visit_hour < visit_day.night_to
        else visit_hour >= visit_day.night_from or visit_hour < visit_day.night_to
    end as is_in_rest_hours
from sources.surveys as surveys
left join facts.customers as customers using (customer_id)
left join policies_of_days as due_day on due_day.day = cast(surveys.due_from as date)
left join policies_of_days as visit_day on visit_day.day = cast(surveys.visited_at as date)
