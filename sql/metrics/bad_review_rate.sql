/*
title: 中差评率 | Neutral and bad reviews
about: 评价中中评和差评的比例 | Share of reviews that are neutral or bad
asks: 尽最大程度减少差评率
decision: 分母是写明好评、中评或差评的评价，不是订单数，也不是咨询数 | The denominator is reviews that say good, neutral or bad, neither orders nor inquiries
grain: one row per review
area: shops
kind: ratio
unit: percent
better: down
by: [site, agent]
minimum_n: 30
noun: 条 | reviews
numerator: 中评和差评 | neutral and bad
denominator: 评价 | reviews
*/
select
    rating_id as key,
    rated_at as event_at,
    site_id,
    agent_id,
    cast(sentiment in ('neutral', 'bad') as integer) as numerator,
    1 as denominator
from facts.ratings
where sentiment is not null
