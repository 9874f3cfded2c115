/*
title: 复制粘贴 | Copied
about: 一个人写的文字或打的分一字不差地反复出现，远多于别人 | The same words, or the same scores, again and again by one person, far more often than others have them
asks: 每月對項目數據真實性進行專項檢查
decision: 只看 8 个字以上的文字和整组的打分；常态是同一文字（分数）在其他人记录里的比例，加半条；罕见程度是二项分布尾概率的切诺夫上界，小于百万分之一且不少于 8 条才提出 | Only texts of 8 characters and more, and whole sets of scores; usual is the share among other people's records, half a record added; the rarity is Chernoff's bound of the binomial tail, below one in a million and of 8 records or more
grain: one row per person and text or set of scores that repeats
statistic: 重复条数 | times that it repeats
*/
with
entries as (
    select 'surveys' as source, 'comment' as field, [survey_id] as row_keys, site_id, agent_id, visited_at as entered_at, comment as content
    from sources.surveys
    where length(comment) >= 8
    union all
    select 'surveys' as source, 'scores' as field, [survey_id] as row_keys, site_id, agent_id, visited_at as entered_at, score || '/' || nps as content
    from sources.surveys
    where score is not null and nps is not null
    union all
    select 'complaints' as source, 'process' as field, [complaint_id] as row_keys, site_id, agent_id, received_at as entered_at, process as content
    from sources.complaints
    where length(process) >= 8
    union all
    select 'complaints' as source, 'result' as field, [complaint_id] as row_keys, site_id, agent_id, received_at as entered_at, result as content
    from sources.complaints
    where length(result) >= 8
    union all
    select 'inspections' as source, 'anomaly' as field, [inspection_id] as row_keys, site_id, inspector_id as agent_id, inspected_at as entered_at, anomaly as content
    from sources.inspections
    where length(anomaly) >= 8
    union all
    select 'visits' as source, 'result' as field, [visit_id] as row_keys, null as site_id, agent_id, visited_on as entered_at, result as content
    from sources.visits
    where length(result) >= 8
    union all
    select 'ratings' as source, 'comment' as field, [rating_id] as row_keys, shop_id as site_id, buyer_id as agent_id, rated_at as entered_at, comment as content
    from sources.ratings
    where length(comment) >= 8
    union all
    -- All marks that one assessor gave one person in a month; of whom they are is no site.
    select
        'appraisals' as source,
        'scores' as field,
        list(appraisal_id order by appraisal_id) as row_keys,
        null as site_id,
        assessor_id as agent_id,
        month as entered_at,
        string_agg(facet || ' ' || score, '/' order by facet) as content
    from sources.appraisals
    where score is not null
    group by assessor_id, agent_id, month
    having count(*) > 1
),

repeats as (
    select
        source,
        field,
        agent_id,
        content,
        cast(count(*) as double) as k,
        any_value(site_id) as site_id,
        max(entered_at) as last_entered_at,
        list_sort(flatten(list(row_keys))) as row_keys
    from entries
    where agent_id is not null
    group by source, field, agent_id, content
),

-- How often all have a text, and how much everybody writes.
contents as (
    select source, field, content, sum(k) as k
    from repeats
    group by source, field, content
),

people as (
    select source, field, agent_id, sum(k) as n
    from repeats
    group by source, field, agent_id
),

totals as (
    select source, field, sum(n) as n
    from people
    group by source, field
),

comparisons as (
    select
        repeats.source,
        repeats.field,
        repeats.agent_id,
        repeats.content,
        repeats.site_id,
        repeats.last_entered_at,
        repeats.row_keys,
        repeats.k,
        people.n,
        (contents.k - repeats.k + 0.5) / (totals.n - people.n + 1) as base
    from repeats
    join contents using (source, field, content)
    join people using (source, field, agent_id)
    join totals using (source, field)
    where repeats.k >= 8
),

judgements as (
    select
        comparisons.source,
        comparisons.field,
        comparisons.agent_id,
        comparisons.content,
        comparisons.site_id,
        comparisons.last_entered_at,
        comparisons.row_keys,
        comparisons.k,
        comparisons.n,
        case when base < 1 and k > n * base then exp(
            -(k * ln(k / (n * base))
            + case when k < n then (n - k) * ln((n - k) / (n * (1 - base))) else 0 end)
        ) else 1 end as rarity
    from comparisons
)

select
    source || ' ' || field || ' ' || agent_id || ' ' || md5(content) as key,
    cast(date_trunc('month', last_entered_at) as date) as month,
    site_id,
    -- A buyer is nobody of ours.
    case when source <> 'ratings' then agent_id end as agent_id,
    k as statistic,
    rarity,
    '“' || left(content, 20) || '”一字不差出现 ' || cast(k as integer) || ' 次，共 ' || cast(n as integer) || ' 条' as note_zh,
    '“' || left(content, 20) || '” word for word ' || cast(k as integer) || ' times in ' || cast(n as integer) as note_en,
    source as evidence_source,
    row_keys as evidence
from judgements
where rarity < 1e-6
