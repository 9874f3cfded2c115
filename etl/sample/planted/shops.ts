import { factQuery, planted } from "./fact.ts";
import type { Planting } from "./planting.ts";

const order = { shop_id: "DP01", agent_id: "DS002", amount: "268.00" };
const rating = { shop_id: "DP01", agent_id: "DS003", description: 4, service: 5, logistics: 2 };

/** Orders and reviews of the shops' worklists. */
export const shopsPlanting: Planting = {
  plants: [
    {
      source: "orders",
      /* prettier-ignore */
      rows: [
        { ...order, plant: "unpaid", order_id: "DD26082199001", placed_at: "2026-08-21 14:22" },
        { ...order, plant: "unpaid", order_id: "DD26082299001", shop_id: "DP03", placed_at: "2026-08-22 20:51", inquired_at: "2026-08-22 20:33", amount: "59.90" },
        { ...order, plant: "unpaid, followed up", order_id: "DD26082199002", placed_at: "2026-08-21 09:47", follow_up_at: "2026-08-22 10:16", amount: "1380.00" },
        { ...order, plant: "paid", order_id: "DD26082199003", placed_at: "2026-08-21 19:03", paid_at: "2026-08-21 19:05", promised_ship_at: "2026-08-23 19:05", shipped_at: "2026-08-22 16:28", promised_delivery_at: "2026-08-26 16:28", exception: "正常", amount: "147.30" },
      ],
    },
    {
      source: "ratings",
      /* prettier-ignore */
      rows: [
        { ...rating, plant: "bad and unanswered", rating_id: "PJ26082290001", order_id: "DD26081690001", buyer_id: "tb_9000001", rated_at: "2026-08-22 12:41", logistics: 1, sentiment: "差评", comment: "外箱压坏，联系两天没人回" },
        { ...rating, plant: "bad and unanswered", rating_id: "PJ26082190001", order_id: "DD26081590001", buyer_id: "tb_9000002", rated_at: "2026-08-21 21:18", sentiment: "中评", comment: "到得太慢，东西还行" },
        { ...rating, plant: "bad, answered", rating_id: "PJ26082090001", order_id: "DD26081490001", buyer_id: "tb_9000003", rated_at: "2026-08-20 15:37", logistics: 1, sentiment: "差评", comment: "少发一个接头", replied_at: "2026-08-20 17:02" },
      ],
    },
  ],
  facts: [
    factQuery({
      layer: "worklists",
      id: "unpaid_orders",
      source: "orders",
      keys: planted("orders", "unpaid"),
      zh: "两笔已下单、未付款、没有跟进",
      en: "Two orders placed, not paid and not followed up",
    }),
    factQuery({
      layer: "worklists",
      id: "unpaid_orders",
      expected: "absent",
      source: "orders",
      keys: `${planted("orders", "unpaid, followed up")} union all ${planted("orders", "paid")}`,
      zh: "一笔已跟进，一笔已付款",
      en: "One was followed up, one is paid",
    }),
    factQuery({
      layer: "worklists",
      id: "reviews_unanswered",
      source: "ratings",
      keys: planted("ratings", "bad and unanswered"),
      zh: "一条差评、一条中评没有回复",
      en: "A bad and a neutral review without an answer",
    }),
    factQuery({
      layer: "worklists",
      id: "reviews_unanswered",
      expected: "absent",
      source: "ratings",
      keys: planted("ratings", "bad, answered"),
      zh: "差评，当天已回复",
      en: "A bad review, answered on the day",
    }),
  ],
};
