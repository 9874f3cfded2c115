/*
title: 短信重复发送率 | Duplicate messages
about: 发送成功的短信和邮件中，七天内已给同一收件人发过同样内容的比例 | Share of the messages sent whose recipient had been sent the same within seven days
asks: 有部分重復發送
grain: one row per message sent
area: calls
kind: ratio
unit: percent
better: down
target: "<= 0"
by: [channel, batch]
decimals: 2
noun: 条 | messages
numerator: 重复 | sent again
denominator: 发送成功 | sent
decision: 内容按摘要比，没有摘要的按批次比；第一条不算重复，失败后重发不算，恰好七天的算，七天从上一条同样的短信起算 | The same content by its digest, where there is none by its batch; the first is no duplicate, nor is one sent again after a failure; exactly seven days still counts, from the last one alike
*/
select
    message_id as key,
    sent_at as event_at,
    channel,
    batch_id,
    cast(is_repeat as integer) as numerator,
    1 as denominator
from facts.messages
where is_sent
