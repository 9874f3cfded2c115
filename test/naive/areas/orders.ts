import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, SHOPS, timeOf } from "../awkward.ts";
import type { Data } from "../data.ts";
import { minutesBetween, p90, placed, ratio, sumOfMoney, yes } from "../metric.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { clock, dayOf, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    orders: Order;
  }
}

const UNPAID_HOURS: Policy = { rule: "unpaid_hours", text: 24, others: [1, 48] };

type Order = {
  order_id: string;
  shop_id: string | null;
  agent_id: string | null;
  inquired_at: string | null;
  placed_at: string | null;
  paid_at: string | null;
  promised_ship_at: string | null;
  shipped_at: string | null;
  exception: "none" | "out_of_stock" | "delay" | null;
  customer_notified_at: string | null;
  follow_up_at: string | null;
  return_requested_at: string | null;
  return_kind: "refund" | "exchange" | null;
  return_reason: string | null;
  return_closed_at: string | null;
  refund_amount: number | null;
  dispute: boolean | null;
};

const orders: NaiveSource<Order> = {
  columns: {
    order_id: "订单号",
    shop_id: "店铺",
    agent_id: "接待客服",
    inquired_at: "询单时间",
    placed_at: "下单时间",
    paid_at: "付款时间",
    promised_ship_at: "承诺发货时间",
    shipped_at: "发货时间",
    exception: { header: "异常类型", words: { none: "正常", out_of_stock: "缺货", delay: "延误" } },
    customer_notified_at: "通知客户时间",
    follow_up_at: "催付时间",
    return_requested_at: "申请退款时间",
    return_kind: { header: "售后类型", words: { refund: "退款", exchange: "换货" } },
    return_reason: "退换原因",
    return_closed_at: "售后完结时间",
    refund_amount: { header: "退款金额", cell: "money" },
    dispute: { header: "平台介入", cell: "bool" },
  },
  key: ["order_id"],
  happened: ["placed_at"],
  row: ({ days }) =>
    fc
      .record({
        order_id: numbered("O", 30),
        shop_id: nullable(fc.constantFrom(...SHOPS, "X98"), 8),
        agent_id: agent,
        start: timeOf(days),
        asked: fc.boolean(),
        placed: nullable(delay, 5),
        paid: nullable(delay, 3),
        promised: nullable(delay, 3),
        shipped: nullable(delay, 3),
        exception: nullable(fc.constantFrom("none", "out_of_stock", "delay")),
        notified: nullable(delay, 2),
        reminded: nullable(delay, 2),
        returned: nullable(delay, 2),
        return_kind: nullable(fc.constantFrom("refund", "exchange")),
        return_reason: nullable(fc.constantFrom("尺码不合", "质量问题")),
        closed: nullable(delay, 4),
        refund_amount: nullable(fc.constantFrom(0, 1, 9_900, 123_456), 2),
        dispute: nullable(fc.boolean(), 2),
      })
      .map(({ start, asked, placed, paid, promised, shipped, notified, reminded, returned, closed, ...row }): Order => {
        const after = (from: string | null, seconds: number | null): string | null =>
          seconds === null ? null : later(from ?? start, seconds);
        const placed_at = after(start, placed);
        const paid_at = after(placed_at, paid);
        const return_requested_at = after(paid_at, returned);
        return {
          ...row,
          inquired_at: asked ? start : null,
          placed_at,
          paid_at,
          promised_ship_at: after(paid_at, promised),
          shipped_at: after(paid_at, shipped),
          customer_notified_at: after(placed_at, notified),
          follow_up_at: after(placed_at, reminded),
          return_requested_at,
          return_closed_at: after(return_requested_at, closed),
        };
      }),
  most: 30,
  damages: [{ paid_at: "已付" }, { exception: "不明" }, { refund_amount: "1.234" }],
};

function orderMembers({ shop_id, agent_id, exception, return_kind, return_reason }: Order): Members {
  return { site: shop_id, agent: agent_id, exception, return_kind, return_reason };
}

const placedAt = ({ placed_at }: Order): string | null => placed_at;
const paidAt = ({ paid_at }: Order): string | null => paid_at;

/** When an order that nobody paid becomes one to follow up; null for one that was paid by then, or never placed. */
function unpaidAt(data: Data, { placed_at, paid_at }: Order): string | null {
  if (placed_at === null) return null;
  const limit = later(placed_at, policyOn(data, UNPAID_HOURS, dayOf(placed_at)) * 3600);
  return paid_at !== null && clock(paid_at) <= clock(limit) ? null : limit;
}

export const area: Area = {
  sources: { orders },
  reads: [],
  policies: [UNPAID_HOURS],
  metrics: {
    inquiry_conversion: ratio((data) =>
      placed(
        data.orders,
        orderMembers,
        ({ inquired_at }) => inquired_at,
        ({ paid_at }) => [yes(paid_at !== null), 1],
      ),
    ),
    unpaid_followed_up: ratio((data) =>
      placed(
        data.orders,
        orderMembers,
        placedAt,
        (order) => (unpaidAt(data, order) === null ? null : [yes(order.follow_up_at !== null), 1]),
        (order) => unpaidAt(data, order),
      ),
    ),
    on_time_shipment: ratio((data) =>
      placed(
        data.orders,
        orderMembers,
        ({ promised_ship_at }) => promised_ship_at,
        ({ promised_ship_at, shipped_at }) =>
          promised_ship_at === null
            ? null
            : [yes(shipped_at !== null && clock(shipped_at) <= clock(promised_ship_at)), 1],
      ),
    ),
    exception_notified: ratio((data) =>
      placed(data.orders, orderMembers, placedAt, ({ exception, customer_notified_at }) =>
        exception === null || exception === "none" ? null : [yes(customer_notified_at !== null), 1],
      ),
    ),
    return_rate: ratio((data) =>
      placed(data.orders, orderMembers, paidAt, ({ return_requested_at }) => [yes(return_requested_at !== null), 1]),
    ),
    refund_amount: sumOfMoney((data) =>
      placed(
        data.orders,
        orderMembers,
        ({ return_closed_at }) => return_closed_at,
        ({ refund_amount }) => (refund_amount === null ? null : [refund_amount, 1]),
      ),
    ),
    return_close_hours_p90: p90((data) =>
      placed(
        data.orders,
        orderMembers,
        ({ return_closed_at }) => return_closed_at,
        ({ return_requested_at, return_closed_at }) =>
          return_requested_at === null || return_closed_at === null
            ? null
            : [minutesBetween(return_requested_at, return_closed_at) / 60, 1],
      ),
    ),
    dispute_rate: ratio((data) =>
      placed(data.orders, orderMembers, paidAt, ({ dispute }) => [yes(dispute === true), 1]),
    ),
  },
  situations: {
    "an order paid at exactly 24 hours": (data) =>
      data.orders.some(
        ({ placed_at, paid_at }) =>
          placed_at !== null && paid_at !== null && minutesBetween(placed_at, paid_at) === 24 * 60,
      ),
    "an order shipped at the very moment promised": (data) =>
      data.orders.some(({ promised_ship_at, shipped_at }) => shipped_at !== null && shipped_at === promised_ship_at),
  },
};
