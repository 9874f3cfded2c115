/*
title: 退回行比例 | Rejected rows
about: 读入的行中因有错而退回的比例；已撤销的载入不计 | Share of the rows read that were rejected; loads that were undone are left out
asks: 數據填報真實性
grain: one row per accepted load
area: data
kind: ratio
unit: percent
better: down
target: "<= 0.01"
near: 0.005
by: [source, uploader]
decimals: 2
noun: 行 | rows
numerator: 退回 | rejected
denominator: 读入 | read
*/
select
    load as key,
    loaded_at as event_at,
    source,
    uploader,
    rejected as numerator,
    "read" as denominator,
    "read" as items
from ledger.loads
where status = 'accepted'
