-- grain: one row per agent's shift on a line
select
    shifts.shift_id,
    shifts.agent_id,
    shifts.queue,
    shifts.starts_at,
    shifts.ends_at,
    shifts.online_from,
    -- Who has not logged off is taken to stay until the shift ends.
    case when shifts.online_from is not null then coalesce(shifts.online_to, greatest(shifts.ends_at, shifts.online_from)) end
        as online_to,
    shifts.handed_over
from sources.shifts as shifts
