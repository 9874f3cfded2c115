/*
title: DSR 与同行业相比 | DSR against industry
about: "高于均值时，（店铺分 − 均值）÷（最高分 − 均值）；低于均值时，（店铺分 − 均值）÷（均值 − 最低分），为负 | Above the mean: (shop − mean) ÷ (high − mean); below it: (shop − mean) ÷ (mean − low), so negative"
asks: 保证店铺dsr得分高于行业均值
decision: 与均值持平为 0；同行业那一侧没有差距（最高分或最低分等于均值，或没给）时无从比较，不给数；几项合看时先分别求和再相除 | Equal to the mean is 0; where the industry has no spread on that side (or names none) there is no value; several facets together are summed, then divided
grain: one row per shop, facet and day; a period takes those of its last day
snapshot: true
area: shops
kind: ratio
unit: percent
better: up
target: ">= 0"
grains: [month]
by: [site, facet]
noun: 项 | facets
numerator: 店铺分减均值 | shop less mean
denominator: 与最高（或最低）分的距离 | distance to the best (or worst)
*/
select
    site_id || ' ' || facet || ' ' || strftime(day, '%Y-%m-%d') as key,
    day as event_at,
    site_id,
    facet,
    shop_mean - industry_mean as numerator,
    case when shop_mean >= industry_mean then industry_high - industry_mean else industry_mean - industry_low end
        as denominator
from facts.dsr_days
-- A benchmark without a spread on that side says nothing about the distance.
where shop_mean is not null
    and case when shop_mean >= industry_mean then industry_high - industry_mean else industry_mean - industry_low end > 0
