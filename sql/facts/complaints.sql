-- grain: one row per complaint
with
revisited_complaints as (
    select distinct surveys.complaint_id
    from sources.surveys as surveys
    where surveys.outcome = 'completed' and surveys.complaint_id is not null
)

select
    complaints.complaint_id,
    complaints.site_id,
    complaints.agent_id,
    complaints.department,
    complaints.channel,
    complaints.category,
    complaints.cause,
    complaints.severity,
    complaints.received_at,
    complaints.resolved_at,
    epoch_us(complaints.resolved_at - complaints.received_at) / 3600e6 as resolution_hours,
    complaints.revisited_at is not null or revisited_complaints.complaint_id is not null as is_revisited
from sources.complaints as complaints
left join revisited_complaints using (complaint_id)
