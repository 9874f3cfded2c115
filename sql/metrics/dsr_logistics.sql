/*
title: "DSR 物流服务 | DSR: logistics"
about: 近六个月买家评分的平均值；同一买家同店每个自然月只计前三次；目标是同行业当月均值 | Mean of the buyers' ratings of the last six months, of one buyer in one shop and calendar month the first three; held against the industry's mean of the month
asks: 保证店铺dsr得分高于行业均值
grain: one row per rating that counts
area: shops
kind: mean
window_months: 6
unit: score
better: up
near: 0.02
by: [site]
minimum_n: 30
decimals: 2
noun: 次 | ratings
numerator: 得分合计 | sum of ratings
denominator: 计分评价 | ratings that count
*/
select
    rating_id as key,
    rated_at as event_at,
    site_id,
    logistics as numerator,
    1 as denominator
from facts.ratings
where counts_for_dsr and logistics is not null
