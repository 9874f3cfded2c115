/*
title: 漏损金额 | Leak losses
about: 巡查中发现的漏水损失合计 | Losses from leaks that inspections found
asks: 因巡查不到位,由漏水造成的损失,由小区责任人按损失金额的10%进行扣罚
grain: one row per inspection that states a loss
area: inspections
kind: sum
unit: CNY
better: down
by: [site]
noun: 次 | leaks
*/
select
    inspection_id as key,
    inspected_at as event_at,
    site_id,
    loss_amount as numerator
from facts.inspections
where loss_amount <> 0
