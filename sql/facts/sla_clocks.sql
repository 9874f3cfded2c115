-- grain: one row per ticket and clock (first_response, resolution) for which its policy has a limit
--
-- A clock that runs says when it is due, and not whether that has passed: a table is not made anew each morning.
with
tickets as (
    select
        tickets.ticket_id,
        tickets.kind,
        tickets.priority,
        tickets.channel,
        tickets.site_id,
        tickets.agent_id,
        tickets.created_at,
        tickets.is_cancelled,
        tickets.is_waiting,
        policies.policy_id,
        policies.calendar_id,
        policies.first_response_minutes as response_limit,
        policies.resolution_minutes as resolution_limit,
        tickets.pending_minutes,
        coalesce(times.has_log, false) as has_log,
        times.paused_at,
        coalesce(times.started_at, tickets.created_at) as started_at,
        -- Places on the calendar, see ticket_times; around the clock they are the moments themselves.
        case when times.ticket_id is null then epoch_us(tickets.created_at) else times.started_us end as started_us,
        tickets.first_response_at as responded_at,
        case when times.ticket_id is null then epoch_us(tickets.first_response_at - tickets.created_at) else times.response_us end
            as response_us,
        -- A ticket that was closed without having been resolved has come to its end as well; a cancelled one has not.
        case
            when times.ticket_id is not null then times.stopped_at
            when not tickets.is_cancelled or tickets.resolved_at is not null then tickets.ended_at
        end as ended_at,
        case when times.ticket_id is null then epoch_us(tickets.ended_at - tickets.created_at) else times.resolution_us end
            as resolution_us
    from facts.tickets as tickets
    join facts.ticket_policies as policies
        on tickets.kind = policies.kind
        and tickets.priority is not distinct from policies.priority
        and tickets.site_id is not distinct from policies.site_id
        and tickets.created_at >= policies.holds_from
        and tickets.created_at < policies.holds_until
    left join facts.ticket_times as times using (ticket_id)
),

-- spent_us: working time until it stopped, or until it was paused.
clocks as (
    select
        tickets.ticket_id,
        clocks.clock,
        tickets.policy_id,
        tickets.calendar_id,
        tickets.kind,
        tickets.priority,
        tickets.channel,
        tickets.site_id,
        tickets.agent_id,
        tickets.created_at,
        tickets.started_at,
        tickets.started_us,
        tickets.has_log,
        tickets.is_cancelled,
        -- What waits for the customer may still be answered.
        tickets.is_waiting and clocks.clock = 'resolution' and tickets.ended_at is null as is_waiting,
        tickets.paused_at,
        case clocks.clock when 'resolution' then tickets.resolution_limit else tickets.response_limit end as limit_minutes,
        -- Where no log says when a ticket waited for the customer, the minutes that it waited make its limit longer.
        case clocks.clock when 'resolution' then tickets.pending_minutes else 0 end as pending_minutes,
        case clocks.clock when 'resolution' then tickets.ended_at else tickets.responded_at end as stopped_at,
        case clocks.clock when 'resolution' then tickets.resolution_us else tickets.response_us end as spent_us
    from tickets
    cross join (values ('first_response'), ('resolution')) as clocks(clock)
),

dues as (
    select
        clocks.ticket_id,
        clocks.clock,
        clocks.policy_id,
        clocks.calendar_id,
        clocks.kind,
        clocks.priority,
        clocks.channel,
        clocks.site_id,
        clocks.agent_id,
        clocks.created_at,
        clocks.started_at,
        clocks.is_cancelled,
        clocks.is_waiting,
        clocks.paused_at,
        clocks.limit_minutes,
        clocks.stopped_at,
        -- Not greatest(): it would take no time known for no time spent.
        case
            when clocks.stopped_at is null and clocks.paused_at is null then null
            when clocks.spent_us / 60e6 < clocks.pending_minutes then 0
            else clocks.spent_us / 60e6 - clocks.pending_minutes
        end as working_minutes,
        case
            when clocks.is_waiting then null
            when clocks.has_log then logged_dues.due_us
            else clocks.started_us + cast(round((clocks.limit_minutes + clocks.pending_minutes) * 60e6) as bigint)
        end as due_us,
        -- A limit of no time at all is due when the calendar next opens, any other at the end of what it fills.
        cast(clocks.limit_minutes + clocks.pending_minutes > 0 as integer) as filled
    from clocks
    left join facts.logged_dues as logged_dues using (ticket_id, clock)
    where clocks.limit_minutes is not null
),

timed_clocks as (
    select
        dues.ticket_id,
        dues.clock,
        dues.policy_id,
        dues.calendar_id,
        dues.kind,
        dues.priority,
        dues.channel,
        dues.site_id,
        dues.agent_id,
        dues.created_at,
        dues.started_at,
        dues.is_cancelled,
        dues.is_waiting,
        dues.paused_at,
        dues.limit_minutes,
        dues.stopped_at,
        dues.working_minutes,
        dues.due_us,
        case
            when dues.calendar_id is null then make_timestamp(dues.due_us)
            else make_timestamp(epoch_us(segments.opens_at) + dues.due_us - segments.us_before)
        end as due_at
    from dues
    left join facts.segments_by_open_time as segments
        on dues.calendar_id = segments.calendar_id
        and (dues.due_us - dues.filled) // 28800000000 = segments.bucket
        and dues.due_us - dues.filled >= segments.us_before
        and dues.due_us - dues.filled < segments.us_after
)

select
    ticket_id,
    clock,
    policy_id,
    calendar_id,
    kind,
    priority,
    channel,
    site_id,
    agent_id,
    created_at,
    started_at,
    limit_minutes,
    due_at,
    stopped_at,
    -- Less pauses. Of a clock that runs, it depends on the time of asking.
    working_minutes,
    -- What is left of the limit; negative when it was overrun.
    limit_minutes - working_minutes as remaining_minutes,
    case
        when stopped_at <= due_at then 'met'
        when stopped_at > due_at then 'breached'
        when is_cancelled then 'cancelled'
        -- Due later than the calendar is known.
        when stopped_at is not null and due_us is not null then 'met'
        -- Out of the calendar's reach, see clocks_without_due.
        when stopped_at is not null then 'unknown'
        when paused_at is not null or is_waiting then 'paused'
        else 'running'
    end as state
from timed_clocks
