/*
title: 变更事先告知率 | Changes announced first
about: 系统变更中事先告知客户并且存档的比例 | Share of the changes that were announced to the customer first and are archived
asks: 售后服务人员须事先告知客户本次对系统调整的安排
grain: one row per change
area: projects
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, agent]
noun: 次变更 | changes
numerator: 事先告知且存档 | announced first and archived
denominator: 变更 | changes
decision: 与变更同一时刻的告知不算事先 | Telling at the very moment of the change is not before it
*/
select
    change_id as key,
    changed_at as event_at,
    site_id,
    agent_id,
    cast(is_announced_first and archived_at is not null as integer) as numerator,
    1 as denominator
from facts.changes
