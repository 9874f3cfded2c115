/*
title: 备份有效率 | Systems with a fresh backup
about: 维护期内的系统按天计，24 小时内有成功备份、两个月内做过恢复演练的比例 | Of the systems in maintenance, counted by day, the share with a good backup within 24 hours and a restore test within two months
asks: 数据在两个月内有变化,或者丢失,都能够找到并恢复回去
grain: one row per system in maintenance and day
area: projects
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site]
noun: 系统·天 | system days
numerator: 备份有效 | backed up and tested
denominator: 维护期内 | in maintenance
decision: 每天看当天结束时，今天看数据截至的时刻；从备份记录的第一天和系统终验日中较晚的一天起，到合同或名录写明的期满日止，都没写明的一直计入 | A day is judged at its end, today at the moment the data goes to; from the later of the first day of the backup log and the system's acceptance, up to the end that contract or list state, always where neither does
*/
select
    site_id || ' ' || strftime(day, '%Y-%m-%d') as key,
    day as event_at,
    site_id,
    cast(is_backed_up and is_restore_tested as integer) as numerator,
    1 as denominator
from facts.backup_days
