-- grain: one row per call
with
-- Looked up once for each line and day: a line may keep hours of its own, and all limits hold from a day on.
queue_days as (
    select distinct calls.queue, cast(calls.started_at as date) as day
    from sources.calls as calls
),

settings(name) as (
    values ('service_opens'), ('service_closes'), ('answer_within_seconds'), ('short_abandon_seconds')
),

limits as (
    select
        queue_days.queue,
        queue_days.day,
        settings.name,
        coalesce(own.value, general.value) as value
    from queue_days
    cross join settings
    join facts.policies as general
        on general.policy = settings.name
        and queue_days.day >= general.holds_from and queue_days.day < general.holds_until
    left join facts.policies as own
        on own.policy = settings.name || '.' || queue_days.queue
        and queue_days.day >= own.holds_from and queue_days.day < own.holds_until
),

limits_of_days as (
    select
        queue,
        day,
        any_value(value) filter (name = 'service_opens') as opens,
        any_value(value) filter (name = 'service_closes') as closes,
        any_value(value) filter (name = 'answer_within_seconds') as answer_within_seconds,
        any_value(value) filter (name = 'short_abandon_seconds') as short_abandon_seconds
    from limits
    group by queue, day
),

measured_calls as (
    select
        calls.call_id,
        calls.queue,
        calls.site_id,
        calls.agent_id,
        calls.direction,
        calls.result,
        calls.started_at,
        -- A mailbox that picks up has answered nobody.
        case when calls.result is distinct from 'voicemail' then calls.answered_at end as answered_at,
        epoch_us(calls.ended_at - calls.started_at) / 1e6 as seconds_to_end,
        epoch_us(calls.started_at - date_trunc('day', calls.started_at)) / 3600e6 as hour_of_day
    from sources.calls as calls
)

select
    calls.call_id,
    calls.queue,
    calls.site_id,
    calls.agent_id,
    calls.started_at,
    calls.answered_at,
    -- A call that does not say which way it went is not known to have come in.
    calls.direction is not distinct from 'inbound' as is_inbound,
    epoch_us(calls.answered_at - calls.started_at) / 1e6 as answer_seconds,
    coalesce(epoch_us(calls.answered_at - calls.started_at) / 1e6 <= limits_of_days.answer_within_seconds, false)
        as is_answered_in_time,
    -- The caller who hangs up at once gave nobody a chance. An unanswered call without a result was ended by its caller.
    calls.answered_at is null
    and coalesce(calls.result, 'abandoned') = 'abandoned'
    and coalesce(calls.seconds_to_end < limits_of_days.short_abandon_seconds, false) as is_short_abandon,
    -- Half-open: at 22:00 sharp the line is closed. Hours that end before they begin run over midnight.
    case
        when limits_of_days.opens <= limits_of_days.closes
            then calls.hour_of_day >= limits_of_days.opens and calls.hour_of_day < limits_of_days.closes
        else calls.hour_of_day >= limits_of_days.opens or calls.hour_of_day < limits_of_days.closes
    end as is_in_service_hours
from measured_calls as calls
join limits_of_days
    on limits_of_days.queue is not distinct from calls.queue
    and limits_of_days.day = cast(calls.started_at as date)
