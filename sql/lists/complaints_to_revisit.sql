/*
title: 待回访投诉 | Complaints to revisit
about: 已经办结、还没有回访的投诉；重大、严重的在前，同级中等得久的在前 | Complaints that were resolved and not revisited; major and serious ones first, those that have waited longest first among each
asks: 处理后有回访
decision: 客户拒绝回访的不再打扰，不在名单上；未接通的仍在 | A customer who refused is not asked again; one not reached still is
grain: one row per complaint to revisit
area: complaints
group: worklist
sort: [urgency, resolved_at, complaint_id]
filters: [site_id, department, agent_id, severity]
columns:
  urgency: 先后 | Rank
  complaint_id: 投诉编号 | Complaint
  severity: 投诉等级 | Severity
  category: 投诉类别 | Category
  resolved_at: 办结时间 | Resolved
  days_waiting: { title: 已等 | Waiting, unit: days }
  last_tried_at: 上次未接通 | Last tried
  result: { title: 处理结果 | Result, personal: true }
  customer_id: { title: 客户编号 | Customer, personal: true }
  name: { title: 姓名 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  site_id: 小区/店铺 | Site
  department: 责任部门 | Department
  agent_id: 责任人 | Agent
*/
with
-- What was done after today is not done yet; a survey without a time is not known to be later.
surveys_of_complaints as (
    select
        surveys.complaint_id,
        coalesce(bool_or(surveys.outcome in ('completed', 'refused')), false) as is_settled,
        max(surveys.visited_at) filter (surveys.outcome = 'no_answer') as last_tried_at
    from facts.surveys as surveys
    cross join ledger.today as days
    where surveys.complaint_id is not null
        and (surveys.visited_at is null or cast(surveys.visited_at as date) <= days.today)
    group by surveys.complaint_id
)

select
    case complaints.severity when 'major' then 1 when 'serious' then 2 else 3 end as urgency,
    complaints.complaint_id,
    complaints.severity,
    complaints.category,
    complaints.resolved_at,
    days.today - cast(complaints.resolved_at as date) as days_waiting,
    surveys_of_complaints.last_tried_at,
    records.result,
    complaints.customer_id,
    customers.name,
    customers.phone,
    complaints.site_id,
    complaints.department,
    complaints.agent_id
from facts.complaints as complaints
cross join ledger.today as days
join sources.complaints as records using (complaint_id)
left join surveys_of_complaints using (complaint_id)
left join sources.customers as customers on customers.customer_id = complaints.customer_id
where cast(complaints.resolved_at as date) <= days.today
    and (complaints.revisited_at is null or cast(complaints.revisited_at as date) > days.today)
    and not coalesce(surveys_of_complaints.is_settled, false)
