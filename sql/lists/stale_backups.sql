/*
title: 备份过期系统 | Systems with a stale backup
about: 维护期内的系统中，24 小时内没有成功备份，或者两个月内没有做过恢复演练的 | Systems in maintenance without a good backup in 24 hours, or without a restore test in two months
asks: 数据在两个月内有变化,或者丢失,都能够找到并恢复回去
grain: one row per system
area: projects
group: worklist
sort: [hours_since_backup desc, days_since_restore_test desc, site_id]
filters: [site_id, manager_id]
columns:
  site_id: 系统 | System
  manager_id: 负责人 | Manager
  is_backed_up: 备份有效 | Backup is fresh
  backed_up_at: 上次成功备份 | Last good backup
  hours_since_backup: { title: 距今小时 | Hours since, unit: hours }
  is_restore_tested: 演练有效 | Restore test is fresh
  restore_tested_at: 上次恢复演练 | Last restore test
  days_since_restore_test: { title: 距今天数 | Days since, unit: days }
decision: 从来没有备份或演练过的，上次那一栏空着 | A system that was never backed up or tested has no last time
*/
select
    backup_days.site_id,
    backup_days.manager_id,
    backup_days.is_backed_up,
    backup_days.backed_up_at,
    epoch_us(backup_days.moment - backup_days.backed_up_at) / 3600e6 as hours_since_backup,
    backup_days.is_restore_tested,
    backup_days.restore_tested_at,
    backup_days.day - cast(backup_days.restore_tested_at as date) as days_since_restore_test
from facts.backup_days as backup_days
join ledger.today as today on today.today = backup_days.day
where not (backup_days.is_backed_up and backup_days.is_restore_tested)
