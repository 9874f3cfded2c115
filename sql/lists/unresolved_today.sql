/*
title: 当日未结 | Unresolved today
about: 今天受理、还没解决的工单；还没报备的在前：下班前要解决，或者登记原因和承诺时间 | Tickets that came today and are not resolved, those without a registered deferral first; to be resolved or registered before the day ends
asks: 当日问题应在当日处理完毕,不得拖延至次日
decision: 先后 1 是没有承诺时间的，2 是有承诺时间没写原因的，3 是已报备的；已关闭、已取消的不列 | Rank 1 has no promised time, 2 a time without a reason, 3 is registered; closed and cancelled ones are not listed
grain: one row per ticket
area: service
group: worklist
sort: [urgency, created_at, ticket_id]
filters: [site_id, agent_id, kind, priority]
columns:
  urgency: 先后 | Rank
  ticket_id: 工单号 | Ticket
  created_at: 创建时间 | Created
  hours_open: { title: 已过 | Open for, unit: hours }
  promised_at: 承诺时间 | Promised
  deferred_reason: 未完成原因 | Reason
  priority: 优先级 | Priority
  kind: 类型 | Kind
  site_id: 小区/店铺 | Site
  agent_id: 处理人 | Agent
  subject: { title: 标题 | Subject, personal: true }
*/
select
    case when tickets.promised_at is null then 1 when tickets.deferred_reason is null then 2 else 3 end as urgency,
    tickets.ticket_id,
    tickets.created_at,
    epoch_us(days.now - tickets.created_at) / 3600e6 as hours_open,
    tickets.promised_at,
    tickets.deferred_reason,
    tickets.priority,
    tickets.kind,
    tickets.site_id,
    tickets.agent_id,
    rows_of_tickets.subject
from facts.tickets as tickets
join sources.tickets as rows_of_tickets using (ticket_id)
cross join ledger.today as days
where cast(tickets.created_at as date) = days.today
    and (tickets.ended_at is null or tickets.ended_at > days.now)
