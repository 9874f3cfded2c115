/*
title: 净推荐值 | NPS
about: 推荐者（9–10 分）比例减去贬损者（0–6 分）比例 | Share of promoters (9–10) less share of detractors (0–6)
asks: 推介程度
grain: one row per answered recommendation question
area: satisfaction
kind: ratio
unit: points
better: up
by: [site, campaign, tier]
minimum_n: 30
noun: 份 | answers
numerator: 推荐者减贬损者 | promoters less detractors
denominator: 答了推荐度的 | answers
*/
select
    survey_id as key,
    visited_at as event_at,
    site_id,
    campaign,
    tier,
    case when nps >= 9 then 1 when nps <= 6 then -1 else 0 end as numerator,
    1 as denominator
from facts.surveys
where nps is not null
