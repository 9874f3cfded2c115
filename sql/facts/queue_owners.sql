-- grain: one row per line and month with shifts: who answers for the line
with
-- Who leads those who work it: the leader of most of the month's shifts, a leader who works it too being their own.
led_shifts as (
    select
        shifts.queue,
        cast(date_trunc('month', shifts.starts_at) as date) as month,
        coalesce(
            agents.leader_id,
            case when agents.role in ('leader', 'supervisor', 'manager') then agents.agent_id end
        ) as owner_id
    from facts.shifts as shifts
    join facts.agents as agents using (agent_id)
),

counted_owners as (
    select queue, month, owner_id, count(*) as shifts
    from led_shifts
    where owner_id is not null
    group by queue, month, owner_id
)

select queue, month, owner_id
from counted_owners
qualify row_number() over (partition by queue, month order by shifts desc, owner_id) = 1
