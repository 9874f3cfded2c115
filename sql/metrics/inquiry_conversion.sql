/*
title: 询单转化率 | Inquiry conversion
about: 询单中已付款的比例 | Share of the inquiries that ended in a payment
asks: 争取订单转化
decision: 按询单计，不按买家去重；哪天付款都算，记在咨询的那一天。近几天的询单还可能付款，数值还会上升 | Counted by inquiry, not by buyer; a payment on any day counts, on the day of the inquiry. The last days still rise
grain: one row per inquiry
area: shops
kind: ratio
unit: percent
better: up
by: [site, agent]
minimum_n: 30
noun: 单 | inquiries
numerator: 已付款 | paid
denominator: 询单 | inquiries
*/
select
    order_id as key,
    inquired_at as event_at,
    site_id,
    agent_id,
    cast(paid_at is not null as integer) as numerator,
    1 as denominator
from facts.orders
where inquired_at is not null
