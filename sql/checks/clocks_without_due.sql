/*
title: 算不出到期时间的工单 | Clocks whose due time lies beyond the calendar
severity: warn
*/
-- The calendar reaches five years beyond the last event: its hours are too few for the limit.
select ticket_id, clock, policy_id, calendar_id
from facts.sla_clocks
where due_at is null and state in ('running', 'unknown')
