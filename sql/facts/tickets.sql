-- grain: one row per ticket
select
    tickets.ticket_id,
    tickets.kind,
    tickets.category,
    tickets.channel,
    tickets.priority,
    -- A ticket without a status is not known to be cancelled.
    tickets.status is not distinct from 'cancelled' or times.cancelled_at is not null as is_cancelled,
    tickets.site_id,
    tickets.agent_id,
    tickets.created_at,
    coalesce(times.responded_at, tickets.first_response_at) as first_response_at,
    tickets.promised_at,
    tickets.deferred_reason,
    -- A log says when a ticket was resolved where its columns do not.
    coalesce(tickets.resolved_at, case when times.has_log then times.stopped_at end) as resolved_at,
    -- When it left the backlog. A cancelled ticket without any time leaves when it came: it was never open.
    coalesce(
        tickets.resolved_at,
        tickets.closed_at,
        times.stopped_at,
        times.cancelled_at,
        case when tickets.status = 'cancelled' then tickets.created_at end
    ) as ended_at,
    coalesce(tickets.reopened, times.reopened, 0) as reopened,
    coalesce(tickets.contacts, 1) as contacts,
    -- Working time of the calendar that the ticket's policy names; without one, around the clock.
    coalesce(times.response_us, epoch_us(tickets.first_response_at - tickets.created_at)) / 60e6 as first_response_minutes,
    case
        when times.has_log and times.stopped_at is null then null
        when times.has_log or tickets.resolved_at is not null
            then greatest(
                coalesce(times.resolution_us, epoch_us(tickets.resolved_at - tickets.created_at)) / 60e6
                -- A log with states says itself when the ticket was paused.
                - case when times.has_states then 0 else coalesce(tickets.pending_minutes, 0) end,
                0
            )
    end as resolution_minutes,
    case when times.has_states then 0 else coalesce(tickets.pending_minutes, 0) end as pending_minutes
from sources.tickets as tickets
left join facts.ticket_times as times using (ticket_id)
