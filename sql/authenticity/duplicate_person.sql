/*
title: 同人重复 | The same person twice
about: 同一个电话登记在几个客户编号下；同一条消息发给同一个号码两次以上 | One telephone number under several customers; the same message sent to one number more than once
asks: 有部分重復發送
decision: "同一电话、姓名不同的，多半是一家人，也提出，由人判断；消息以内容摘要为准，没有的以批次为准，多少天以内由 message_repeat_days 定 | One number with different names may be a family: it is asked about all the same; a message is told by the hash of its content, by its batch where there is none, within the days of message_repeat_days"
grain: one row per telephone number with several customers, and per number and message sent again
statistic: 重复的记录数 | records that repeat
*/
with
shared_phones as (
    select
        phone,
        count(*) as customers,
        count(distinct name) as names,
        min(site_id) as site_id,
        max(coalesce(cast(updated_at as date), joined_on)) as day,
        list(customer_id order by customer_id) as row_keys
    from sources.customers
    where phone is not null
    group by phone
    having count(*) > 1
),

-- What a repeat is, facts.messages says; all that were sent of the same to the same number are shown.
repeated_messages as (
    select
        exports.recipient,
        coalesce(exports.content_hash, exports.batch_id) as content,
        count(*) filter (messages.is_repeat) as repeats,
        max(messages.sent_at) filter (messages.is_repeat) as last_sent_at,
        list(messages.message_id order by messages.message_id) as row_keys
    from facts.messages as messages
    join sources.messages as exports using (message_id)
    where messages.is_sent
    group by exports.recipient, coalesce(exports.content_hash, exports.batch_id)
    having count(*) filter (messages.is_repeat) > 0
)

select
    'phone ' || md5(phone) as key,
    cast(date_trunc('month', coalesce(day, (select today from ledger.today))) as date) as month,
    site_id,
    cast(null as varchar) as agent_id,
    customers as statistic,
    cast(null as double) as rarity,
    '同一电话有 ' || customers || ' 个客户编号、' || names || ' 个姓名' as note_zh,
    'one number under ' || customers || ' customers with ' || names || ' names' as note_en,
    'customers' as evidence_source,
    row_keys as evidence
from shared_phones
union all
select
    'message ' || md5(recipient || ' ' || content) as key,
    cast(date_trunc('month', last_sent_at) as date) as month,
    cast(null as varchar) as site_id,
    cast(null as varchar) as agent_id,
    repeats as statistic,
    cast(null as double) as rarity,
    '同一条消息又发了 ' || repeats || ' 次' as note_zh,
    'the same message sent again, ' || repeats || ' times' as note_en,
    'messages' as evidence_source,
    row_keys as evidence
from repeated_messages
