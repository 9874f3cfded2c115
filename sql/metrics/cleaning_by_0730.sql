/*
title: 垃圾清运准时率 | Waste cleared by 07:30
about: 小区每天 7:30 前完成垃圾清运的比例 | Share of the communities' days on which the waste was cleared by 07:30
asks: 每日7:30前完成垃圾清運
decision: 分母是名录中的小区，从第一次清运记录那天起到今天逐日计入；当天没有记录的不算按时；时刻是可改的阈值，恰好 7:30 算按时 | Communities on the list count on every day from the first record of waste cleared to today; a day without a record is not in time; the hour can be changed, and 07:30 sharp is in time
grain: one row per community and day
area: inspections
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site]
noun: 小区·天 | community days
numerator: 按时 | in time
denominator: 小区 × 天 | communities × days
*/
with
first_clearings as (
    select cast(min(inspected_at) as date) as day
    from facts.inspections
    where kind = 'cleaning'
),

community_days as (
    select
        sites.site_id,
        cast(unnest(generate_series(first_clearings.day, today.today, interval 1 day)) as date) as day
    from facts.sites as sites
    cross join first_clearings
    cross join ledger.today as today
    where sites.kind = 'community' and first_clearings.day is not null
),

clearings as (
    select site_id, cast(inspected_at as date) as day, min(inspected_at) as cleared_at
    from facts.inspections
    where kind = 'cleaning'
    group by all
)

select
    community_days.site_id || ' ' || cast(community_days.day as varchar) as key,
    community_days.day as event_at,
    community_days.site_id,
    coalesce(
        cast(clearings.cleared_at <= community_days.day + to_seconds(by_hour.value * 3600) as integer),
        0
    ) as numerator,
    1 as denominator
from community_days
join facts.policies as by_hour
    on by_hour.policy = 'cleaning_by_hour'
    and community_days.day >= by_hour.holds_from
    and community_days.day < by_hour.holds_until
left join clearings using (site_id, day)
