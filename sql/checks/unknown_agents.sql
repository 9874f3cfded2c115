/*
title: 名录里没有的员工 | Agents that the list of agents does not know
severity: warn
*/
with
named_agents as (
    select 'tickets' as source, agent_id from sources.tickets
    union all
    select 'complaints' as source, agent_id from sources.complaints
    union all
    select 'surveys' as source, agent_id from sources.surveys
    union all
    select 'bills' as source, collector_id as agent_id from sources.bills
    union all
    select 'ratings' as source, agent_id from sources.ratings
)

select named_agents.source, named_agents.agent_id, count(*) as rows
from named_agents
anti join sources.agents as agents using (agent_id)
where named_agents.agent_id is not null
group by named_agents.source, named_agents.agent_id
