/*
title: 回访覆盖率 | Revisit coverage
about: 应回访的服务中已经完成回访的比例；大客户和会员要求全部回访 | Share of the revisits due that were completed; key customers and members must all be revisited
asks: 必須保證會員客戶的100%的回訪
decision: 工单、投诉、会员和出院回访都算应回访，关怀回访和问卷不算；拒访、未接通和还没到期的留在分母里 | Revisits after a ticket, a complaint or a discharge and of members are due, care calls and questionnaires are not; those refused, not reached or still in time stay in the denominator
grain: one row per revisit due
area: satisfaction
kind: ratio
unit: percent
better: up
target: ">= 1.00"
target_for: { tier: [member, key] }
by: [site, agent, campaign, tier]
noun: 次 | revisits
numerator: 已完成 | completed
denominator: 应回访 | due
*/
select
    survey_id as key,
    due_from as event_at,
    site_id,
    agent_id,
    campaign,
    tier,
    cast(is_completed as integer) as numerator,
    1 as denominator
from facts.surveys
where is_revisit
