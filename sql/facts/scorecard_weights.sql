-- grain: one row per scorecard (agent, team or site), metric and stretch of days with the same weight and scale
with
parts as (
    select
        split_part(policies.policy, '.', 1) as part,
        split_part(policies.policy, '.', -1) as metric,
        split_part(policies.policy, '.', 2) as scorecard,
        policies.holds_from,
        policies.holds_until,
        policies.value
    from facts.policies as policies
    where split_part(policies.policy, '.', 1) in ('weight', 'zero_points', 'full_points', 'minimum_n')
),

-- The stretches of days on which weight and scale each stay the same.
stretches as (
    select
        weights.scorecard,
        weights.metric,
        greatest(
            weights.holds_from, zeros.holds_from, fulls.holds_from, minimums.holds_from
        ) as holds_from,
        least(
            weights.holds_until, zeros.holds_until, fulls.holds_until, minimums.holds_until
        ) as holds_until,
        weights.value as weight,
        zeros.value as zero_points,
        fulls.value as full_points,
        minimums.value as minimum_n
    from parts as weights
    join parts as zeros on zeros.part = 'zero_points' and zeros.metric = weights.metric
    join parts as fulls on fulls.part = 'full_points' and fulls.metric = weights.metric
    join parts as minimums on minimums.part = 'minimum_n' and minimums.metric = weights.metric
    where weights.part = 'weight'
)

select
    scorecard,
    metric,
    holds_from,
    holds_until,
    weight,
    zero_points,
    full_points,
    minimum_n
from stretches
where holds_from < holds_until
    -- A manager takes a metric out with the weight 0; a scale without a length says nothing.
    and weight > 0
    and zero_points <> full_points
