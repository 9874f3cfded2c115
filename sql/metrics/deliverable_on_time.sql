/*
title: 日志手册报告按期率 | Deliverables on time
about: 到期的工作日志、服务手册、报告和培训中按期完成的比例 | Share of the work logs, handbooks, reports and trainings due that were done in time
asks: 每日下班前,售后服务工作人员将当日已完成工作记录到禅道日志中
grain: one row per deliverable due
area: projects
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [owner, kind]
noun: 项 | deliverables
numerator: 按期完成 | done in time
denominator: 到期 | due
decision: 截止当天完成算按期；没有完成日期的到期即算未按期 | Done on the day itself is in time; without a day on which it was done it is late from the day it is due
*/
select
    task_id as key,
    due_on as event_at,
    owner_id,
    kind,
    cast(is_done_in_time as integer) as numerator,
    1 as denominator
from facts.tasks
where kind in ('worklog', 'handbook', 'report', 'training')
