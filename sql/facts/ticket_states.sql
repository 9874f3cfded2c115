-- grain: one row per ticket with a log and stretch in which its time runs, is paused, or is over (resolved, cancelled)
with
-- States by which an export says that the work is over. All others are states of work, unless the policy pauses in them.
over(state, status) as (
    select unnest([
        'resolved', 'solved', 'closed', 'archived', 'done', 'completed', 'merged', 'removed',
        '已解决', '解决', '已完成', '完成', '已办结', '办结', '已关闭', '关闭', '已归档', '归档'
    ]) as state, 'resolved' as status
    union all
    select unnest(['cancelled', 'canceled', '已取消', '取消', '作废', '已作废']) as state, 'cancelled' as status
),

events as (
    select
        events.ticket_id,
        events.occurred_at,
        events.event,
        lower(trim(events.state)) as state,
        over.status as over
    from sources.ticket_events as events
    left join over on over.state = lower(trim(events.state))
),

logs as (
    select
        ticket_id,
        min(occurred_at) filter (event = 'created') as started_at,
        bool_or(event in ('resolved', 'closed', 'reopened') or over is not null) as tells_the_end
    from events
    group by ticket_id
),

tickets as (
    select
        logs.ticket_id,
        logs.started_at is null as lacks_start,
        coalesce(logs.started_at, tickets.created_at) as started_at,
        -- A log that tells of no end leaves it to the ticket's columns.
        case
            when not logs.tells_the_end then coalesce(
                tickets.resolved_at,
                case when tickets.status is distinct from 'cancelled' then tickets.closed_at end
            )
        end as ended_at,
        policies.calendar_id,
        policies.paused_states
    from logs
    join sources.tickets as tickets using (ticket_id)
    left join facts.ticket_policies as policies
        on tickets.kind = policies.kind
        and tickets.priority is not distinct from policies.priority
        and tickets.site_id is not distinct from policies.site_id
        and tickets.created_at >= policies.holds_from
        and tickets.created_at < policies.holds_until
),

told_states as (
    select
        events.ticket_id,
        events.occurred_at,
        case
            when events.event in ('resolved', 'closed') then coalesce(events.over, 'resolved')
            when events.event <> 'reopened' and events.over is not null then events.over
            when list_contains(tickets.paused_states, events.state) then 'paused'
            when events.event in ('created', 'reopened') or events.state is not null then 'running'
        end as status,
        events.event = 'created' as is_start
    from events
    join tickets using (ticket_id)
    union all
    select ticket_id, started_at as occurred_at, 'running' as status, true as is_start
    from tickets
    where lacks_start
    union all
    select ticket_id, ended_at as occurred_at, 'resolved' as status, false as is_start
    from tickets
    where ended_at is not null
),

-- Of one moment, the end comes last.
ordered_states as (
    select
        ticket_id,
        occurred_at,
        status,
        row_number() over (
            partition by ticket_id
            order by occurred_at, is_start desc, list_position(['running', 'paused', 'resolved', 'cancelled'], status)
        ) as place
    from told_states
    where status is not null
),

-- Closing what is resolved, or resolving it once more, does not change when it was over.
turns as (
    select ticket_id, occurred_at, status, place
    from ordered_states
    qualify
        status in ('running', 'paused')
        or coalesce(lag(status) over (partition by ticket_id order by place) in ('running', 'paused'), true)
),

stretches as (
    select
        turns.ticket_id,
        tickets.calendar_id,
        turns.status,
        tickets.started_at,
        turns.occurred_at as from_at,
        lead(turns.occurred_at) over (partition by turns.ticket_id order by turns.place) as until_at,
        row_number() over (partition by turns.ticket_id order by turns.place) as turn
    from turns
    join tickets using (ticket_id)
),

-- Nothing runs before the ticket began; greatest() would make a null end an end.
clipped_stretches as (
    select
        ticket_id,
        calendar_id,
        status,
        turn,
        greatest(from_at, started_at) as from_at,
        case when until_at is not null then greatest(until_at, started_at) end as until_at
    from stretches
),

-- Open time of the calendar up to either end; around the clock, the time itself.
places as (
    select
        stretches.ticket_id,
        stretches.calendar_id,
        stretches.status,
        stretches.from_at,
        stretches.until_at,
        stretches.turn,
        case
            when stretches.calendar_id is null then epoch_us(stretches.from_at)
            else starts.us_before + epoch_us(least(stretches.from_at, starts.closes_at)) - epoch_us(starts.opens_at)
        end as from_us,
        case
            when stretches.calendar_id is null then epoch_us(stretches.until_at)
            else ends.us_before + epoch_us(least(stretches.until_at, ends.closes_at)) - epoch_us(ends.opens_at)
        end as until_us
    from clipped_stretches as stretches
    left join facts.segments_by_day as starts
        on stretches.calendar_id = starts.calendar_id
        and cast(stretches.from_at as date) = starts.day
        and stretches.from_at >= starts.opens_at
        and stretches.from_at < starts.next_at
    left join facts.segments_by_day as ends
        on stretches.calendar_id = ends.calendar_id
        and cast(stretches.until_at as date) = ends.day
        and stretches.until_at >= ends.opens_at
        and stretches.until_at < ends.next_at
)

select
    ticket_id,
    turn,
    status,
    from_at,
    until_at,
    from_us,
    until_us,
    -- How long the clock of the resolution has run before; that of the response also runs while the ticket is resolved,
    -- since resolving is no answer.
    cast(
        coalesce(sum(case when status = 'running' then until_us - from_us else 0 end) over before, 0) as bigint
    ) as run_us_before,
    cast(
        coalesce(sum(case when status in ('running', 'resolved') then until_us - from_us else 0 end) over before, 0) as bigint
    ) as response_us_before
from places
window before as (partition by ticket_id order by turn rows between unbounded preceding and 1 preceding)
