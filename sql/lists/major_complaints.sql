/*
title: 重大投诉 | Major complaints
about: 还没有办结或还没有上报的重大投诉；未上报的在前，同类中先接诉的在前 | Major complaints that are open or were not reported; those not reported first, the oldest first among each
asks: 重大投訴,必須馬上報告部門經理
decision: 办结了但始终没有上报的也在名单上，补报后才移出 | One that was resolved without ever being reported stays until it is reported
grain: one row per major complaint that is open or not reported
area: complaints
group: worklist
sort: [urgency, received_at, complaint_id]
filters: [site_id, department, agent_id]
columns:
  urgency: 先后 | Rank
  complaint_id: 投诉编号 | Complaint
  received_at: 投诉时间 | Received
  report_until: 最迟上报 | Report by
  reported_at: 上报时间 | Reported
  resolved_at: 办结时间 | Resolved
  hours_open: { title: 未办结已过 | Open for, unit: hours }
  next_reply_at: 约定回复 | Reply agreed for
  category: 投诉类别 | Category
  content: { title: 投诉内容 | What it says, personal: true }
  customer_id: { title: 客户编号 | Customer, personal: true }
  name: { title: 姓名 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  site_id: 小区/店铺 | Site
  department: 责任部门 | Department
  agent_id: 责任人 | Agent
*/
with
-- What was done after today is not done yet.
major_complaints as (
    select
        complaints.complaint_id,
        complaints.received_at,
        complaints.report_until,
        case when cast(complaints.reported_at as date) <= days.today then complaints.reported_at end as reported_at,
        case when cast(complaints.resolved_at as date) <= days.today then complaints.resolved_at end as resolved_at,
        days.now,
        complaints.next_reply_at,
        complaints.category,
        complaints.customer_id,
        complaints.site_id,
        complaints.department,
        complaints.agent_id
    from facts.complaints as complaints
    cross join ledger.today as days
    where complaints.severity = 'major' and cast(complaints.received_at as date) <= days.today
)

select
    case when major_complaints.reported_at is null then 1 else 2 end as urgency,
    major_complaints.complaint_id,
    major_complaints.received_at,
    major_complaints.report_until,
    major_complaints.reported_at,
    major_complaints.resolved_at,
    case
        when major_complaints.resolved_at is null
            then round(epoch_us(major_complaints.now - major_complaints.received_at) / 3600e6, 1)
    end as hours_open,
    major_complaints.next_reply_at,
    major_complaints.category,
    complaints.content,
    major_complaints.customer_id,
    customers.name,
    customers.phone,
    major_complaints.site_id,
    major_complaints.department,
    major_complaints.agent_id
from major_complaints
join sources.complaints as complaints using (complaint_id)
left join sources.customers as customers on customers.customer_id = major_complaints.customer_id
where major_complaints.reported_at is null or major_complaints.resolved_at is null
