/*
title: 期满提醒率 | Expiry reminders
about: 维护期已满的合同中，提前三个月以上提醒过的比例 | Share of the contracts whose maintenance has ended for which a reminder was given at least three months before
asks: 项目免费维护期满前三个月
grain: one row per contract with an end of maintenance
area: projects
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [manager]
noun: 份合同 | contracts
numerator: 提前提醒 | reminded in time
denominator: 期满 | ended
decision: 归到期满的月份，所以期满后才计入；三个月内将要期满的看待办“三个月内期满” | Placed in the month in which the maintenance ends, and so counted once it has ended; those that end within three months are in the worklist
*/
select
    contract_id as key,
    maintenance_ends_on as event_at,
    manager_id,
    cast(is_reminded_in_time as integer) as numerator,
    1 as denominator
from facts.contracts
where maintenance_ends_on is not null
