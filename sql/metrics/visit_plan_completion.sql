/*
title: 拜访计划完成率 | Visit plan completion
about: 本期计划的拜访中，在计划的月份里或之前完成的比例 | Share of the visits planned that were made in their month or before it
asks: 客户回访以季度为单位,分解到月,按计划执行
decision: 计划落实到月：当月任何一天完成都算，下月补的不算；本月还没做的也在分母里 | The plan is by month; any day of it is in time, a visit in the next month is not; those still to be made this month are in the denominator
grain: one row per planned visit
area: customers
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [agent, tier]
noun: 次 | visits
numerator: 按计划完成 | made as planned
denominator: 计划 | planned
*/
select
    visit_id as key,
    planned_on as event_at,
    agent_id,
    tier,
    cast(is_done_in_time as integer) as numerator,
    1 as denominator
from facts.visits
