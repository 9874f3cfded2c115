/*
title: 项目移交按期率 | Handovers on time
about: 验收满两周的项目中，两周内移交完成且文档齐全的比例 | Share of the projects accepted two weeks ago or more that were handed over within two weeks with all documents
asks: 两周内完成项目移交工作
grain: one row per contract
area: projects
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [manager]
noun: 个项目 | projects
numerator: 按期移交 | handed over in time
denominator: 验收满两周 | accepted two weeks ago
known: today
decision: 归到验收的月份；验收未满两周的暂不计，即使已经移交；没有登记缺失文档数的不算齐全 | Placed in the month of the acceptance; not counted before the two weeks are over, though already handed over; papers that nobody counted are not complete
*/
select
    contract_id as key,
    accepted_on as event_at,
    handover_due_on as known_at,
    manager_id,
    cast(is_handed_over_in_time as integer) as numerator,
    1 as denominator
from facts.contracts
where accepted_on is not null
