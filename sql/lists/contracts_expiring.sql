/*
title: 三个月内期满 | Maintenance ending within three months
about: 维护期三个月内届满、还没有提醒过的合同 | Contracts whose maintenance ends within three months and of which nobody was reminded
asks: 项目免费维护期满前三个月,售后服务组长应以书面方式向销售总监汇报
grain: one row per contract
area: projects
group: worklist
sort: [maintenance_ends_on, contract_id]
filters: [manager_id, site_id]
columns:
  contract_id: 合同 | Contract
  customer_id: { title: 客户 | Customer, personal: true }
  site_id: 系统 | System
  manager_id: 负责人 | Manager
  accepted_on: 验收日期 | Accepted on
  maintenance_ends_on: 期满日期 | Ends on
  days_left: { title: 还剩天数 | Days left, unit: days }
  reminder_overdue_days: { title: 提醒已迟天数 | Reminder late by, unit: days }
decision: 已经续约的不用提醒，不列；期满当天还列，过了期满日不再列 | Renewed contracts need no reminder; listed up to the day on which the maintenance ends
*/
select
    contracts.contract_id,
    contracts.customer_id,
    contracts.site_id,
    contracts.manager_id,
    contracts.accepted_on,
    contracts.maintenance_ends_on,
    contracts.maintenance_ends_on - today.today as days_left,
    today.today - contracts.remind_by as reminder_overdue_days
from facts.contracts as contracts
cross join ledger.today as today
where contracts.remind_by <= today.today
    and contracts.maintenance_ends_on >= today.today
    and contracts.reminded_on is null
    and not contracts.is_renewed
