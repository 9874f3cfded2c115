-- grain: one row per metric, grain, site and day from which the target holds
with
-- A shop's DSR is held against its own industry's mean of the month; all shops against the mean of theirs.
industry_targets as (
    select 'dsr_' || facet as metric, site_id, month as holds_from, mean as value
    from facts.shop_benchmarks
    union all
    select 'dsr_' || facet as metric, null as site_id, month as holds_from, avg(mean) as value
    from facts.shop_benchmarks
    group by facet, month
)

-- What a person has set wins over the industry, whichever day it holds from.
select metric, grain, site_id, holds_from, comparison, value, 2 as priority
from sources.targets
union all
select metric, 'any' as grain, site_id, holds_from, '>=' as comparison, value, 1 as priority
from industry_targets
union all
-- What the metrics' own files state holds from ever.
select metric, grain, null as site_id, date '0001-01-01' as holds_from, comparison, value, 0 as priority
from ledger.targets
