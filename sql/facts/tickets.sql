-- grain: one row per ticket
with
-- Working time (microseconds) of the calendar that the ticket's policy names; without one, around the clock.
tickets as (
    select
        tickets.ticket_id,
        tickets.kind,
        tickets.category,
        tickets.channel,
        tickets.priority,
        -- A ticket without a status is not known to be cancelled.
        tickets.status is not distinct from 'cancelled' or times.cancelled_at is not null as is_cancelled,
        -- Since when it waits for the customer only a log of its states can tell.
        tickets.status is not distinct from 'pending' and not coalesce(times.has_states, false) as is_waiting,
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
        case
            when times.ticket_id is null then epoch_us(tickets.first_response_at - tickets.created_at)
            when times.responded_at is not null then times.response_us
        end as response_us,
        case
            when times.ticket_id is null then epoch_us(tickets.resolved_at - tickets.created_at)
            when times.has_log and times.stopped_at is not null then times.resolution_us
            when not times.has_log and tickets.resolved_at is not null then times.resolution_us
        end as resolution_us,
        -- A log with states says itself when the ticket waited.
        case when times.has_states then 0 else coalesce(tickets.pending_minutes, 0) end as pending_minutes
    from sources.tickets as tickets
    left join facts.ticket_times as times using (ticket_id)
)

select
    ticket_id,
    kind,
    category,
    channel,
    priority,
    is_cancelled,
    is_waiting,
    site_id,
    agent_id,
    created_at,
    first_response_at,
    promised_at,
    deferred_reason,
    resolved_at,
    ended_at,
    reopened,
    contacts,
    response_us / 60e6 as first_response_minutes,
    -- Not greatest(): it would take an open ticket for one resolved in no time.
    case when resolution_us / 60e6 < pending_minutes then 0 else resolution_us / 60e6 - pending_minutes end as resolution_minutes,
    pending_minutes
from tickets
