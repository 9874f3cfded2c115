/*
title: 员工考核列表 | Scorecards of agents
about: 每人上月的考核得分与各项指标，合成一个综合得分。每项指标折算成 0–100 分：到满分线得 100 分，到零分线得 0 分，中间按直线折算；综合得分 = 各项（折算分 × 权重）之和 ÷ 计入的权重之和 | The appraisal and the metrics of the last month of each member of staff, put together in one score. Each metric is turned into 0 to 100 points (0 at the zero line, 100 at the full line, straight between); score = the sum of points × weight ÷ the sum of the weights that count
asks: 每月月底對員工的表現進行分析統計,做出考核列表
decision: 样本不到 minimum_n 的指标不计，权重留空；计入的权重不到全部的 scorecard_minimum_share 的不排名，当月没有考核评分的也不排名。名次按得分（两位小数），相同的看计入权重多少，还相同就并列。取最近一个过完的月份，权重取月末当天有效的 | A metric with fewer than minimum_n does not count and has no weight; with less than scorecard_minimum_share of all weights there is no rank, nor without a mark in that month. The rank goes by the score (two decimals), then by the weight that counts; still equal, it is shared. The month is the last one over, the weights are the policy of its last day
grain: one row per member of the staff
area: people
group: scorecard
on: true
sort: [place, score desc, agent_id]
filters: [agent_id, team]
columns:
  place: 名次 | Rank
  agent_id: 员工 | Agent
  team: 班组 | Team
  month: 月份 | Month
  score: { title: 综合得分 | Score, unit: score }
  weight: 计入权重 | Weight counted
  appraisal_score_value: { title: 考核得分 | Appraisal, unit: score }
  appraisal_score_points: { title: 考核得分·折算分 | Appraisal points, unit: score }
  appraisal_score_weight: 考核得分·权重 | Appraisal weight
  csat_value: { title: 客户满意度 | CSAT, unit: percent }
  csat_points: { title: 客户满意度·折算分 | CSAT points, unit: score }
  csat_weight: 客户满意度·权重 | CSAT weight
  same_day_resolution_value: { title: 当日办结率 | Same-day resolution, unit: percent }
  same_day_resolution_points: { title: 当日办结率·折算分 | Same-day resolution points, unit: score }
  same_day_resolution_weight: 当日办结率·权重 | Same-day resolution weight
  revisit_within_3_days_value: { title: 三天内回访率 | Revisited within 3 days, unit: percent }
  revisit_within_3_days_points: { title: 三天内回访率·折算分 | Revisited within 3 days points, unit: score }
  revisit_within_3_days_weight: 三天内回访率·权重 | Revisited within 3 days weight
  review_reply_same_day_value: { title: 评价当日回复率 | Reviews answered same day, unit: percent }
  review_reply_same_day_points: { title: 评价当日回复率·折算分 | Reviews answered same day points, unit: score }
  review_reply_same_day_weight: 评价当日回复率·权重 | Reviews answered same day weight
  visit_plan_completion_value: { title: 拜访计划完成率 | Visit plan completion, unit: percent }
  visit_plan_completion_points: { title: 拜访计划完成率·折算分 | Visit plan completion points, unit: score }
  visit_plan_completion_weight: 拜访计划完成率·权重 | Visit plan completion weight
*/
with
-- The last month that is over on the day; the day counts whole.
months as (
    select
        cast(date_trunc('month', getvariable('on') + 1) - interval 1 month as date) as month,
        cast(date_trunc('month', getvariable('on') + 1) as date) as next_month
),

kpis as (
    select
        scorecard_weights.metric,
        scorecard_weights.weight,
        scorecard_weights.zero_points,
        scorecard_weights.full_points,
        scorecard_weights.minimum_n,
        minimum_shares.value * sum(scorecard_weights.weight) over () as ranked_from
    from facts.scorecard_weights as scorecard_weights
    cross join months
    join facts.policies as minimum_shares
        on minimum_shares.policy = 'scorecard_minimum_share'
        and months.next_month - 1 >= minimum_shares.holds_from
        and months.next_month - 1 < minimum_shares.holds_until
    where scorecard_weights.scorecard = 'agent'
        and months.next_month - 1 >= scorecard_weights.holds_from
        and months.next_month - 1 < scorecard_weights.holds_until
),

events as (
    select 'appraisal_score' as metric, agent_id, event_at, numerator, denominator
    from metrics.appraisal_score
    union all
    select 'csat' as metric, agent_id, event_at, numerator, denominator
    from metrics.csat
    union all
    select 'same_day_resolution' as metric, agent_id, event_at, numerator, denominator
    from metrics.same_day_resolution
    union all
    select 'revisit_within_3_days' as metric, agent_id, event_at, numerator, denominator
    from metrics.revisit_within_3_days
    union all
    select 'review_reply_same_day' as metric, agent_id, event_at, numerator, denominator
    from metrics.review_reply_same_day
    union all
    select 'visit_plan_completion' as metric, agent_id, event_at, numerator, denominator
    from metrics.visit_plan_completion
),

measures as (
    select
        events.metric,
        events.agent_id,
        sum(events.numerator) / nullif(cast(sum(events.denominator) as double), 0) as value,
        count(*) as n
    from events
    join months on events.event_at >= months.month and events.event_at < months.next_month
    where events.agent_id is not null
    group by events.metric, events.agent_id
),

points as (
    select
        measures.agent_id,
        measures.metric,
        measures.value,
        -- Rounded here, so that the row can be worked out again from what it shows. greatest() would make 0 of a null.
        case
            when kpis.weight is not null
                then round(
                    100 * least(1, greatest(
                        0,
                        (measures.value - kpis.zero_points) / (kpis.full_points - kpis.zero_points)
                    )),
                    2
                )
        end as points,
        kpis.weight,
        kpis.ranked_from
    from measures
    left join kpis on kpis.metric = measures.metric and measures.n >= kpis.minimum_n
    where measures.value is not null
),

scores as (
    select
        agent_id,
        round(sum(points * weight) / sum(weight), 2) as score,
        sum(weight) as weight,
        coalesce(sum(weight) >= max(ranked_from) and bool_or(metric = 'appraisal_score'), false) as is_ranked,
        any_value(value) filter (where metric = 'appraisal_score') as appraisal_score_value,
        any_value(points) filter (where metric = 'appraisal_score') as appraisal_score_points,
        any_value(weight) filter (where metric = 'appraisal_score') as appraisal_score_weight,
        any_value(value) filter (where metric = 'csat') as csat_value,
        any_value(points) filter (where metric = 'csat') as csat_points,
        any_value(weight) filter (where metric = 'csat') as csat_weight,
        any_value(value) filter (where metric = 'same_day_resolution') as same_day_resolution_value,
        any_value(points) filter (where metric = 'same_day_resolution') as same_day_resolution_points,
        any_value(weight) filter (where metric = 'same_day_resolution') as same_day_resolution_weight,
        any_value(value) filter (where metric = 'revisit_within_3_days') as revisit_within_3_days_value,
        any_value(points) filter (where metric = 'revisit_within_3_days') as revisit_within_3_days_points,
        any_value(weight) filter (where metric = 'revisit_within_3_days') as revisit_within_3_days_weight,
        any_value(value) filter (where metric = 'review_reply_same_day') as review_reply_same_day_value,
        any_value(points) filter (where metric = 'review_reply_same_day') as review_reply_same_day_points,
        any_value(weight) filter (where metric = 'review_reply_same_day') as review_reply_same_day_weight,
        any_value(value) filter (where metric = 'visit_plan_completion') as visit_plan_completion_value,
        any_value(points) filter (where metric = 'visit_plan_completion') as visit_plan_completion_points,
        any_value(weight) filter (where metric = 'visit_plan_completion') as visit_plan_completion_weight
    from points
    group by agent_id
)

select
    case
        when scores.is_ranked
            then rank() over (partition by scores.is_ranked order by scores.score desc, scores.weight desc)
    end as place,
    scores.agent_id,
    agents.team,
    months.month,
    scores.score,
    scores.weight,
    scores.appraisal_score_value,
    scores.appraisal_score_points,
    scores.appraisal_score_weight,
    scores.csat_value,
    scores.csat_points,
    scores.csat_weight,
    scores.same_day_resolution_value,
    scores.same_day_resolution_points,
    scores.same_day_resolution_weight,
    scores.revisit_within_3_days_value,
    scores.revisit_within_3_days_points,
    scores.revisit_within_3_days_weight,
    scores.review_reply_same_day_value,
    scores.review_reply_same_day_points,
    scores.review_reply_same_day_weight,
    scores.visit_plan_completion_value,
    scores.visit_plan_completion_points,
    scores.visit_plan_completion_weight
from scores
cross join months
left join facts.agents as agents using (agent_id)
