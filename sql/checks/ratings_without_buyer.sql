/*
title: 没有买家的店铺评分，DSR 无法按买家去重 | Ratings without a buyer, so that DSR cannot leave out a buyer's fourth of the month
severity: warn
*/
select ratings.shop_id, count(*) as ratings, max(ratings.rated_at) as last_rated_at
from sources.ratings as ratings
where ratings.buyer_id is null
group by ratings.shop_id
