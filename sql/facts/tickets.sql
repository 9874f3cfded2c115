-- grain: one row per ticket
select
    tickets.ticket_id,
    tickets.kind,
    tickets.category,
    tickets.channel,
    tickets.priority,
    -- A ticket without a status is not known to be cancelled.
    tickets.status is not distinct from 'cancelled' as is_cancelled,
    tickets.site_id,
    tickets.agent_id,
    tickets.created_at,
    tickets.resolved_at,
    -- When it left the backlog. A cancelled ticket without any time leaves when it came: it was never open.
    coalesce(
        tickets.resolved_at,
        tickets.closed_at,
        case when tickets.status = 'cancelled' then tickets.created_at end
    ) as ended_at,
    -- Working time is around the clock until calendars exist.
    epoch_us(tickets.first_response_at - tickets.created_at) / 60e6 as first_response_minutes,
    greatest(
        epoch_us(tickets.resolved_at - tickets.created_at) / 60e6 - coalesce(tickets.pending_minutes, 0),
        0
    ) as resolution_minutes
from sources.tickets as tickets
