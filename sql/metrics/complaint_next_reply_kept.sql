/*
title: 约定回复兑现率 | Agreed replies kept
about: 约定了下次回复时间的投诉，到期时已经回复的比例 | Share of the agreed replies that were given by the time agreed
asks: 確定下次回復的時間
decision: 恰好在约定时刻回复算兑现；约定时间还没到的不计 | A reply at the very moment agreed is kept; appointments still to come are left out
grain: one row per complaint with an agreed reply
area: complaints
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, department]
noun: 件 | complaints
numerator: 按约回复 | replied in time
denominator: 约定到期 | agreed and due
*/
select
    complaint_id as key,
    next_reply_at as event_at,
    site_id,
    department,
    cast(coalesce(replied_at <= next_reply_at, false) as integer) as numerator,
    1 as denominator
from facts.complaints
where next_reply_at is not null
