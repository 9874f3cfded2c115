/*
title: 数字堆积 | Digits that heap
about: 一个人写的时间或用时，分钟尾数是 0 或 5 的远多于别人；或一个人一个月的金额，首位数字既不合本福特定律，也不像别人的 | Minutes of one person that end in 0 or 5 far more often than others do; or amounts of one person in a month whose first digits follow neither Benford's law nor other people's
asks: 每月對項目數據真實性進行專項檢查
decision: "分钟按人和月份看，不少于 20 条，常态取两成与别人的比例中较大的；罕见程度是二项分布尾概率的切诺夫上界，小于百万分之一才提出。金额看赔付、订单和损失，按表收的账单不合此律；一人一月不少于 300 笔，与本福特定律、与别人相比的卡方（8 个自由度）都超过 40 且超过笔数的十分之一才提出，罕见程度是其尾概率 | Minutes by person and month, 20 and more; usual is one in five, or the others' share where that is larger; the rarity is Chernoff's bound of the binomial tail, below one in a million. Amounts of compensation, orders and losses: bills by meter do not follow that law; by person and month, 300 and more, and chi-square with 8 degrees of freedom, both against Benford and against others, above 40 and above a tenth of their number, the rarity being its tail"
grain: one row per person, source and month whose minutes heap, and per person, source and month whose amounts break Benford's law
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

comparisons as (
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
        comparisons.source,
        comparisons.field,
        comparisons.agent_id,
        comparisons.month,
        comparisons.site_id,
        comparisons.row_keys,
        comparisons.n,
        comparisons.k,
        case when base < 1 and k > n * base then exp(
            -(k * ln(k / (n * base))
            + case when k < n then (n - k) * ln((n - k) / (n * (1 - base))) else 0 end)
        ) else 1 end as rarity
    from comparisons
),

amounts as (
    select 'complaints' as source, complaint_id as row_key, site_id, agent_id, received_at as entered_at, abs(compensation) as amount
    from sources.complaints
    where compensation <> 0
    union all
    select 'orders' as source, order_id as row_key, shop_id as site_id, agent_id, paid_at as entered_at, abs(amount) as amount
    from sources.orders
    where amount <> 0 and paid_at is not null
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
        cast(date_trunc('month', entered_at) as date) as month,
        cast(left(ltrim(cast(amount as varchar), '0.'), 1) as integer) as digit
    from amounts
    where entered_at is not null
),

digits_of_people as (
    select source, agent_id, month, digit, cast(count(*) as double) as k
    from first_digits
    where agent_id is not null
    group by source, agent_id, month, digit
),

sums_of_people as (
    select source, agent_id, month, sum(k) as n
    from digits_of_people
    group by source, agent_id, month
    having sum(k) >= 300
),

digits_of_all as (
    select source, digit, sum(k) as k
    from digits_of_people
    group by source, digit
),

sums_of_all as (
    select source, sum(k) as n
    from digits_of_all
    group by source
),

expected_digits as (
    select
        sums_of_people.source,
        sums_of_people.agent_id,
        sums_of_people.month,
        sums_of_people.n,
        coalesce(digits_of_people.k, 0) as k,
        -- Digits that never occur count too.
        sums_of_people.n * log10(1 + 1.0 / digits.digit) as by_benford,
        -- Prices of a catalogue follow no law: then one person's are held against everybody else's.
        sums_of_people.n * (coalesce(digits_of_all.k, 0) - coalesce(digits_of_people.k, 0) + 1)
        / (sums_of_all.n - sums_of_people.n + 9) as by_others
    from sums_of_people
    cross join range(1, 10) as digits(digit)
    join sums_of_all using (source)
    left join digits_of_all on digits_of_all.source = sums_of_people.source and digits_of_all.digit = digits.digit
    left join digits_of_people
        on digits_of_people.source = sums_of_people.source
        and digits_of_people.agent_id = sums_of_people.agent_id
        and digits_of_people.month = sums_of_people.month
        and digits_of_people.digit = digits.digit
),

broken_laws as (
    select
        source,
        agent_id,
        month,
        any_value(n) as n,
        least(sum(pow(k - by_benford, 2) / by_benford), sum(pow(k - by_others, 2) / by_others)) as chi_square
    from expected_digits
    group by source, agent_id, month
    -- Of very many amounts the slightest difference is certain; it must be a large one too.
    having chi_square > greatest(40, 0.1 * any_value(n))
),

rows_of_broken_laws as (
    select
        broken_laws.source,
        broken_laws.agent_id,
        broken_laws.month,
        any_value(first_digits.site_id) as site_id,
        list(first_digits.row_key order by first_digits.row_key) as row_keys
    from broken_laws
    join first_digits using (source, agent_id, month)
    group by broken_laws.source, broken_laws.agent_id, broken_laws.month
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
    'benford ' || source || ' ' || agent_id || ' ' || strftime(month, '%Y-%m') as key,
    month,
    rows_of_broken_laws.site_id,
    agent_id,
    chi_square as statistic,
    -- The tail of chi-square with 8 degrees of freedom.
    exp(-chi_square / 2) * (1 + chi_square / 2 + pow(chi_square / 2, 2) / 2 + pow(chi_square / 2, 3) / 6) as rarity,
    cast(n as integer) || ' 笔金额的首位数字不合本福特定律（卡方 ' || round(chi_square, 1) || '）' as note_zh,
    'first digits of ' || cast(n as integer) || ' amounts do not follow Benford''s law (chi-square ' || round(chi_square, 1) || ')' as note_en,
    source as evidence_source,
    row_keys as evidence
from broken_laws
join rows_of_broken_laws using (source, agent_id, month)
