-- grain: one row per thing to be done by a day
select
    tasks.task_id,
    tasks.kind,
    tasks.site_id,
    tasks.owner_id,
    tasks.department,
    tasks.title,
    tasks.raised_on,
    tasks.due_on,
    tasks.done_on,
    tasks.approved_on,
    coalesce(tasks.done_on <= tasks.due_on, false) as is_done_in_time,
    coalesce(tasks.rewarded, false) as is_rewarded
from sources.tasks as tasks
