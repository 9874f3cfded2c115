-- grain: one row per patient's wait in front of a department
with
measured_waits as (
    select
        waits.wait_id,
        waits.site_id,
        waits.agent_id,
        waits.queued_at,
        waits.seen_at,
        waits.informed_at,
        epoch_us(waits.seen_at - waits.queued_at) / 60e6 as wait_minutes,
        -- Whoever was never seen has waited until now: leaving them out would hide the longest waits.
        epoch_us(coalesce(waits.seen_at, today.now) - waits.queued_at) / 60e6 as minutes_so_far
    from sources.waits as waits
    cross join ledger.today as today
)

select
    waits.wait_id,
    waits.site_id,
    waits.agent_id,
    waits.queued_at,
    waits.seen_at,
    waits.informed_at,
    waits.wait_minutes,
    waits.minutes_so_far > policies.value as is_over_limit
from measured_waits as waits
join facts.policies as policies
    on policies.policy = 'wait_minutes'
    and cast(waits.queued_at as date) >= policies.holds_from
    and cast(waits.queued_at as date) < policies.holds_until
