/*
title: 投诉升级率 | Escalation rate
about: 收到的投诉中，上报到主管、职能部门或总经理的比例 | Share of the complaints received that went up to a supervisor, a department or the general manager
decision: 没写上报级别的算没有升级 | One without a level of escalation counts as not escalated
grain: one row per complaint
area: complaints
kind: ratio
unit: percent
better: down
by: [site, department, escalation, cause]
minimum_n: 30
noun: 件 | complaints
numerator: 升级 | escalated
denominator: 收到 | received
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    department,
    escalation,
    cause,
    cast(coalesce(escalation in ('supervisor', 'department', 'executive'), false) as integer) as numerator,
    1 as denominator
from facts.complaints
