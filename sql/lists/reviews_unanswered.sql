/*
title: 待回复评价 | Reviews to answer
about: 还没回复的评价；差评在前，中评其次，同类里新的在前。没写好评、中评还是差评的，看最低的一项得分：不到 3 分算差评，3 分算中评 | Reviews without an answer; bad ones first, then neutral ones, the newest first among them. Where a review does not say which it is, its lowest score does (below 3 is bad, 3 is neutral)
asks: 每日查看平台评价管理,及时回复客人的评论
grain: one row per review without an answer
area: shops
group: worklist
sort: [urgency, rated_at desc, rating_id]
filters: [site_id, agent_id, sentiment]
columns:
  urgency: 先后 | Rank
  sentiment: 评价 | Review
  site_id: 店铺 | Shop
  rated_at: 评价时间 | Rated
  reply_due_on: 最迟回复 | Answer by
  days_waiting: { title: 已等 | Waiting, unit: days }
  description: { title: 描述相符 | As described, unit: score }
  service: { title: 服务态度 | Service, unit: score }
  logistics: { title: 物流服务 | Logistics, unit: score }
  comment: { title: 评价内容 | Comment, personal: true }
  order_id: 订单号 | Order
  agent_id: 客服 | Agent
  rating_id: 评价编号 | Rating
*/
with
unanswered_reviews as (
    select
        ratings.rating_id,
        ratings.site_id,
        ratings.order_id,
        ratings.agent_id,
        ratings.rated_at,
        ratings.reply_due_on,
        days.today - cast(ratings.rated_at as date) as days_waiting,
        ratings.description,
        ratings.service,
        ratings.logistics,
        coalesce(
            ratings.sentiment,
            -- least() takes the scores that were given.
            case
                when least(ratings.description, ratings.service, ratings.logistics) < 3 then 'bad'
                when least(ratings.description, ratings.service, ratings.logistics) = 3 then 'neutral'
                else 'good'
            end
        ) as sentiment
    from facts.ratings as ratings
    cross join ledger.today as days
    where cast(ratings.rated_at as date) <= days.today
        and (ratings.replied_at is null or cast(ratings.replied_at as date) > days.today)
)

select
    case unanswered_reviews.sentiment when 'bad' then 1 when 'neutral' then 2 else 3 end as urgency,
    unanswered_reviews.sentiment,
    unanswered_reviews.site_id,
    unanswered_reviews.rated_at,
    unanswered_reviews.reply_due_on,
    unanswered_reviews.days_waiting,
    unanswered_reviews.description,
    unanswered_reviews.service,
    unanswered_reviews.logistics,
    ratings.comment,
    unanswered_reviews.order_id,
    unanswered_reviews.agent_id,
    unanswered_reviews.rating_id
from unanswered_reviews
join sources.ratings as ratings using (rating_id)
