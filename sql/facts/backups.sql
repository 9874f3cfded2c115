-- grain: one row per backup of a system
select
    backups.backup_id,
    backups.site_id,
    backups.backed_up_at,
    -- A backup whose outcome was never written down is none.
    coalesce(backups.ok, false) as is_ok,
    backups.restore_tested_at
from sources.backups as backups
