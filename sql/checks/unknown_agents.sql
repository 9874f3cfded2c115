/*
title: 名录里没有的员工 | Agents that the list of agents does not know
severity: warn
*/
with
-- Counted before they are looked up: a few members go through the join instead of every row.
named_agents as (
    select 'tickets' as source, agent_id, count(*) as rows from sources.tickets group by agent_id
    union all
    select 'complaints' as source, agent_id, count(*) as rows from sources.complaints group by agent_id
    union all
    select 'surveys' as source, agent_id, count(*) as rows from sources.surveys group by agent_id
    union all
    select 'bills' as source, collector_id as agent_id, count(*) as rows from sources.bills group by collector_id
    union all
    select 'collections' as source, collector_id as agent_id, count(*) as rows from sources.collections group by collector_id
    union all
    select 'inspections' as source, inspector_id as agent_id, count(*) as rows from sources.inspections group by inspector_id
    union all
    select 'ratings' as source, agent_id, count(*) as rows from sources.ratings group by agent_id
    union all
    select 'orders' as source, agent_id, count(*) as rows from sources.orders group by agent_id
    union all
    select 'customers' as source, assigned_to as agent_id, count(*) as rows from sources.customers group by assigned_to
    union all
    select 'visits' as source, agent_id, count(*) as rows from sources.visits group by agent_id
    union all
    select 'appraisals' as source, agent_id, count(*) as rows from sources.appraisals group by agent_id
    union all
    select 'calls' as source, agent_id, count(*) as rows from sources.calls group by agent_id
    union all
    select 'shifts' as source, agent_id, count(*) as rows from sources.shifts group by agent_id
    union all
    select 'posts' as source, agent_id, count(*) as rows from sources.posts group by agent_id
    union all
    select 'waits' as source, agent_id, count(*) as rows from sources.waits group by agent_id
    union all
    select 'changes' as source, agent_id, count(*) as rows from sources.changes group by agent_id
    union all
    select 'tasks' as source, owner_id as agent_id, count(*) as rows from sources.tasks group by owner_id
    union all
    select 'contracts' as source, manager_id as agent_id, count(*) as rows from sources.contracts group by manager_id
)

select named_agents.source, named_agents.agent_id, named_agents.rows
from named_agents
anti join sources.agents as agents using (agent_id)
where named_agents.agent_id is not null
