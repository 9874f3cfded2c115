/*
title: "DSR 服务态度 | DSR: service"
about: 近六个月买家评分的平均值；同一买家同店每个自然月只计前三次；目标是同行业当月均值 | Mean of the buyers' ratings of the last six months, of one buyer in one shop and calendar month the first three; held against the industry's mean of the month
asks: 保证店铺dsr得分高于行业均值
decision: 近六个月从六个月前同一天的次日算起（8 月 24 日看，从 2 月 25 日起；那个月没有这一天的，从下月 1 日起），平台规则没有写明从哪一天起；第四次起的评价整条不计；没有买家的评价无从去重，全部计入，这时与平台的分数会有出入 | The six months begin on the day after the same day six months ago (seen on 24 August, on 25 February; after the month's last day where it has no such day), as the rules name no day; from a buyer's fourth rating of the month on none of its items counts; ratings without a buyer all count, and the platform's own score may then differ
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
    service as numerator,
    1 as denominator
from facts.ratings
where counts_for_dsr and service is not null
