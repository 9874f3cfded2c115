/*
title: 数字堆积 | Digits that heap
about: 一个人写的时间或用时，分钟尾数是 0 或 5 的远多于别人；或一个人、一处的金额首位数字不合本福特定律 | Minutes of one person that end in 0 or 5 far more often than others' do; or amounts of one person or place whose first digits do not follow Benford's law
asks: 每月對項目數據真實性進行專項檢查
decision: "分钟按人和月份看，不少于 20 条，常态取两成与别人的比例中较大的；罕见程度是二项分布尾概率的切诺夫上界，小于百万分之一才提出。金额只看人定的（赔付、退款、损失），按表收的账单不合此律；不少于 300 笔，卡方（8 个自由度）超过 40 才提出，罕见程度约为其尾概率 | Minutes by person and month, 20 and more; usual is one in five, or the others' share where that is larger; the rarity is Chernoff's bound of the binomial tail, below one in a million. Only amounts that people decide (compensation, refunds, losses): bills by meter do not follow that law; 300 and more, chi-square with 8 degrees of freedom above 40, the rarity being its tail"
grain: one row per person, source and month whose minutes heap, and per person or place whose amounts break Benford's law
statistic: 尾数 0、5 的条数，或卡方值 | records that end in 0 or 5, or chi-square
*/
with
minutes as (
    select
        'inspections' as source, 'duration' as field, inspection_id as row_key, site_id, inspector_id as agent_id,
        inspected_at as entered_at, duration_minutes as minutes
    from sources.inspections
    where duration_minutes is not null and inspector_id is not null
    union all
    select
        'inspections' as source, 'time' as field, inspection_id as row_key, site_id, inspector_id as agent_id,
        inspected_at as entered_at, minute(inspected_at) as minutes
    from sources.inspections
    where inspector_id is not null
    union all
    select
        'surveys' as source, 'time' as field, survey_id as row_key, site_id, agent_id,
        visited_at as entered_at, minute(visited_at) as minutes
    from sources.surveys
    where visited_at is not null and agent_id is not null
    union all
    select
        'collections' as source, 'time' as field, collection_id as row_key, site_id, collector_id as agent_id,
        collected_at as entered_at, minute(collected_at) as minutes
    from sources.collections
    where collector_id is not null
),

months_of_people as (
    select
        source,
        field,
        agent_id,
        cast(date_trunc('month', entered_at) as date) as month,
        cast(count(*) as double) as n,
        cast(count(*) filter (minutes % 5 = 0) as double) as k,
        any_value(site_id) as site_id,
        list(row_key order by row_key) filter (minutes % 5 = 0) as row_keys
    from minutes
    group by source, field, agent_id, cast(date_trunc('month', entered_at) as date)
),

people as (
    select source, field, agent_id, sum(n) as n, sum(k) as k
    from months_of_people
    group by source, field, agent_id
),

totals as (
    select source, field, sum(n) as n, sum(k) as k
    from people
    group by source, field
),

compared as (
    select
        months_of_people.source,
        months_of_people.field,
        months_of_people.agent_id,
        months_of_people.month,
        months_of_people.site_id,
        months_of_people.row_keys,
        months_of_people.n,
        months_of_people.k,
        -- Where everybody rounds, rounding says nothing of one.
        greatest(0.2, (totals.k - people.k + 0.2) / (totals.n - people.n + 1)) as base
    from months_of_people
    join people using (source, field, agent_id)
    join totals using (source, field)
    where months_of_people.n >= 20
),

heaps as (
    select
        compared.source,
        compared.field,
        compared.agent_id,
        compared.month,
        compared.site_id,
        compared.row_keys,
        compared.n,
        compared.k,
        case when base < 1 and k > n * base then exp(
            -(k * ln(k / (n * base))
            + case when k < n then (n - k) * ln((n - k) / (n * (1 - base))) else 0 end)
        ) else 1 end as rarity
    from compared
),

amounts as (
    select 'complaints' as source, complaint_id as row_key, site_id, agent_id, received_at as entered_at, abs(compensation) as amount
    from sources.complaints
    where compensation <> 0
    union all
    select 'orders' as source, order_id as row_key, shop_id as site_id, agent_id, return_closed_at as entered_at, abs(refund_amount) as amount
    from sources.orders
    where refund_amount <> 0
    union all
    select 'inspections' as source, inspection_id as row_key, site_id, inspector_id as agent_id, inspected_at as entered_at, abs(loss_amount) as amount
    from sources.inspections
    where loss_amount <> 0
),

first_digits as (
    select
        source,
        row_key,
        site_id,
        agent_id,
        entered_at,
        cast(left(ltrim(cast(amount as varchar), '0.'), 1) as integer) as digit
    from amounts
),

digits_of_people as (
    select source, 'agent' as of_whom, agent_id as whom, digit, cast(count(*) as double) as k, max(entered_at) as last_entered_at
    from first_digits
    where agent_id is not null
    group by source, agent_id, digit
    union all
    select source, 'site' as of_whom, site_id as whom, digit, cast(count(*) as double) as k, max(entered_at) as last_entered_at
    from first_digits
    where site_id is not null
    group by source, site_id, digit
),

benford(digit, share) as (
    select digit, log10(1 + 1.0 / digit) from range(1, 10) as digits(digit)
),

-- Digits that never occur count too.
sums_of_people as (
    select source, of_whom, whom, sum(k) as n, max(last_entered_at) as last_entered_at
    from digits_of_people
    group by source, of_whom, whom
    having sum(k) >= 300
),

broken_laws as (
    select
        sums_of_people.source,
        sums_of_people.of_whom,
        sums_of_people.whom,
        any_value(sums_of_people.n) as n,
        any_value(sums_of_people.last_entered_at) as last_entered_at,
        sum(
            pow(coalesce(digits_of_people.k, 0) - sums_of_people.n * benford.share, 2) / (sums_of_people.n * benford.share)
        ) as chi_square
    from sums_of_people
    cross join benford
    left join digits_of_people
        on digits_of_people.source = sums_of_people.source
        and digits_of_people.of_whom = sums_of_people.of_whom
        and digits_of_people.whom = sums_of_people.whom
        and digits_of_people.digit = benford.digit
    group by sums_of_people.source, sums_of_people.of_whom, sums_of_people.whom
),

rows_of_broken_laws as (
    select
        broken_laws.source,
        broken_laws.of_whom,
        broken_laws.whom,
        list(first_digits.row_key order by first_digits.row_key) as row_keys
    from broken_laws
    join first_digits
        on first_digits.source = broken_laws.source
        and broken_laws.whom = case broken_laws.of_whom when 'agent' then first_digits.agent_id else first_digits.site_id end
    where broken_laws.chi_square > 40
    group by broken_laws.source, broken_laws.of_whom, broken_laws.whom
)

select
    'minutes ' || source || ' ' || field || ' ' || agent_id || ' ' || strftime(month, '%Y-%m') as key,
    month,
    site_id,
    agent_id,
    k as statistic,
    rarity,
    cast(n as integer) || ' 条里有 ' || cast(k as integer) || ' 条的' || case field when 'duration' then '用时' else '时间' end || '，分钟尾数是 0 或 5' as note_zh,
    cast(k as integer) || ' of ' || cast(n as integer) || case field when 'duration' then ' durations' else ' times' end || ' end in 0 or 5' as note_en,
    source as evidence_source,
    row_keys as evidence
from heaps
where rarity < 1e-6
union all
select
    'benford ' || source || ' ' || of_whom || ' ' || whom as key,
    cast(date_trunc('month', last_entered_at) as date) as month,
    case of_whom when 'site' then whom end as site_id,
    case of_whom when 'agent' then whom end as agent_id,
    chi_square as statistic,
    -- The tail of chi-square with 8 degrees of freedom.
    exp(-chi_square / 2) * (1 + chi_square / 2 + pow(chi_square / 2, 2) / 2 + pow(chi_square / 2, 3) / 6) as rarity,
    cast(n as integer) || ' 笔金额的首位数字不合本福特定律（卡方 ' || round(chi_square, 1) || '）' as note_zh,
    'first digits of ' || cast(n as integer) || ' amounts do not follow Benford''s law (chi-square ' || round(chi_square, 1) || ')' as note_en,
    source as evidence_source,
    row_keys as evidence
from broken_laws
join rows_of_broken_laws using (source, of_whom, whom)
