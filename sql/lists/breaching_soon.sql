/*
title: 即将超时工单 | Tickets about to breach
about: 还没响应或还没解决、时限已用掉八成以上的工单，连同已经超时的；超时最久的在前。剩余按工作时间算，负数表示已超时；正在等待客户的没有到期时间 | Tickets not yet answered or resolved that have used up most of a limit, and those past it, the longest overdue first. What is left is working time, negative when overdue; one that waits for the customer is not due
asks: 及时响应客户的咨询
decision: 从用掉时限的多少开始列，见阈值 breaching_share；一件工单的首次响应和解决都将超时的，只列一行，以更急的为准 | Listed from the share of the limit in the policy breaching_share on; a ticket about to breach both limits is one row, by the more urgent
grain: one row per ticket
area: service
group: worklist
sort: [minutes_left, created_at, ticket_id]
filters: [site_id, agent_id, kind, priority]
columns:
  ticket_id: 工单号 | Ticket
  minutes_left: { title: 剩余 | Left, unit: minutes }
  used: { title: 已用时限 | Limit used, unit: percent }
  response_due_at: 响应到期 | Answer by
  resolution_due_at: 解决到期 | Resolve by
  priority: 优先级 | Priority
  kind: 类型 | Kind
  site_id: 小区/店铺 | Site
  agent_id: 处理人 | Agent
  created_at: 创建时间 | Created
  subject: { title: 标题 | Subject, personal: true }
*/
with
open_clocks as (
    select
        clocks.ticket_id,
        clocks.clock,
        clocks.calendar_id,
        clocks.limit_minutes,
        clocks.due_at,
        clocks.remaining_minutes,
        days.now,
        shares.value as breaching_share
    from facts.sla_clocks as clocks
    cross join ledger.today as days
    join facts.policies as shares
        on shares.policy = 'breaching_share'
        and days.today >= shares.holds_from
        and days.today < shares.holds_until
    where clocks.started_at <= days.now
        and (clocks.stopped_at is null or clocks.stopped_at > days.now)
        and clocks.state not in ('cancelled', 'unknown')
),

-- The working time between now and when it is due; a paused clock keeps what it had.
remainders as (
    select
        clocks.ticket_id,
        clocks.clock,
        clocks.limit_minutes,
        clocks.due_at,
        clocks.now,
        clocks.breaching_share,
        case
            when clocks.due_at is null then clocks.remaining_minutes
            when clocks.calendar_id is null then epoch_us(clocks.due_at - clocks.now) / 60e6
            else (
                dues.us_before + epoch_us(least(clocks.due_at, dues.closes_at)) - epoch_us(dues.opens_at)
                - (nows.us_before + epoch_us(least(clocks.now, nows.closes_at)) - epoch_us(nows.opens_at))
            ) / 60e6
        end as minutes_left
    from open_clocks as clocks
    left join facts.segments_by_day as dues
        on clocks.calendar_id = dues.calendar_id
        and cast(clocks.due_at as date) = dues.day
        and clocks.due_at >= dues.opens_at
        and clocks.due_at < dues.next_at
    left join facts.segments_by_day as nows
        on clocks.calendar_id = nows.calendar_id
        and cast(clocks.now as date) = nows.day
        and clocks.now >= nows.opens_at
        and clocks.now < nows.next_at
),

breaching_tickets as (
    select
        ticket_id,
        min(minutes_left) as minutes_left,
        max(1 - minutes_left / nullif(limit_minutes, 0)) as used,
        max(due_at) filter (clock = 'first_response') as response_due_at,
        max(due_at) filter (clock = 'resolution') as resolution_due_at
    from remainders
    where due_at < now or limit_minutes - minutes_left >= limit_minutes * breaching_share
    group by ticket_id
)

select
    breaching_tickets.ticket_id,
    breaching_tickets.minutes_left,
    breaching_tickets.used,
    breaching_tickets.response_due_at,
    breaching_tickets.resolution_due_at,
    tickets.priority,
    tickets.kind,
    tickets.site_id,
    tickets.agent_id,
    tickets.created_at,
    tickets.subject
from breaching_tickets
join sources.tickets as tickets using (ticket_id)
