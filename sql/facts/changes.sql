-- grain: one row per change made to a customer's system
select
    changes.change_id,
    changes.site_id,
    changes.agent_id,
    changes.notified_at,
    changes.changed_at,
    changes.archived_at,
    coalesce(changes.notified_at < changes.changed_at, false) as is_announced_first,
    coalesce(changes.incident, false) as has_incident
from sources.changes as changes
