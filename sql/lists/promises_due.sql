/*
title: 承诺到期 | Promises due
about: 对客户的承诺，24 小时内到期或已经逾期、还没兑现的：工单的承诺时间，投诉的约定回复时间；逾期最久的在前 | What was promised to a customer and falls due within 24 hours or is past, and not yet kept, be it a ticket's promised time or a complaint's agreed reply; the longest overdue first
asks: 在承诺的时间内反馈给客户
decision: 提前多少小时列出，见阈值 promise_due_hours；工单以解决、关闭、取消为了结，投诉以回复客户为了结 | Listed from the hours of the policy promise_due_hours on; a ticket is done when it is resolved, closed or cancelled, a complaint when the customer has been answered
grain: one row per ticket or complaint
area: service
group: worklist
sort: [hours_left, promised_at, ticket_id, complaint_id]
filters: [site_id, agent_id]
columns:
  promised_at: 承诺时间 | Promised
  hours_left: { title: 剩余 | Left, unit: hours }
  ticket_id: 工单号 | Ticket
  complaint_id: 投诉编号 | Complaint
  site_id: 小区/店铺 | Site
  agent_id: 处理人 | Agent
  department: 责任部门 | Department
  content: { title: 内容 | Matter, personal: true }
*/
with
promises as (
    select
        tickets.promised_at,
        tickets.ticket_id,
        null as complaint_id,
        tickets.site_id,
        tickets.agent_id,
        null as department,
        rows_of_tickets.subject as content,
        tickets.created_at as made_at,
        tickets.ended_at as done_at
    from facts.tickets as tickets
    join sources.tickets as rows_of_tickets using (ticket_id)
    where tickets.promised_at is not null
    union all
    select
        complaints.next_reply_at as promised_at,
        complaints.ticket_id,
        complaints.complaint_id,
        complaints.site_id,
        complaints.agent_id,
        complaints.department,
        complaints.content,
        complaints.received_at as made_at,
        complaints.replied_at as done_at
    from sources.complaints as complaints
    where complaints.next_reply_at is not null
)

select
    promises.promised_at,
    epoch_us(promises.promised_at - days.now) / 3600e6 as hours_left,
    promises.ticket_id,
    promises.complaint_id,
    promises.site_id,
    promises.agent_id,
    promises.department,
    promises.content
from promises
cross join ledger.today as days
join facts.policies as policies
    on policies.policy = 'promise_due_hours'
    and days.today >= policies.holds_from
    and days.today < policies.holds_until
where promises.made_at <= days.now
    and (promises.done_at is null or promises.done_at > days.now)
    and promises.promised_at <= days.now + to_microseconds(cast(policies.value * 3600e6 as bigint))
