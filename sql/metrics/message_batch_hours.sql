/*
title: 群发用时 P90 | Batch duration P90
about: 十批里有九批从第一条到最后一条在这个时间内发完 | Nine in ten batches took no longer from the first to the last message
asks: 全部郵件發送需二十小時以上
grain: one row per batch
area: calls
kind: quantile
quantile: 0.9
unit: hours
better: down
target: "<= 20"
by: [channel]
noun: 批 | batches
decision: 一批归到发出第一条的那天；失败的也占发送时间 | A batch belongs to the day of its first message; failed messages take their time too
*/
select
    batch_id as key,
    first_sent_at as event_at,
    channel,
    epoch_us(last_sent_at - first_sent_at) / 3600e6 as value
from facts.message_batches
