/*
title: 扣罚金额 | Penalties
about: 各项奖惩规则算出的扣罚合计；奖励、暂扣和排名不计 | Fines that the rules come to; rewards, pay withheld and rankings are left out
asks: 相应电话负责人乐捐50元/次
grain: one row per fine
area: people
kind: sum
unit: CNY
better: down
grains: [month, quarter, year, all]
by: [agent, site, rule]
noun: 笔 | fines
numerator: 扣罚 | fines
*/
select
    rule || ' ' || key as key,
    month as event_at,
    agent_id,
    site_id,
    rule,
    amount as numerator
from accountability.findings
where effect = 'fine' and amount is not null
