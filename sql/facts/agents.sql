-- grain: one row per member of the staff
select
    agents.agent_id,
    agents.name,
    agents.team,
    agents.role,
    agents.leader_id,
    agents.hired_on,
    agents.left_on
from sources.agents as agents
