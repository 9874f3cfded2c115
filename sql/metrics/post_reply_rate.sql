/*
title: 论坛回复率 | Forum reply rate
about: 论坛帖子和留言中得到回复的比例 | Share of the posts and messages on the boards that were answered
asks: 確保每天瀏覽論壇帖子,回復率100%
grain: one row per post
area: calls
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [board, agent]
noun: 个帖子 | posts
numerator: 已回复 | answered
denominator: 帖子 | posts
*/
select
    post_id as key,
    posted_at as event_at,
    board,
    agent_id,
    cast(replied_at is not null as integer) as numerator,
    1 as denominator
from facts.posts
