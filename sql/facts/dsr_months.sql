-- grain: one row per shop, facet and month of its industry's benchmark
with
shop_months as (
    select
        sites.site_id,
        industry_ratings.facet,
        industry_ratings.month,
        industry_ratings.mean as industry_mean,
        industry_ratings.high as industry_high,
        industry_ratings.low as industry_low
    from sources.sites as sites
    join sources.industry_ratings as industry_ratings using (category)
),

scores as (
    select site_id, 'description' as facet, rated_at, description as score
    from facts.ratings where counts_for_dsr
    union all
    select site_id, 'service' as facet, rated_at, service as score
    from facts.ratings where counts_for_dsr
    union all
    select site_id, 'logistics' as facet, rated_at, logistics as score
    from facts.ratings where counts_for_dsr
)

select
    shop_months.site_id,
    shop_months.facet,
    shop_months.month,
    shop_months.industry_mean,
    shop_months.industry_high,
    shop_months.industry_low,
    sum(scores.score) / count(scores.score) as shop_mean,
    count(scores.score) as ratings
from shop_months
left join scores
    on scores.site_id = shop_months.site_id
    and scores.facet = shop_months.facet
    and scores.score is not null
    -- The trailing six months end with the month; its end less six months is before the first of them.
    and scores.rated_at >= last_day(shop_months.month) - interval 6 months + interval 1 day
    and scores.rated_at < shop_months.month + interval 1 month
group by all
