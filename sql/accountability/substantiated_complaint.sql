/*
title: 投诉属实 | Complaint found true
about: 投诉经查属实，由责任人乐捐；同样的问题被同一客户重复反映的，加倍。金额和倍数以接诉当天生效的为准 | A complaint that was found true costs whoever is responsible; the same problem raised again by the same customer costs a multiple. Amount and multiple are those that held on the day it came
asks: 客户反映的问题经查属实的,按投诉管理办法由责任人乐捐。如果同样的问题被客户重复反映,加倍乐捐。无法找到直接责任人的,由售后服务组长乐捐
decision: 没有记责任人的，由组长承担。班组先看责任部门（与班组同名时），再看关联工单的班组或处理人；组长取该班组接诉当天在职的组长，没有的取组员登记最多的上级。仍找不到的，责任人空着，由经理指定。“重复”与重复投诉率同一口径 | Where nobody is named, the team’s leader answers. The team is the department (where a team has its name), else that of the complaint’s ticket or of whoever handled it; the leader is the team’s leader in office on the day, else whom most of its members have above them. Where none is found nobody is named, and the manager decides. What is a repeat is what the repeat complaint rate counts
grain: one row per complaint found true
*/
with
true_complaints as (
    select
        complaints.complaint_id,
        complaints.site_id,
        complaints.agent_id,
        complaints.ticket_id,
        complaints.department,
        complaints.category,
        cast(complaints.received_at as date) as happened_at,
        complaints.is_repeat,
        earlier.complaint_id as earlier_id
    from facts.complaints as complaints
    cross join ledger.today as days
    -- An earlier complaint that the export names need not be there.
    left join facts.complaints as earlier
        on earlier.complaint_id = complaints.repeat_of and earlier.complaint_id <> complaints.complaint_id
    where complaints.substantiated and cast(complaints.received_at as date) <= days.today
),

teams as (
    select distinct agents.team from facts.agents as agents where agents.team is not null
),

-- Only complaints without an agent need a team.
teams_of_complaints as (
    select
        true_complaints.complaint_id,
        true_complaints.happened_at,
        coalesce(teams.team, tickets.team, handlers.team) as team
    from true_complaints
    left join teams on teams.team = true_complaints.department
    left join sources.tickets as tickets on tickets.ticket_id = true_complaints.ticket_id
    left join facts.agents as handlers on handlers.agent_id = tickets.agent_id
    where true_complaints.agent_id is null
),

leaders as (
    select
        agents.team,
        case when agents.role = 'leader' then agents.agent_id else agents.leader_id end as leader_id,
        bool_or(agents.role is not distinct from 'leader') as is_leader,
        count(*) as members
    from facts.agents as agents
    where agents.team is not null and (agents.role = 'leader' or agents.leader_id is not null)
    group by all
),

leaders_of_complaints as (
    select teams_of_complaints.complaint_id, leaders.leader_id
    from teams_of_complaints
    join leaders using (team)
    left join facts.agents as people on people.agent_id = leaders.leader_id
    qualify row_number() over (
        partition by teams_of_complaints.complaint_id
        order by
            coalesce(people.hired_on > teams_of_complaints.happened_at, false)
            or coalesce(people.left_on < teams_of_complaints.happened_at, false),
            leaders.is_leader desc,
            leaders.members desc,
            leaders.leader_id
    ) = 1
),

fines as (
    select
        true_complaints.complaint_id,
        true_complaints.site_id,
        true_complaints.category,
        true_complaints.happened_at,
        true_complaints.is_repeat,
        true_complaints.earlier_id,
        coalesce(true_complaints.agent_id, leaders_of_complaints.leader_id) as agent_id,
        true_complaints.agent_id is null as is_unnamed,
        factors.value as factor,
        cast(amounts.value * case when true_complaints.is_repeat then factors.value else 1 end as decimal(18, 2)) as amount
    from true_complaints
    join facts.policies as amounts
        on amounts.policy = 'substantiated_complaint'
        and true_complaints.happened_at >= amounts.holds_from
        and true_complaints.happened_at < amounts.holds_until
    join facts.policies as factors
        on factors.policy = 'repeated_complaint_factor'
        and true_complaints.happened_at >= factors.holds_from
        and true_complaints.happened_at < factors.holds_until
    left join leaders_of_complaints using (complaint_id)
)

select
    fines.complaint_id as key,
    cast(date_trunc('month', fines.happened_at) as date) as month,
    fines.happened_at,
    fines.site_id,
    fines.agent_id,
    fines.amount,
    'fine' as effect,
    '投诉 ' || fines.complaint_id || coalesce('（' || fines.category || '）', '') || '经查属实'
    || case when fines.is_repeat then '，同样的问题客户此前反映过' || coalesce('（' || fines.earlier_id || '）', '') else '' end
    || case
        when not fines.is_unnamed then ''
        when fines.agent_id is null then '，没有记责任人，也找不到组长'
        else '，没有记责任人，由组长承担'
    end
    || '，' || case when fines.is_repeat then '按 ' || format('{:g}', fines.factor) || ' 倍' else '' end
    || '乐捐 ' || fines.amount || ' 元。' as note_zh,
    'Complaint ' || fines.complaint_id || coalesce(' (' || fines.category || ')', '') || ' was found true'
    || case
        when fines.is_repeat
            then ', the customer had raised the same problem before' || coalesce(' (' || fines.earlier_id || ')', '')
        else ''
    end
    || case
        when not fines.is_unnamed then ''
        when fines.agent_id is null then ', nobody is named and no team leader was found'
        else ', nobody is named, so the team’s leader answers'
    end
    || ': ' || fines.amount || ' CNY'
    || case when fines.is_repeat then ', ' || format('{:g}', fines.factor) || ' times the amount' else '' end
    || '.' as note_en,
    'complaints' as evidence_source,
    case when fines.earlier_id is null then [fines.complaint_id] else [fines.complaint_id, fines.earlier_id] end as evidence
from fines
