-- grain: one row per batch of messages
select
    messages.batch_id,
    -- A batch goes out on one channel; should an export mix them, the first by name.
    min(messages.channel) as channel,
    count(*) as messages,
    min(messages.sent_at) as first_sent_at,
    max(messages.sent_at) as last_sent_at
from sources.messages as messages
group by messages.batch_id
