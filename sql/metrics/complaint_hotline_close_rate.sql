/*
title: 400 投诉办结率 | Hotline complaint closure
about: 400 投诉电话收到的投诉中已经办结的比例 | Share of the complaints received on the hotline that have been resolved
asks: 要求各項目高度重視400投訴,在第一時間內盡快解決業主訴求
grain: one row per complaint on the hotline
area: complaints
kind: ratio
unit: percent
better: up
target: ">= 1.00"
by: [site]
noun: 件 | complaints
numerator: 已办结 | resolved
denominator: 400 收到 | received on the hotline
*/
select
    complaint_id as key,
    received_at as event_at,
    site_id,
    cast(resolved_at is not null as integer) as numerator,
    1 as denominator
from facts.complaints
where channel = 'hotline'
