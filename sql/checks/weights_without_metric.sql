/*
title: "没有生效的考核权重：考核列表里没有这项指标，或没有分值区间 | Weights without effect, as the scorecard has no such metric, or the metric no scale"
severity: warn
*/
with
-- A scorecard's parts are columns of its list: csat_points.
parts as (
    select
        regexp_extract(table_name, '^scorecard_(.*)s$', 1) as scorecard,
        regexp_extract(column_name, '^(.*)_points$', 1) as metric
    from duckdb_columns()
    where schema_name = 'lists'
        and table_name like 'scorecard_%'
        and column_name like '%_points'
),

weights as (
    select
        policy,
        split_part(policy, '.', 2) as scorecard,
        split_part(policy, '.', 3) as metric,
        holds_from,
        holds_until,
        value
    from facts.policies
    where split_part(policy, '.', 1) = 'weight' and value > 0
),

-- A scale may be lost from a day on: what counts is today.
weights_today as (
    select weights.policy, weights.scorecard, weights.metric, weights.holds_from, weights.value
    from weights
    join ledger.today as days on days.today >= weights.holds_from and days.today < weights.holds_until
),

scored_today as (
    select scorecard_weights.scorecard, scorecard_weights.metric
    from facts.scorecard_weights as scorecard_weights
    join ledger.today as days
        on days.today >= scorecard_weights.holds_from and days.today < scorecard_weights.holds_until
)

select weights.policy, weights.holds_from, weights.value
from weights
anti join parts using (scorecard, metric)
union
select weights_today.policy, weights_today.holds_from, weights_today.value
from weights_today
anti join scored_today using (scorecard, metric)
