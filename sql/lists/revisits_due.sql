/*
title: 待回访 | Revisits to make
about: 应回访而还没有完成的服务；大客户和会员在前，其余在后，同类中按三天期限所剩时间由少到多，已过期限的最前 | Services to be revisited that have not been; key customers and members first, then all others, each by what is left of the three days, those past it first
asks: 必須保證在三天之內回訪完成
decision: 未接通的要再打，仍在名单上；客户拒访的不再打扰，不在名单上；没有服务完成时间的算不出期限，排在最后 | One not reached is tried again; one that was refused is not; where the end of the service is unknown there is no deadline, and it comes last
grain: one row per revisit to make
area: satisfaction
group: worklist
sort: [urgency, hours_left, survey_id]
filters: [site_id, agent_id, campaign, tier]
columns:
  urgency: 先后 | Rank
  survey_id: 回访编号 | Revisit
  customer_id: { title: 客户编号 | Customer, personal: true }
  name: { title: 姓名 | Name, personal: true }
  phone: { title: 电话 | Phone, personal: true }
  tier: 客户等级 | Tier
  campaign: 回访类型 | Campaign
  ticket_id: 工单号 | Ticket
  complaint_id: 投诉编号 | Complaint
  due_from: 服务完成 | Service ended
  due_until: 最迟回访 | Revisit by
  hours_left: { title: 还剩（负数为已过） | Left (past if negative), unit: hours }
  last_tried_at: 上次未接通 | Last tried
  site_id: 小区/店铺 | Site
  agent_id: 回访人 | Agent
*/
select
    -- All of them have to be reached, so they go before any other, however late.
    case when surveys.tier in ('key', 'member') then 1 else 2 end as urgency,
    surveys.survey_id,
    surveys.customer_id,
    customers.name,
    customers.phone,
    surveys.tier,
    surveys.campaign,
    surveys.ticket_id,
    surveys.complaint_id,
    surveys.due_from,
    surveys.due_until,
    round(epoch_us(surveys.due_until - days.now) / 3600e6, 1) as hours_left,
    case when surveys.outcome = 'no_answer' and cast(surveys.visited_at as date) <= days.today then surveys.visited_at end
        as last_tried_at,
    surveys.site_id,
    surveys.agent_id
from facts.surveys as surveys
cross join ledger.today as days
left join sources.customers as customers using (customer_id)
where surveys.is_revisit
    and (surveys.due_from is null or cast(surveys.due_from as date) <= days.today)
    and (
        surveys.outcome is null
        or surveys.outcome not in ('completed', 'refused')
        or cast(surveys.visited_at as date) > days.today
    )
