-- grain: one row per ticket that has a log or a calendar: when its clocks began and stopped, and how long they ran
--
-- Of all other tickets, the time is the clock between their columns. Places (_us) are open microseconds of the calendar.
with
responses as (
    select
        ticket_id,
        coalesce(
            min(occurred_at) filter (event = 'first_response'),
            min(occurred_at) filter (event = 'agent_reply')
        ) as responded_at,
        bool_or(event = 'state') as has_states
    from sources.ticket_events
    group by ticket_id
),

logs as (
    select
        ticket_id,
        min(from_at) as started_at,
        min(from_us) as started_us,
        max(turn) as turns,
        arg_max(status, turn) as status,
        arg_max(from_at, turn) as turned_at,
        arg_max(from_us, turn) as turned_us,
        arg_max(run_us_before, turn) as run_us,
        arg_max(response_us_before, turn) as response_us,
        -- Each time it ran on after it was over.
        count(*) filter (status in ('running', 'paused') and was_over) as reopened
    from (
        select
            ticket_id,
            turn,
            status,
            from_at,
            from_us,
            run_us_before,
            response_us_before,
            lag(status) over (partition by ticket_id order by turn) in ('resolved', 'cancelled') as was_over
        from facts.ticket_states
    )
    group by ticket_id
),

tickets as (
    select
        tickets.ticket_id,
        policies.calendar_id,
        policies.first_response_minutes as response_limit,
        policies.resolution_minutes as resolution_limit,
        logs.ticket_id is not null as has_log,
        coalesce(responses.has_states, false) as has_states,
        coalesce(logs.started_at, tickets.created_at) as started_at,
        coalesce(responses.responded_at, tickets.first_response_at) as responded_at,
        case
            when logs.status = 'resolved' then logs.turned_at
            when logs.ticket_id is null then coalesce(
                tickets.resolved_at,
                case when tickets.status is distinct from 'cancelled' then tickets.closed_at end
            )
        end as stopped_at,
        case when logs.status = 'cancelled' then logs.turned_at end as cancelled_at,
        case when logs.status = 'paused' then logs.turned_at end as paused_at,
        case when logs.status <> 'running' then logs.run_us end as log_run_us,
        case when logs.status = 'paused' then logs.response_us end as log_response_us,
        coalesce(logs.reopened, 0) as reopened
    from sources.tickets as tickets
    left join facts.ticket_policies as policies
        on tickets.kind = policies.kind
        and tickets.priority is not distinct from policies.priority
        and tickets.site_id is not distinct from policies.site_id
        and tickets.created_at >= policies.holds_from
        and tickets.created_at < policies.holds_until
    left join logs using (ticket_id)
    left join responses using (ticket_id)
    where policies.calendar_id is not null or logs.ticket_id is not null
),

places as (
    select
        tickets.ticket_id,
        tickets.calendar_id,
        tickets.response_limit,
        tickets.resolution_limit,
        case
            when tickets.calendar_id is null then epoch_us(tickets.started_at)
            else starts.us_before + epoch_us(least(tickets.started_at, starts.closes_at)) - epoch_us(starts.opens_at)
        end as started_us,
        case
            when tickets.calendar_id is null then epoch_us(tickets.responded_at)
            else responses.us_before + epoch_us(least(tickets.responded_at, responses.closes_at)) - epoch_us(responses.opens_at)
        end as responded_us,
        case
            when tickets.calendar_id is null then epoch_us(tickets.stopped_at)
            else stops.us_before + epoch_us(least(tickets.stopped_at, stops.closes_at)) - epoch_us(stops.opens_at)
        end as stopped_us,
        tickets.has_log,
        tickets.has_states,
        tickets.started_at,
        tickets.responded_at,
        tickets.stopped_at,
        tickets.cancelled_at,
        tickets.paused_at,
        tickets.log_run_us,
        tickets.log_response_us,
        tickets.reopened
    from tickets
    left join facts.segments_by_day as starts
        on tickets.calendar_id = starts.calendar_id
        and cast(tickets.started_at as date) = starts.day
        and tickets.started_at >= starts.opens_at
        and tickets.started_at < starts.next_at
    left join facts.segments_by_day as responses
        on tickets.calendar_id = responses.calendar_id
        and cast(tickets.responded_at as date) = responses.day
        and tickets.responded_at >= responses.opens_at
        and tickets.responded_at < responses.next_at
    left join facts.segments_by_day as stops
        on tickets.calendar_id = stops.calendar_id
        and cast(tickets.stopped_at as date) = stops.day
        and tickets.stopped_at >= stops.opens_at
        and tickets.stopped_at < stops.next_at
),

-- What had run by the time of the response, pauses left out.
logged_responses as (
    select
        places.ticket_id,
        cast(
            coalesce(
                sum(
                    greatest(
                        least(coalesce(states.until_us, places.responded_us), places.responded_us) - states.from_us, 0
                    )
                ) filter (states.status in ('running', 'resolved')),
                0
            ) as bigint
        ) as response_us
    from places
    join facts.ticket_states as states using (ticket_id)
    where places.has_log and places.responded_us is not null
    group by places.ticket_id
)

select
    places.ticket_id,
    places.calendar_id,
    places.response_limit,
    places.resolution_limit,
    places.has_log,
    places.has_states,
    places.started_at,
    places.responded_at,
    places.stopped_at,
    places.cancelled_at,
    places.paused_at,
    places.started_us,
    places.responded_us,
    places.stopped_us,
    places.reopened,
    -- Of a paused ticket, what has run so far.
    case
        when places.has_log then coalesce(logged_responses.response_us, places.log_response_us)
        else places.responded_us - places.started_us
    end as response_us,
    case when places.has_log then places.log_run_us else places.stopped_us - places.started_us end as resolution_us
from places
left join logged_responses using (ticket_id)
