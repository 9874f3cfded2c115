/*
title: 服务明星 | Service stars
about: 每月员工考核列表的前几名，得分与名次的算法同“员工考核列表”；取几名是可改的阈值 | The first of each month's scorecards of agents, scored and ranked as there; how many is the policy service_star_places
asks: 每月對院內的員工進行評比“如:服務明星、儀表考核、服務質量考核”
decision: 过完的月份才评；当月没有考核评分的，或计入的权重不到全部的 scorecard_minimum_share 的，不参评；名次按得分（两位小数），相同的看计入权重多少，还相同就并列，并列的都评上 | Only months that are over; who has no mark in the month, or less than scorecard_minimum_share of all weights, takes no part; the rank goes by the score (two decimals), then by the weight that counts; still equal, both are stars
grain: one row per month and star
*/
with
months as (
    select distinct appraisals.month, cast(appraisals.month + interval 1 month as date) as next_month
    from facts.appraisals as appraisals
    join ledger.today as days on last_day(appraisals.month) <= days.today
),

kpis as (
    select
        months.month,
        scorecard_weights.metric,
        scorecard_weights.weight,
        scorecard_weights.zero_points,
        scorecard_weights.full_points,
        scorecard_weights.minimum_n,
        minimum_shares.value * sum(scorecard_weights.weight) over (partition by months.month) as ranked_from
    from facts.scorecard_weights as scorecard_weights
    join months
        on months.next_month - 1 >= scorecard_weights.holds_from
        and months.next_month - 1 < scorecard_weights.holds_until
    join facts.policies as minimum_shares
        on minimum_shares.policy = 'scorecard_minimum_share'
        and months.next_month - 1 >= minimum_shares.holds_from
        and months.next_month - 1 < minimum_shares.holds_until
    where scorecard_weights.scorecard = 'agent'
),

-- The same metrics as the scorecards of agents.
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

titles(metric, zh, en) as (
    values
        ('appraisal_score', '考核得分', 'appraisal'),
        ('csat', '客户满意度', 'CSAT'),
        ('same_day_resolution', '当日办结率', 'same-day resolution'),
        ('revisit_within_3_days', '三天内回访率', 'revisited within 3 days'),
        ('review_reply_same_day', '评价当日回复率', 'reviews answered same day'),
        ('visit_plan_completion', '拜访计划完成率', 'visit plan completion')
),

measures as (
    select
        cast(date_trunc('month', events.event_at) as date) as month,
        events.agent_id,
        events.metric,
        sum(events.numerator) / nullif(cast(sum(events.denominator) as double), 0) as value,
        count(*) as n
    from events
    where events.agent_id is not null
    group by cast(date_trunc('month', events.event_at) as date), events.agent_id, events.metric
),

points as (
    select
        measures.month,
        measures.agent_id,
        measures.metric,
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
    left join kpis
        on kpis.month = measures.month
        and kpis.metric = measures.metric
        and measures.n >= kpis.minimum_n
    where measures.value is not null
),

scores as (
    select
        points.month,
        points.agent_id,
        round(sum(points.points * points.weight) / sum(points.weight), 2) as score,
        sum(points.weight) as weight,
        string_agg(
            format('{} {:.2f} 分 × {:g}', titles.zh, points.points, points.weight), '、'
            order by points.weight desc, points.metric
        ) as parts_zh,
        string_agg(
            format('{} {:.2f} × {:g}', titles.en, points.points, points.weight), ', '
            order by points.weight desc, points.metric
        ) as parts_en
    from points
    join titles using (metric)
    group by points.month, points.agent_id
    having sum(points.weight) >= max(points.ranked_from)
        and bool_or(points.metric = 'appraisal_score')
),

places as (
    select
        month,
        agent_id,
        score,
        weight,
        parts_zh,
        parts_en,
        rank() over (partition by month order by score desc, weight desc) as place
    from scores
),

marks as (
    select month, agent_id, list(appraisal_id order by appraisal_id) as appraisal_ids
    from facts.appraisals
    group by month, agent_id
)

select
    strftime(places.month, '%Y-%m') || ' ' || places.agent_id as key,
    places.month,
    last_day(places.month) as happened_at,
    null as site_id,
    places.agent_id,
    cast(null as decimal(18, 2)) as amount,
    'rank' as effect,
    format(
        '{}第 {} 名，综合得分 {:.2f}：（{}）÷ 计入权重 {:g}。',
        strftime(places.month, '%Y 年 %-m 月'), places.place, places.score, places.parts_zh, places.weight
    ) as note_zh,
    format(
        'No. {} of {}, score {:.2f}: ({}) / weight counted {:g}.',
        places.place, strftime(places.month, '%Y-%m'), places.score, places.parts_en, places.weight
    ) as note_en,
    'appraisals' as evidence_source,
    marks.appraisal_ids as evidence
from places
join marks using (month, agent_id)
join facts.policies as star_places
    on star_places.policy = 'service_star_places'
    and last_day(places.month) >= star_places.holds_from
    and last_day(places.month) < star_places.holds_until
where places.place <= star_places.value
