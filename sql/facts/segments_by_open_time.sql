-- grain: one row per calendar, stretch of working_segments and eight hours of open time (bucket) that it takes part in
--
-- The way back from segments_by_day: the moment at which a calendar has been open for so long lies in the stretch of the same
-- bucket with us_before < us <= us_after. On the edge of two that is the end of the first: what is due at closing time is due today.
with
segments as (
    select
        calendar_id,
        opens_at,
        us_before,
        us_before + epoch_us(closes_at) - epoch_us(opens_at) as us_after
    from facts.working_segments
)

select
    calendar_id,
    unnest(range(us_before // 28800000000, (us_after - 1) // 28800000000 + 1)) as bucket,
    opens_at,
    us_before,
    us_after
from segments
