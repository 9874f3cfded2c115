-- grain: one row per rating of a shop's order
select
    ratings.rating_id,
    ratings.shop_id as site_id,
    ratings.order_id,
    ratings.agent_id,
    ratings.rated_at,
    ratings.description,
    ratings.service,
    ratings.logistics,
    ratings.sentiment,
    ratings.replied_at,
    cast(ratings.rated_at as date) + cast(reply_days.value as integer) as reply_due_on,
    -- Taobao's rule: of one buyer in one shop and calendar month only the first three ratings count.
    ratings.buyer_id is null
    or row_number() over (
        partition by ratings.buyer_id, ratings.shop_id, date_trunc('month', ratings.rated_at)
        order by ratings.rated_at, ratings.rating_id
    ) <= 3 as counts_for_dsr
from sources.ratings as ratings
left join facts.policies as reply_days
    on reply_days.policy = 'review_reply_days'
    and cast(ratings.rated_at as date) >= reply_days.holds_from
    and cast(ratings.rated_at as date) < reply_days.holds_until
