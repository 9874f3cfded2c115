/*
title: 评价当日回复率 | Reviews answered same day
about: 收到的评价中，当天或次日回复的比例 | Share of the reviews that were answered on the same or the next day
asks: 每日查看平台评价管理,及时回复客人的评论
decision: 按自然日算，不按 24 小时：23:50 的评价次日 23:00 回复也算及时；天数见阈值 review_reply_days。今天和昨天还没回复的评价也在分母里 | Calendar days, not 24 hours; how many is the policy review_reply_days. Reviews of today and yesterday without a reply are in the denominator too
grain: one row per review
area: shops
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent]
noun: 条 | reviews
numerator: 及时回复 | answered in time
denominator: 评价 | reviews
*/
select
    rating_id as key,
    rated_at as event_at,
    site_id,
    agent_id,
    cast(coalesce(cast(replied_at as date) <= reply_due_on, false) as integer) as numerator,
    1 as denominator
from facts.ratings
