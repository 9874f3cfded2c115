/*
title: 续约率 | Renewal rate
about: 维护期已满的合同中续约的比例 | Share of the contracts whose maintenance has ended that were renewed
grain: one row per contract with an end of maintenance
area: projects
kind: ratio
unit: percent
better: up
by: [manager]
minimum_n: 30
noun: 份合同 | contracts
numerator: 已续约 | renewed
denominator: 期满 | ended
decision: 没有写是否续约的算未续约 | A contract that does not say whether it was renewed was not
*/
select
    contract_id as key,
    maintenance_ends_on as event_at,
    manager_id,
    cast(is_renewed as integer) as numerator,
    1 as denominator
from facts.contracts
where maintenance_ends_on is not null
