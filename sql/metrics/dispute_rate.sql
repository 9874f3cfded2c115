/*
title: 纠纷率 | Dispute rate
about: 已付款的订单中有纠纷（平台介入）的比例 | Share of the paid orders over which the platform was called in
asks: 遇到客诉问题,积极主动联系用户并进行安抚
decision: 分母是全部已付款订单，没记纠纷的视为没有；不论平台判给哪一方 | The denominator is all paid orders; where nothing is noted there was none, and whoever won counts alike
grain: one row per paid order
area: shops
kind: ratio
unit: percent
better: down
by: [site, agent]
minimum_n: 30
noun: 单 | orders
numerator: 有纠纷 | disputed
denominator: 已付款 | paid
*/
select
    order_id as key,
    paid_at as event_at,
    site_id,
    agent_id,
    cast(has_dispute as integer) as numerator,
    1 as denominator
from facts.orders
where paid_at is not null
