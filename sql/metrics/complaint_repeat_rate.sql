/*
title: 重复投诉率 | Repeat complaint rate
about: 收到的投诉中，客户再次反映同样问题的比例 | Share of the complaints received in which a customer raised the same problem again
asks: 同样的问题被客户重复反映,加倍
decision: 填了原投诉编号的算重复；没填的，同一客户、同一类别在此前 30 天内投诉过就算（恰好 30 天也算，天数以接诉当天生效的为准）；同一时刻登记的两件分不出先后，互不算重复；缺客户或类别的无从比较，不算重复 | A complaint that names an earlier one is a repeat; otherwise one of the same customer and category after another in the 30 days before it (30 days to the moment included; the days that hold on the day count); two of the same moment have no order and are no repeat of each other; without a customer or a category there is nothing to compare
grain: one row per complaint
area: complaints
kind: ratio
unit: percent
better: down
by: [site, department, cause]
minimum_n: 30
noun: 件 | complaints
numerator: 重复投诉 | repeats
denominator: 收到 | received
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    department,
    cause,
    cast(is_repeat as integer) as numerator,
    1 as denominator
from facts.complaints
