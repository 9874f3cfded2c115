-- grain: one row per shop, facet and month of its industry's benchmark
select
    sites.site_id,
    industry_ratings.facet,
    industry_ratings.month,
    industry_ratings.mean,
    industry_ratings.high,
    industry_ratings.low
from sources.sites as sites
join sources.industry_ratings as industry_ratings using (category)
