-- grain: one row per kind, priority and site that tickets have, and stretch of days: the SLA policy that holds for them
with
-- A policy's row holds until its next row.
versions as (
    select
        policy_id,
        kind,
        priority,
        site_id,
        calendar_id,
        first_response_minutes,
        resolution_minutes,
        list_transform(regexp_split_to_array(lower(paused_states), '[;；]'), lambda state: trim(state)) as paused_states,
        holds_from,
        lead(holds_from, 1, date '9999-12-31') over (partition by policy_id order by holds_from) as holds_until,
        -- The most specific wins: the one that names more of the three; of equals one that names the site, then the
        -- priority, then the kind.
        [
            (kind is not null)::integer + (priority is not null)::integer + (site_id is not null)::integer,
            (site_id is not null)::integer,
            (priority is not null)::integer
        ] as specificity
    from sources.sla_policies
),

ticket_groups as (
    select distinct kind, priority, site_id
    from sources.tickets
    -- Not worth a look at all tickets where there is no policy.
    where exists (from sources.sla_policies)
),

candidates as (
    select
        ticket_groups.kind,
        ticket_groups.priority,
        ticket_groups.site_id,
        versions.policy_id,
        versions.calendar_id,
        versions.first_response_minutes,
        versions.resolution_minutes,
        versions.paused_states,
        versions.holds_from,
        versions.holds_until,
        versions.specificity
    from ticket_groups
    join versions
        on (versions.kind is null or versions.kind = ticket_groups.kind)
        and (versions.priority is null or versions.priority = ticket_groups.priority)
        and (versions.site_id is null or versions.site_id = ticket_groups.site_id)
),

turns as (
    select kind, priority, site_id, holds_from as day from candidates
    union
    select kind, priority, site_id, holds_until as day from candidates
),

stretches as (
    select
        kind,
        priority,
        site_id,
        day as holds_from,
        lead(day) over (partition by kind, priority, site_id order by day) as holds_until
    from turns
)

select
    stretches.kind,
    stretches.priority,
    stretches.site_id,
    stretches.holds_from,
    stretches.holds_until,
    candidates.policy_id,
    candidates.calendar_id,
    candidates.first_response_minutes,
    candidates.resolution_minutes,
    candidates.paused_states
from stretches
join candidates
    on stretches.kind is not distinct from candidates.kind
    and stretches.priority is not distinct from candidates.priority
    and stretches.site_id is not distinct from candidates.site_id
    and stretches.holds_from >= candidates.holds_from
    and stretches.holds_from < candidates.holds_until
qualify row_number() over (
    partition by stretches.kind, stretches.priority, stretches.site_id, stretches.holds_from
    -- Two that are as specific: the newer one.
    order by candidates.specificity desc, candidates.holds_from desc, candidates.policy_id
) = 1
