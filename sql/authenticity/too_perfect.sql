/*
title: 过于完美 | Too perfect
about: 一个人做的回访分分都是满分，而同一小区别人做的并不是；或用时条条一样，没有起伏 | All of one revisitor's scores are full marks where others' of the same site are not; or durations that never differ
asks: 每月對項目數據真實性進行專項檢查
decision: 按人、小区和月份看，不少于 15 份打分；罕见程度是按别人的满分比例、此人当月全打满分的概率，小于千分之一才提出。用时按巡检人和月份看，不少于 10 次、全部相同，而同类巡查平常有起伏 | By person, site and month, 15 scores and more; the rarity is the chance of full marks throughout at the others' share of them, below one in a thousand. Durations by inspector and month, 10 and more and all the same, where those of others vary
grain: one row per revisitor, site and month whose scores are all full, and per inspector and month whose durations are all the same
statistic: 全部相同的条数 | records that are all the same
*/
with
months_of_people as (
    select
        agent_id,
        site_id,
        cast(date_trunc('month', visited_at) as date) as month,
        cast(count(*) as double) as n,
        cast(count(*) filter (score = 5) as double) as full_marks,
        list(survey_id order by survey_id) as row_keys
    from sources.surveys
    where score is not null and agent_id is not null and site_id is not null and visited_at is not null
    group by agent_id, site_id, cast(date_trunc('month', visited_at) as date)
),

people as (
    select agent_id, site_id, sum(n) as n, sum(full_marks) as full_marks
    from months_of_people
    group by agent_id, site_id
),

sites as (
    select site_id, sum(n) as n, sum(full_marks) as full_marks
    from people
    group by site_id
),

perfect_months as (
    select
        months_of_people.agent_id,
        months_of_people.site_id,
        months_of_people.month,
        months_of_people.n,
        months_of_people.row_keys,
        -- Half a full mark more than the others gave, so that a handful of them proves nothing.
        pow((sites.full_marks - people.full_marks + 0.5) / (sites.n - people.n + 1), months_of_people.n) as rarity
    from months_of_people
    join people using (agent_id, site_id)
    join sites using (site_id)
    where months_of_people.n >= 15 and months_of_people.full_marks = months_of_people.n
),

durations_of_people as (
    select
        inspector_id,
        kind,
        cast(date_trunc('month', inspected_at) as date) as month,
        count(*) as n,
        min(duration_minutes) as duration_minutes,
        any_value(site_id) as site_id,
        list(inspection_id order by inspection_id) as row_keys
    from sources.inspections
    where duration_minutes is not null and inspector_id is not null
    group by inspector_id, kind, cast(date_trunc('month', inspected_at) as date)
    having count(*) >= 10 and max(duration_minutes) = min(duration_minutes)
),

-- How often two inspections of a kind, whoever did them, take equally long: the more, the less it says.
usual_durations as (
    select kind, sum(k * k) / (sum(k) * sum(k)) as sameness
    from (
        select kind, duration_minutes, cast(count(*) as double) as k
        from sources.inspections
        where duration_minutes is not null
        group by kind, duration_minutes
    )
    group by kind
),

even_durations as (
    select
        durations_of_people.inspector_id,
        durations_of_people.kind,
        durations_of_people.month,
        durations_of_people.n,
        durations_of_people.duration_minutes,
        durations_of_people.site_id,
        durations_of_people.row_keys,
        pow(usual_durations.sameness, durations_of_people.n - 1) as rarity
    from durations_of_people
    join usual_durations using (kind)
)

select
    'scores ' || agent_id || ' ' || site_id || ' ' || strftime(month, '%Y-%m') as key,
    month,
    site_id,
    agent_id,
    n as statistic,
    rarity,
    cast(n as integer) || ' 份打分全是 5 分' as note_zh,
    'all of ' || cast(n as integer) || ' scores are 5' as note_en,
    'surveys' as evidence_source,
    row_keys as evidence
from perfect_months
where rarity < 0.001
union all
select
    'durations ' || inspector_id || ' ' || kind || ' ' || strftime(month, '%Y-%m') as key,
    month,
    site_id,
    inspector_id as agent_id,
    n as statistic,
    rarity,
    n || ' 次巡查用时全是 ' || duration_minutes || ' 分钟' as note_zh,
    'all of ' || n || ' inspections took ' || duration_minutes || ' minutes' as note_en,
    'inspections' as evidence_source,
    row_keys as evidence
from even_durations
where rarity < 1e-6
