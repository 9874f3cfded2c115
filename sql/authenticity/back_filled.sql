/*
title: 突击补录 | Entered in a burst
about: 一个人的记录有很多挤在月末最后六小时，远多于同类记录的常态；或一个人在不同地点的巡查一个接一个，路上来不及 | Many records of one person in the last six hours of a month, far more than is usual for such records; or one person's inspections of different places closer together than one can travel
asks: 每月對項目數據真實性進行專項檢查
decision: 月末以当月最后一天 18:00 起计；常态是全部人员同类记录落在该时段的比例（不低于 1%）；罕见程度是二项分布尾概率的切诺夫上界，小于百万分之一且不少于 8 条才提出。系统巡检可远程进行，不计路程；两处完成时间相隔不足 5 分钟、一天 3 次以上才提出 | A month's end begins at 18:00 of its last day; usual is the share of all people's records there, at least 1 %; the rarity is Chernoff's bound of the binomial tail, below one in a million and of 8 records or more. Systems can be inspected from afar; elsewhere less than five minutes between two places, three times a day
grain: one row per person, source and month with a burst, and per person and day of inspections that nobody can have walked
statistic: 挤在一起的条数 | records in the burst
*/
with
-- Records whose time a person writes, with the person who writes it.
entries as (
    select 'surveys' as source, survey_id as row_key, site_id, agent_id, visited_at as entered_at
    from sources.surveys
    where outcome = 'completed' and agent_id is not null and visited_at is not null
    union all
    select 'inspections' as source, inspection_id as row_key, site_id, inspector_id as agent_id, inspected_at as entered_at
    from sources.inspections
    where inspector_id is not null
    union all
    select 'collections' as source, collection_id as row_key, site_id, collector_id as agent_id, collected_at as entered_at
    from sources.collections
    where collector_id is not null
),

placed_entries as (
    select
        source,
        row_key,
        site_id,
        agent_id,
        entered_at,
        cast(date_trunc('month', entered_at) as date) as month,
        entered_at >= last_day(entered_at) + interval 18 hours as is_at_month_end
    from entries
),

usual_shares as (
    select source, greatest(0.01, avg(cast(is_at_month_end as integer))) as base
    from placed_entries
    group by source
),

months_of_people as (
    select
        source,
        agent_id,
        month,
        cast(count(*) as double) as n,
        cast(count(*) filter (is_at_month_end) as double) as k,
        any_value(site_id) as site_id,
        list(row_key order by row_key) filter (is_at_month_end) as row_keys
    from placed_entries
    group by source, agent_id, month
    having count(*) filter (is_at_month_end) >= 8
),

bursts as (
    select
        months_of_people.source,
        months_of_people.agent_id,
        months_of_people.month,
        months_of_people.site_id,
        months_of_people.n,
        months_of_people.k,
        months_of_people.row_keys,
        case when k > n * base then exp(
            -(k * ln(k / (n * base))
            + case when k < n then (n - k) * ln((n - k) / (n * (1 - base))) else 0 end)
        ) else 1 end as rarity
    from months_of_people
    join usual_shares using (source)
),

-- What is done on the spot: one cannot be in two places at once.
visits_on_foot as (
    select
        inspection_id,
        site_id,
        inspector_id,
        inspected_at,
        lag(site_id) over (partition by inspector_id order by inspected_at, inspection_id) as site_before,
        lag(inspection_id) over (partition by inspector_id order by inspected_at, inspection_id) as inspection_before,
        lag(inspected_at) over (partition by inspector_id order by inspected_at, inspection_id) as inspected_before
    from sources.inspections
    where inspector_id is not null and kind <> 'system'
),

hurried_days as (
    select
        inspector_id,
        cast(inspected_at as date) as day,
        count(*) as hops,
        any_value(site_id) as site_id,
        list_distinct(flatten(list([inspection_before, inspection_id]))) as row_keys
    from visits_on_foot
    where site_before <> site_id and inspected_at - inspected_before < interval 5 minutes
    group by inspector_id, cast(inspected_at as date)
    having count(*) >= 3
)

select
    'month end ' || source || ' ' || agent_id || ' ' || strftime(month, '%Y-%m') as key,
    month,
    site_id,
    agent_id,
    k as statistic,
    rarity,
    cast(n as integer) || ' 条里有 ' || cast(k as integer) || ' 条写在月末最后六小时' as note_zh,
    cast(k as integer) || ' of ' || cast(n as integer) || ' records in the last six hours of the month' as note_en,
    source as evidence_source,
    row_keys as evidence
from bursts
where rarity < 1e-6
union all
select
    'too fast ' || inspector_id || ' ' || strftime(day, '%Y-%m-%d') as key,
    cast(date_trunc('month', day) as date) as month,
    site_id,
    inspector_id as agent_id,
    hops as statistic,
    cast(null as double) as rarity,
    strftime(day, '%Y-%m-%d') || ' 有 ' || hops || ' 次换了地方却相隔不足 5 分钟' as note_zh,
    hops || ' times on ' || strftime(day, '%Y-%m-%d') || ' another place within five minutes' as note_en,
    'inspections' as evidence_source,
    list_sort(row_keys) as evidence
from hurried_days
