/*
title: 找不到工单的流水 | Events whose ticket is not there
severity: warn
*/
select events.ticket_id, count(*) as events, min(events.occurred_at) as first_at
from sources.ticket_events as events
anti join sources.tickets as tickets using (ticket_id)
group by events.ticket_id
