/*
title: 投诉赔付金额 | Compensation paid
about: 本期办结的投诉赔付给客户的金额 | What was paid to customers for the complaints resolved in the period
grain: one row per complaint with a compensation
area: complaints
kind: sum
unit: CNY
better: down
by: [site, department, cause]
noun: 件 | complaints
*/
select
    complaint_id as key,
    resolved_at as event_at,
    site_id,
    department,
    cause,
    compensation as numerator
from facts.complaints
where compensation is not null
