-- grain: one row per ticket with a log and clock (first_response, resolution) for which its policy has a limit
with
clocks as (
    select
        times.ticket_id,
        clocks.clock,
        case clocks.clock when 'resolution' then times.resolution_limit else times.response_limit end as limit_minutes,
        -- Where the log tells no states, the minutes that it waited make the limit of its resolution longer.
        case
            when clocks.clock = 'resolution' and not times.has_states then coalesce(tickets.pending_minutes, 0)
            else 0
        end as pending_minutes,
        case clocks.clock when 'resolution' then times.stopped_at else times.responded_at end as stopped_at,
        case clocks.clock when 'resolution' then times.stopped_us else times.responded_us end as stopped_us,
        case clocks.clock when 'resolution' then times.resolution_us else times.response_us end as spent_us
    from facts.ticket_times as times
    join sources.tickets as tickets using (ticket_id)
    cross join (values ('first_response'), ('resolution')) as clocks(clock)
    where times.has_log
),

limited_clocks as (
    select
        ticket_id,
        clock,
        cast(round((limit_minutes + pending_minutes) * 60e6) as bigint) as limit_us,
        stopped_at,
        stopped_us,
        spent_us
    from clocks
    where limit_minutes is not null
),

runs as (
    select ticket_id, 'resolution' as clock, turn, from_at, from_us, until_us, run_us_before as us_before
    from facts.ticket_states
    where status = 'running'
    union all
    select ticket_id, 'first_response' as clock, turn, from_at, from_us, until_us, response_us_before as us_before
    from facts.ticket_states
    where status in ('running', 'resolved')
),

-- The stretch in which the clock reached its limit, or will, if it is still running.
reached_limits as (
    select
        clocks.ticket_id,
        clocks.clock,
        arg_min(runs.from_us + clocks.limit_us - runs.us_before, runs.turn) as due_us
    from limited_clocks as clocks
    join runs using (ticket_id, clock)
    where (clocks.stopped_at is null or runs.from_at <= clocks.stopped_at)
        and (
            runs.until_us is null and clocks.stopped_us is null
            or runs.us_before + least(runs.until_us, clocks.stopped_us) - runs.from_us >= clocks.limit_us
        )
    group by clocks.ticket_id, clocks.clock
)

select
    clocks.ticket_id,
    clocks.clock,
    -- Stopped in time: when it would have been due, had it run on. Paused in time: nobody knows.
    coalesce(reached_limits.due_us, clocks.stopped_us + clocks.limit_us - clocks.spent_us) as due_us
from limited_clocks as clocks
left join reached_limits using (ticket_id, clock)
