/*
title: 巡查记录率 | Inspections recorded
about: 巡查巡检中，留有记录的比例 | Share of inspections of which there is a record
asks: 做好巡查、维护记录
decision: 没填“有记录”的算没有记录 | An inspection that does not say whether it was recorded was not
grain: one row per inspection
area: inspections
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, inspector, kind]
noun: 次 | inspections
numerator: 有记录 | recorded
denominator: 全部 | all
*/
select
    inspection_id as key,
    inspected_at as event_at,
    site_id,
    inspector_id,
    kind,
    cast(is_recorded as integer) as numerator,
    1 as denominator
from facts.inspections
