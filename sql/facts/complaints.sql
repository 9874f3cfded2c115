-- grain: one row per complaint
with
-- A complaint may have been asked about more than once: its last scored survey speaks for it.
last_scores as (
    select surveys.complaint_id, surveys.score
    from facts.surveys as surveys
    where surveys.complaint_id is not null and surveys.score is not null
    qualify row_number() over (
        partition by surveys.complaint_id
        order by surveys.visited_at desc nulls last, surveys.survey_id desc
    ) = 1
),

revisited_complaints as (
    select distinct surveys.complaint_id
    from facts.surveys as surveys
    where surveys.is_completed and surveys.complaint_id is not null
),

-- The moments at which a customer has raised a problem.
raised_problems as (
    select complaints.customer_id, complaints.category, complaints.received_at, max(complaints.complaint_id) as complaint_id
    from sources.complaints as complaints
    where complaints.customer_id is not null and complaints.category is not null
    group by complaints.customer_id, complaints.category, complaints.received_at
),

policies_of_days as (
    select
        days.day,
        max(policies.value) filter (policies.policy = 'major_report_minutes') as report_minutes,
        max(policies.value) filter (policies.policy = 'repeat_complaint_days') as repeat_days
    from (select distinct cast(received_at as date) as day from sources.complaints) as days
    join facts.policies as policies on days.day >= policies.holds_from and days.day < policies.holds_until
    group by days.day
),

complaints_and_earlier as (
    select
        complaints.complaint_id,
        -- Of the same customer and the same category, the last one received before this one.
        earlier.complaint_id as earlier_id,
        epoch_us(complaints.received_at - earlier.received_at) / 86400e6 as days_since_earlier
    from sources.complaints as complaints
    asof left join raised_problems as earlier
        on earlier.customer_id = complaints.customer_id
        and earlier.category = complaints.category
        and earlier.received_at < complaints.received_at
)

select
    complaints.complaint_id,
    complaints.ticket_id,
    complaints.customer_id,
    complaints.site_id,
    complaints.agent_id,
    complaints.department,
    complaints.channel,
    complaints.category,
    complaints.cause,
    complaints.severity,
    complaints.received_at,
    complaints.next_reply_at,
    complaints.reported_at,
    complaints.escalation,
    complaints.resolved_at,
    complaints.replied_at,
    complaints.revisited_at,
    complaints.substantiated,
    complaints.compensation,
    epoch_us(coalesce(complaints.accepted_at, complaints.first_reply_at) - complaints.received_at) / 60e6
        as accept_minutes,
    epoch_us(complaints.resolved_at - complaints.received_at) / 3600e6 as resolution_hours,
    -- Null: nobody has answered. What was written down with the complaint itself comes before a survey.
    coalesce(complaints.satisfied, last_scores.score >= 4) as is_satisfied,
    complaints.revisited_at is not null or revisited_complaints.complaint_id is not null as is_revisited,
    complaints.content is not null
    and complaints.cause is not null
    and complaints.process is not null
    and complaints.result is not null
    and (complaints.replied_at is not null or complaints.next_reply_at is not null) as is_record_complete,
    cast(complaints.received_at + to_microseconds(cast(policies_of_days.report_minutes * 60e6 as bigint)) as timestamp)
        as report_until,
    complaints.repeat_of is not null
    or coalesce(complaints_and_earlier.days_since_earlier <= policies_of_days.repeat_days, false) as is_repeat,
    case
        when complaints.repeat_of is not null then complaints.repeat_of
        when complaints_and_earlier.days_since_earlier <= policies_of_days.repeat_days
            then complaints_and_earlier.earlier_id
    end as repeat_of
from sources.complaints as complaints
left join policies_of_days on policies_of_days.day = cast(complaints.received_at as date)
left join complaints_and_earlier using (complaint_id)
left join last_scores using (complaint_id)
left join revisited_complaints using (complaint_id)
