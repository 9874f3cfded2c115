/*
title: 整改按期率 | Rectifications on time
about: 到期的整改、会议事项、专项和优化措施中按期完成的比例 | Share of the rectifications, items of meetings, projects and improvements due that were done in time
asks: 要求各項目5月1日前完成整改
grain: one row per task due
area: projects
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site, owner, department, kind]
noun: 项 | tasks
numerator: 按期完成 | done in time
denominator: 到期 | due
decision: 截止当天完成算按期；没有完成日期的到期即算未按期 | Done on the day itself is in time; without a day on which it was done it is late from the day it is due
*/
select
    task_id as key,
    due_on as event_at,
    site_id,
    owner_id,
    department,
    kind,
    cast(is_done_in_time as integer) as numerator,
    1 as denominator
from facts.tasks
where kind in ('rectification', 'project', 'meeting', 'improvement')
