/*
title: 投诉处理满意率 | Complaint handling satisfaction
about: 办结且客户作了评价的投诉中，客户满意的比例 | Share of the resolved complaints with an answer whose customer was satisfied
asks: 直接解決,至患者滿意
decision: 投诉登记里写了是否满意的以登记为准；没写的看对这件投诉最后一次打了分的回访，4 分及以上算满意；两处都没有的不计 | What the complaint's own record says wins; where it says nothing, the last scored survey of the complaint, 4 and above being satisfied; complaints with neither are left out
grain: one row per complaint with an answer
area: complaints
kind: ratio
unit: percent
better: up
by: [site, department, cause]
minimum_n: 30
noun: 件 | complaints
numerator: 满意 | satisfied
denominator: 有评价 | answered
*/
select
    complaint_id as key,
    resolved_at as event_at,
    site_id,
    department,
    cause,
    cast(is_satisfied as integer) as numerator,
    1 as denominator
from facts.complaints
where is_satisfied is not null
