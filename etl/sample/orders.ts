import type { Export } from "./export.ts";
import { customersBy } from "./world.ts";
import { withPlanted } from "./planted/plant.ts";

/**
 * View `orders`: three rows for each rating, in the order of the ratings: the order that is rated, one that is not, and
 * one that came to nothing (mostly a question without an order). `o` decides their chances.
 */
export const ordersView = `create view orders as
  with parts as (
    -- Unnested in the list and not in FROM, where it would become a join that keeps no order.
    select i, day, number_in_day, shop_id, is_brushed, rated_at, unnest([1, 2, 3]) as part from ratings
  ),
  begun as (
    select *,
      i * 3 + part as o,
      -- Ratings name orders of six days before.
      case part when 1 then day - 6 else day end as placed_day,
      'DD' || strftime(placed_day, '%y%m%d') || lpad(cast(case part when 1 then number_in_day when 2 then 4000 + number_in_day else 7000 + number_in_day end as varchar), 4, '0') as order_id,
      shop_id = 'DP02' and placed_day >= date '2026-04-25' as is_crushed,
      part = 3 and u(o, 'order/asks') < 0.68 as is_question,
      cast(placed_day as timestamp) + minutes(480 + 900 * pow(u(o, 'order/placed'), 0.8)) as begun_at,
      u(o, 'order/asked') < case part when 3 then 0.5 else 0.6 end as is_asked,
      -- Prices spread over two powers of ten, each digit as often as it should be first.
      cast(pow(10, case shop_id when 'DP01' then 1.7 when 'DP02' then 1.2 else 0.9 end + 2 * u(o, 'order/price')) as decimal(10, 2)) as price,
      u(o, 'order/exception') as exception_u
    from parts
  ),
  paid as (
    select *,
      case when not is_question then begun_at end as placed_at,
      case when is_question then begun_at when is_asked and not is_brushed then begun_at - minutes(4 + 86 * u(o, 'order/asking')) end as inquired_at,
      part = 2 and u(o, 'order/hesitates') < 0.05 as hesitates,
      case when part < 3 then placed_at + minutes(case when hesitates then 1500 + 1800 * u(o, 'order/pays') else 1 + 50 * pow(u(o, 'order/pays'), 4) end) end as paying_at,
      case when (part = 3 or hesitates) and u(o, 'order/followed') < 0.9 then placed_at + minutes(150 + 1200 * u(o, 'order/follow up')) end as following_at,
      case when part = 3 then null
        when is_crushed then case when exception_u < 0.12 then '物流延误' when exception_u < 0.2 then '破损' when exception_u < 0.22 then '缺货' else '正常' end
        when exception_u < 0.022 then '缺货' when exception_u < 0.045 then '物流延误' when exception_u < 0.057 then '地址有误'
        when exception_u < 0.068 then '破损' when exception_u < 0.073 then '其他' else '正常' end as exception
    from begun
  ),
  sent as (
    select *,
      u(o, 'order/late') < case when exception = '缺货' then 0.7 when is_crushed then 0.3 else 0.03 end as is_late,
      paying_at + minutes(case when is_late then 2950 + 2400 * u(o, 'order/ships') else 60 + 2500 * u(o, 'order/ships') end) as shipping_at,
      case when exception <> '正常' and u(o, 'order/told') < 0.94 then paying_at + minutes(90 + 1700 * u(o, 'order/telling')) end as telling_at
    from paid
  ),
  arrived as (
    select *,
      case when part = 1 then least(rated_at - minutes(40 + 200 * u(o, 'order/rates')), delivered) else delivered end as delivering_at
    from (select *, shipping_at + minutes(1300 + 2900 * u(o, 'order/travels') + case when exception = '物流延误' then 3600 else 0 end) as delivered from sent)
  ),
  returned as (
    select *,
      part < 3 and u(o, 'order/returned') < case when is_crushed then 0.15 when shop_id = 'DP02' then 0.065 else 0.055 end as is_returned,
      case when is_returned then delivering_at + minutes(200 + 8000 * pow(u(o, 'order/asks back'), 1.5)) end as requesting_at,
      case when is_returned then pick(['退款', '退款', '退货', '退货', '换货'], o, 'order/kind') end as return_kind,
      case when is_returned then requesting_at + minutes(exp(ln(60 * 24) + 0.75 * z(o, 'order/closing'))) end as closing_at
    from arrived
  )
  select o, order_id, shop_id, placed_day, is_crushed, inquired_at, known(placed_at) as placed_at, known(paying_at) as paid_at,
    'DS00' || cast(1 + hash(o) % 5 as varchar) as agent_id,
    case when u(o, 'order/member') < 0.25 then
      customer_prefix || lpad(cast(1 + cast(floor(u(o, 'order/customer') * ${customersBy("customers", "placed_day")}) as bigint) as varchar), 4, '0') end as customer_id,
    case when placed_at is not null then price end as amount,
    case when known(paying_at) is not null then paying_at + interval 48 hours end as promised_ship_at,
    known(shipping_at) as shipped_at,
    case when known(shipping_at) is not null then shipping_at + interval 96 hours end as promised_delivery_at,
    known(delivering_at) as delivered_at,
    case when known(paying_at) is not null then exception end as exception,
    known(telling_at) as customer_notified_at,
    known(following_at) as follow_up_at,
    known(requesting_at) as return_requested_at,
    case when known(requesting_at) is not null then return_kind end as return_kind,
    case when known(requesting_at) is not null then case when is_crushed then pick(['物流破损', '物流破损', '送得太慢', '不想要了'], o, 'order/reason')
      else pick(['不想要了', '不想要了', '尺寸不合适', '与描述不符', '质量问题', '拍错了'], o, 'order/reason') end end as return_reason,
    known(closing_at) as return_closed_at,
    case when known(closing_at) is not null and return_kind <> '换货'
      then case when return_kind = '退款' and u(o, 'order/partly') < 0.3 then cast(price * 0.5 as decimal(10, 2)) else price end end as refund_amount,
    case when known(requesting_at) is not null and u(o, 'order/dispute') < case when is_crushed then 0.2 else 0.09 end then '是' end as dispute
  from returned
  join (select site_id, customers, customer_prefix from sites) on site_id = shop_id`;

/** Faults by row: 150 has the letter O in its amount, 260 was shipped before it was paid, 1111 comes twice. */
export const ordersExport: Export = {
  file: "订单与售后.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ",",
  lineEnd: "\n",
  query: `
    with twice as (select *, unnest(case when o = 1111 then [1, 2] else [1] end) as copy from orders)
    select order_id as 订单编号, shop_id as 店铺编号, customer_id as 客户编号, agent_id as 接待客服,
      minute_text(inquired_at) as 咨询时间, minute_text(placed_at) as 下单时间, minute_text(paid_at) as 付款时间,
      case when o = 150 then '1O8.00' else cast(amount as varchar) end as 订单金额,
      minute_text(promised_ship_at) as 承诺发货时间,
      minute_text(case when o = 260 then coalesce(paid_at, placed_at, inquired_at) - interval 1 day else shipped_at end) as 发货时间,
      minute_text(promised_delivery_at) as 承诺送达时间, minute_text(delivered_at) as 签收时间,
      exception as 异常类型, minute_text(customer_notified_at) as 通知客户时间, minute_text(follow_up_at) as 催付时间,
      minute_text(return_requested_at) as 申请退款时间, return_kind as 售后类型, return_reason as 退款原因,
      minute_text(return_closed_at) as 售后完结时间, cast(refund_amount as varchar) as 退款金额, dispute as 平台介入
    from ${withPlanted("orders", "twice")}`,
};
