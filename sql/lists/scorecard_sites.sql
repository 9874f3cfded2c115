/*
title: 小区与店铺考核列表 | Scorecards of sites
about: 每个小区、店铺上月的各项指标，合成一个综合得分。每项指标折算成 0–100 分：到满分线得 100 分，到零分线得 0 分，中间按直线折算；综合得分 = 各项（折算分 × 权重）之和 ÷ 计入的权重之和 | The metrics of the last month of each site, put together in one score. Each metric is turned into 0 to 100 points (0 at the zero line, 100 at the full line, straight between); score = the sum of points × weight ÷ the sum of the weights that count
asks: 每月月底對員工的表現進行分析統計,做出考核列表
decision: 样本不到 minimum_n 的指标不计，权重留空；计入的权重不到全部的 scorecard_minimum_share 的不排名。名次按得分（两位小数），相同的看计入权重多少，还相同就并列。取最近一个过完的月份，权重取月末当天有效的 | A metric with fewer than minimum_n does not count and has no weight; with less than scorecard_minimum_share of all weights there is no rank. The rank goes by the score (two decimals), then by the weight that counts; still equal, it is shared. The month is the last one over, the weights are the policy of its last day
grain: one row per site
area: people
group: scorecard
on: true
sort: [place, score desc, site_id]
filters: [site_id]
columns:
  place: 名次 | Rank
  site_id: 小区/店铺 | Site
  month: 月份 | Month
  score: { title: 综合得分 | Score, unit: score }
  weight: 计入权重 | Weight counted
  csat_value: { title: 客户满意度 | CSAT, unit: percent }
  csat_points: { title: 客户满意度·折算分 | CSAT points, unit: score }
  csat_weight: 客户满意度·权重 | CSAT weight
  same_day_resolution_value: { title: 当日办结率 | Same-day resolution, unit: percent }
  same_day_resolution_points: { title: 当日办结率·折算分 | Same-day resolution points, unit: score }
  same_day_resolution_weight: 当日办结率·权重 | Same-day resolution weight
  complaint_close_rate_value: { title: 投诉办结率 | Complaint closure, unit: percent }
  complaint_close_rate_points: { title: 投诉办结率·折算分 | Complaint closure points, unit: score }
  complaint_close_rate_weight: 投诉办结率·权重 | Complaint closure weight
  recovery_rate_value: { title: 回收率 | Recovery rate, unit: percent }
  recovery_rate_points: { title: 回收率·折算分 | Recovery rate points, unit: score }
  recovery_rate_weight: 回收率·权重 | Recovery rate weight
  bad_review_rate_value: { title: 中差评率 | Neutral and bad reviews, unit: percent }
  bad_review_rate_points: { title: 中差评率·折算分 | Neutral and bad reviews points, unit: score }
  bad_review_rate_weight: 中差评率·权重 | Neutral and bad reviews weight
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
    where scorecard_weights.scorecard = 'site'
        and months.next_month - 1 >= scorecard_weights.holds_from
        and months.next_month - 1 < scorecard_weights.holds_until
),

events as (
    select 'csat' as metric, site_id, event_at, null as known_at, numerator, denominator, 1 as items
    from metrics.csat
    union all
    select 'same_day_resolution' as metric, site_id, event_at, null as known_at, numerator, denominator, 1 as items
    from metrics.same_day_resolution
    union all
    select 'complaint_close_rate' as metric, site_id, event_at, null as known_at, numerator, denominator, 1 as items
    from metrics.complaint_close_rate
    union all
    select 'recovery_rate' as metric, site_id, event_at, known_at, numerator, denominator, items
    from metrics.recovery_rate
    union all
    select 'bad_review_rate' as metric, site_id, event_at, null as known_at, numerator, denominator, 1 as items
    from metrics.bad_review_rate
),

measures as (
    select
        events.metric,
        events.site_id,
        sum(events.numerator) / nullif(cast(sum(events.denominator) as double), 0) as value,
        sum(events.items) as n
    from events
    join months on events.event_at >= months.month and events.event_at < months.next_month
    where events.site_id is not null
        -- A payment after the month is not yet made in it.
        and (events.known_at is null or events.known_at < months.next_month)
    group by events.metric, events.site_id
),

points as (
    select
        measures.site_id,
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
        site_id,
        round(sum(points * weight) / sum(weight), 2) as score,
        sum(weight) as weight,
        coalesce(sum(weight) >= max(ranked_from), false) as is_ranked,
        any_value(value) filter (where metric = 'csat') as csat_value,
        any_value(points) filter (where metric = 'csat') as csat_points,
        any_value(weight) filter (where metric = 'csat') as csat_weight,
        any_value(value) filter (where metric = 'same_day_resolution') as same_day_resolution_value,
        any_value(points) filter (where metric = 'same_day_resolution') as same_day_resolution_points,
        any_value(weight) filter (where metric = 'same_day_resolution') as same_day_resolution_weight,
        any_value(value) filter (where metric = 'complaint_close_rate') as complaint_close_rate_value,
        any_value(points) filter (where metric = 'complaint_close_rate') as complaint_close_rate_points,
        any_value(weight) filter (where metric = 'complaint_close_rate') as complaint_close_rate_weight,
        any_value(value) filter (where metric = 'recovery_rate') as recovery_rate_value,
        any_value(points) filter (where metric = 'recovery_rate') as recovery_rate_points,
        any_value(weight) filter (where metric = 'recovery_rate') as recovery_rate_weight,
        any_value(value) filter (where metric = 'bad_review_rate') as bad_review_rate_value,
        any_value(points) filter (where metric = 'bad_review_rate') as bad_review_rate_points,
        any_value(weight) filter (where metric = 'bad_review_rate') as bad_review_rate_weight
    from points
    group by site_id
)

select
    case
        when scores.is_ranked
            then rank() over (partition by scores.is_ranked order by scores.score desc, scores.weight desc)
    end as place,
    scores.site_id,
    months.month,
    scores.score,
    scores.weight,
    scores.csat_value,
    scores.csat_points,
    scores.csat_weight,
    scores.same_day_resolution_value,
    scores.same_day_resolution_points,
    scores.same_day_resolution_weight,
    scores.complaint_close_rate_value,
    scores.complaint_close_rate_points,
    scores.complaint_close_rate_weight,
    scores.recovery_rate_value,
    scores.recovery_rate_points,
    scores.recovery_rate_weight,
    scores.bad_review_rate_value,
    scores.bad_review_rate_points,
    scores.bad_review_rate_weight
from scores
cross join months
