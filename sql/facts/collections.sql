-- grain: one row per attempt to collect a customer's arrears
select
    collections.collection_id,
    collections.customer_id,
    collections.site_id,
    collections.collector_id,
    collections.collected_at,
    collections.method,
    -- 贴单, 上门: somebody went there.
    coalesce(collections.method in ('notice', 'visit'), false) as is_at_the_door,
    collections.promise_on
from sources.collections as collections
