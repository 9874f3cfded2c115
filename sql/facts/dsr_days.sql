-- grain: one row per shop, facet and day of a month for which its industry has a benchmark
with
scores as (
    select site_id, 'description' as facet, rated_at, description as score
    from facts.ratings where counts_for_dsr
    union all
    select site_id, 'service' as facet, rated_at, service as score
    from facts.ratings where counts_for_dsr
    union all
    select site_id, 'logistics' as facet, rated_at, logistics as score
    from facts.ratings where counts_for_dsr
),

-- Everything up to a day, so that six months are one difference.
running_scores as (
    select
        site_id,
        facet,
        cast(rated_at as date) as day,
        sum(sum(score)) over so_far as total,
        sum(count(*)) over so_far as ratings
    from scores
    where score is not null
    group by site_id, facet, cast(rated_at as date)
    window so_far as (partition by site_id, facet order by cast(rated_at as date))
),

benchmark_days as (
    select
        shop_benchmarks.site_id,
        shop_benchmarks.facet,
        cast(unnest(generate_series(month, last_day(month), interval 1 day)) as date) as day,
        shop_benchmarks.mean,
        shop_benchmarks.high,
        shop_benchmarks.low
    from facts.shop_benchmarks as shop_benchmarks
)

select
    benchmark_days.site_id,
    benchmark_days.facet,
    benchmark_days.day,
    benchmark_days.mean as industry_mean,
    benchmark_days.high as industry_high,
    benchmark_days.low as industry_low,
    -- The trailing six months: after the same day six months ago, up to this one.
    (until_day.total - coalesce(before_window.total, 0))
    / nullif(until_day.ratings - coalesce(before_window.ratings, 0), 0) as shop_mean
from benchmark_days
asof join running_scores as until_day
    on until_day.site_id = benchmark_days.site_id
    and until_day.facet = benchmark_days.facet
    and until_day.day <= benchmark_days.day
asof left join running_scores as before_window
    on before_window.site_id = benchmark_days.site_id
    and before_window.facet = benchmark_days.facet
    and before_window.day <= cast(benchmark_days.day - interval 6 months as date)
