-- grain: one row per policy value and stretch of days for which it holds
with
-- What the business's own texts say, from ever; where they leave it open, a value that managers will want to set.
texts(policy, value) as (
    values
        -- Revisits: within three days, never at noon or at night. Hours of the day.
        ('revisit_days', 3),
        ('rest_noon_from', 12),
        ('rest_noon_to', 14),
        ('rest_night_from', 21),
        ('rest_night_to', 8.5),
        -- Complaints
        ('major_report_minutes', 60),
        ('repeat_complaint_days', 30),
        -- Orders
        ('unpaid_hours', 24),
        ('review_reply_days', 1),
        -- Receivables
        ('arrears_months', 3),
        -- Inspections
        ('anomaly_minor_hours', 24),
        ('anomaly_major_hours', 1),
        ('cleaning_by_hour', 7.5),
        -- Telephone. A line of its own: service_opens.<queue>
        ('service_opens', 9),
        ('service_closes', 22),
        ('answer_within_seconds', 20),
        ('short_abandon_seconds', 5),
        -- The desk's slots. A line of its own: roster_morning_from.<queue>
        ('roster_morning_from', 9),
        ('roster_afternoon_from', 13),
        ('roster_evening_from', 19),
        ('roster_until', 22),
        ('message_repeat_days', 7),
        ('wait_minutes', 15),
        -- Projects
        ('handover_days', 14),
        ('expiry_months', 3),
        ('backup_hours', 24),
        ('restore_test_months', 2),
        -- Customers
        ('first_contact_days', 7),
        ('card_expiry_days', 30),
        -- Accountability
        ('missed_call', 50),
        ('leak_without_patrol', 0.1),
        -- The after-sales rules leave the amount to the complaint regulations.
        ('substantiated_complaint', 100),
        ('false_inspection_factor', 2),
        ('repeated_complaint_factor', 2),
        ('improvement_reward', 500),
        -- Worklists
        ('breaching_share', 0.8),
        ('promise_due_hours', 24),
        ('roster_ahead_days', 7),
        ('rectification_ahead_days', 7),
        -- Scorecards: who has less than this share of the weights is not ranked; so many become stars.
        ('scorecard_minimum_share', 0.5),
        ('service_star_places', 3)
),

-- What scorecards are made of. A metric without a weight is no part of that scorecard. A value at zero_points or worse
-- gets 0 points, at full_points or better 100, in a line between them; fewer than minimum_n do not count.
scorecard_parts(metric, agent, team, site, zero_points, full_points, minimum_n) as (
    values
        ('appraisal_score', 40, 40, null, 0, 100, 1),
        ('csat', 20, 20, 25, 0.6, 1, 5),
        ('same_day_resolution', 10, 10, 20, 0.5, 1, 5),
        ('revisit_within_3_days', 10, 10, null, 0.5, 1, 5),
        ('review_reply_same_day', 10, 10, null, 0.5, 1, 5),
        ('visit_plan_completion', 10, 10, null, 0.5, 1, 5),
        ('complaint_close_rate', null, null, 20, 0.5, 1, 5),
        ('recovery_rate', null, null, 20, 0.6, 0.9, 5),
        ('bad_review_rate', null, null, 15, 0.1, 0, 5)
),

scorecards as (
    select 'weight.agent.' || metric as policy, agent as value from scorecard_parts where agent is not null
    union all
    select 'weight.team.' || metric as policy, team as value from scorecard_parts where team is not null
    union all
    select 'weight.site.' || metric as policy, site as value from scorecard_parts where site is not null
    union all
    select 'zero_points.' || metric as policy, zero_points as value from scorecard_parts
    union all
    select 'full_points.' || metric as policy, full_points as value from scorecard_parts
    union all
    select 'minimum_n.' || metric as policy, minimum_n as value from scorecard_parts
),

rows_of_policies as (
    select policy, date '0001-01-01' as holds_from, cast(value as double) as value, 0 as priority
    from texts
    union all
    select policy, date '0001-01-01' as holds_from, cast(value as double) as value, 0 as priority
    from scorecards
    union all
    select rule as policy, holds_from, value, 1 as priority
    from sources.amounts
),

-- A manager's row of the very first day replaces the text's.
chosen_values as (
    select policy, holds_from, value
    from rows_of_policies
    qualify row_number() over (partition by policy, holds_from order by priority desc) = 1
)

select
    policy,
    holds_from,
    lead(holds_from, 1, date '9999-12-31') over (partition by policy order by holds_from) as holds_until,
    value
from chosen_values
