/*
title: 异常上报及时率 | Anomalies reported in time
about: 巡查发现的异常中，一般的 24 小时内、严重的 1 小时内上报的比例 | Share of the anomalies found that were reported within 24 hours, major ones within one hour
asks: 发现异常及时处理,情况严重及时上报
decision: 时限是可改的阈值；时限未到、还没上报的暂不计入；恰好在时限上报的算及时 | The limits can be changed; an anomaly that is neither reported nor past its limit is not counted yet; reported exactly at the limit is in time
grain: one row per inspection that found an anomaly
area: inspections
kind: ratio
unit: percent
better: up
target: ">= 1.00"
known: today
by: [site, inspector]
noun: 处 | anomalies
numerator: 及时上报 | reported in time
denominator: 异常 | anomalies
*/
select
    inspection_id as key,
    inspected_at as event_at,
    -- Before one of the two nobody knows whether it will be in time.
    least(reported_at, report_due_at) as known_at,
    site_id,
    inspector_id,
    coalesce(cast(reported_at <= report_due_at as integer), 0) as numerator,
    1 as denominator
from facts.inspections
where severity in ('minor', 'major')
