-- grain: one row per message of a batch to one recipient
with
compared_messages as (
    select
        messages.message_id,
        messages.batch_id,
        messages.channel,
        messages.scheduled_at,
        messages.sent_at,
        -- A message without a status is not known to have arrived.
        messages.status is not distinct from 'sent' as is_sent,
        -- The same content to the same recipient; an export without digests of the content: the same batch.
        lag(messages.sent_at) over (
            partition by
                messages.status,
                messages.recipient,
                messages.content_hash,
                case when messages.content_hash is null then messages.batch_id end
            order by messages.sent_at, messages.message_id
        ) as sent_before_at
    from sources.messages as messages
)

select
    messages.message_id,
    messages.batch_id,
    messages.channel,
    messages.scheduled_at,
    messages.sent_at,
    messages.is_sent,
    messages.is_sent
    and coalesce(messages.sent_before_at >= messages.sent_at - to_hours(cast(policies.value * 24 as bigint)), false)
        as is_repeat
from compared_messages as messages
join facts.policies as policies
    on policies.policy = 'message_repeat_days'
    and cast(messages.sent_at as date) >= policies.holds_from
    and cast(messages.sent_at as date) < policies.holds_until
