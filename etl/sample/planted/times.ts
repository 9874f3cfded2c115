import { factQuery, planted } from "./fact.ts";
import type { Planting } from "./planting.ts";

const complaint = {
  channel: "电话",
  department: "工程部",
  category: "水压不足",
  cause: "不及时",
  severity: "一般",
  escalation: "无",
  content: "客户反映水压不足，多次上门没有解决",
};
const revisit = { campaign: "投诉回访", method: "电话", outcome: "已完成", score: 5, recorded_fully: "是" };
const ticket = {
  kind: "报修",
  category: "水压不足",
  channel: "电话",
  priority: "中",
  team: "维修二班",
  status: "已归档",
  reopened: 0,
  contacts: 1,
};

/** Times that cannot be: what must come later is earlier, or lies after the day of loading. */
export const timesPlanting: Planting = {
  plants: [
    {
      source: "surveys",
      /* prettier-ignore */
      rows: [
        { ...revisit, plant: "revisited before it was done", survey_id: "HF260609-90001", campaign: "维修回访", ticket_id: "WO260609-90001", customer_id: "0090002", site_id: "XQ09", agent_id: "KF003", due_from: "2026-06-10 16:24", visited_at: "2026-06-10 09:13", score: 4 },
        { ...revisit, plant: "revisited before it was done", survey_id: "HF260716-90001", campaign: "维修回访", ticket_id: "WO260716-90001", customer_id: "0070001", site_id: "XQ07", agent_id: "KF001", due_from: "2026-07-17 11:42", visited_at: "2026-07-16 15:37" },
        { ...revisit, plant: "revisited in the future", survey_id: "HF260806-90001", campaign: "维修回访", customer_id: "0060001", site_id: "XQ06", agent_id: "KF002", due_from: "2026-08-06 17:08", visited_at: "2026-11-07 10:26", score: 4 },
      ],
    },
    {
      source: "complaints",
      /* prettier-ignore */
      rows: [
        { ...complaint, plant: "revisited before it was settled", complaint_id: "TS2606-90001", customer_id: "0110001", site_id: "XQ11", agent_id: "WX1003", received_at: "2026-06-16 10:27", accepted_at: "2026-06-16 10:34", first_reply_at: "2026-06-16 10:56", resolved_at: "2026-06-18 15:41", replied_at: "2026-06-18 15:41", revisited_at: "2026-06-17 14:08", satisfied: "是", substantiated: "否", process: "请维修班复查，现场已处理", result: "已复修，客户认可" },
        { ...complaint, plant: "revisited in the future", complaint_id: "TS2607-90011", customer_id: "0110002", site_id: "XQ11", agent_id: "WX1002", received_at: "2026-07-27 16:18", accepted_at: "2026-07-27 16:23", first_reply_at: "2026-07-27 16:49", resolved_at: "2026-07-29 11:03", replied_at: "2026-07-29 11:03", revisited_at: "2026-10-30 10:22", satisfied: "是", substantiated: "否", process: "查看现场照片，当日安排复修", result: "已更换配件，客户认可" },
      ],
    },
    {
      source: "tickets",
      /* prettier-ignore */
      rows: [
        { ...ticket, plant: "for a revisit", ticket_id: "WO260609-90001", customer_id: "0090002", site_id: "XQ09", agent_id: "WX1004", team: "维修一班", created_at: "2026-06-10 10:51", first_response_at: "2026-06-10 11:08", resolved_at: "2026-06-10 16:24", closed_at: "2026-06-12 09:17", subject: "水压不足" },
        { ...ticket, plant: "for a revisit", ticket_id: "WO260716-90001", customer_id: "0070001", site_id: "XQ07", agent_id: "WX1001", team: "维修一班", created_at: "2026-07-16 16:29", first_response_at: "2026-07-16 16:43", promised_at: "2026-07-17 12:00", deferred_reason: "待配件", resolved_at: "2026-07-17 11:42", closed_at: "2026-07-18 14:52", subject: "水压不足" },
        { ...ticket, plant: "answered after it was settled", ticket_id: "WO260714-90001", customer_id: "0020001", site_id: "XQ02", agent_id: "WX2003", created_at: "2026-07-14 14:36", first_response_at: "2026-07-14 16:41", resolved_at: "2026-07-14 15:12", closed_at: "2026-07-15 20:28", subject: "水压不足" },
        { ...ticket, plant: "settled in the future", ticket_id: "WO260805-90001", customer_id: "0030002", site_id: "XQ03", agent_id: "WX1005", team: "维修一班", created_at: "2026-08-05 09:44", first_response_at: "2026-08-05 10:02", resolved_at: "2026-10-08 09:31", status: "已解决", subject: "水压不足" },
      ],
    },
    {
      source: "calls",
      /* prettier-ignore */
      rows: [
        { plant: "answered after it ended", call_id: "HD260703-90001", queue: "物业热线", is_outbound: false, site_id: "XQ03", agent_id: "KF001", started_at: "2026-07-03 10:14:08", answered_at: "2026-07-03 10:14:31", ended_at: "2026-07-03 10:14:22", result: "已接" },
        { plant: "answered after it ended", call_id: "HD260729-90001", queue: "电商客服", is_outbound: false, site_id: "DP01", agent_id: "DS003", started_at: "2026-07-29 15:41:33", answered_at: "2026-07-29 15:42:03", ended_at: "2026-07-29 15:41:50", result: "已接" },
      ],
    },
    {
      source: "bills",
      /* prettier-ignore */
      rows: [
        { plant: "paid before it was made", bill_id: "S2607-0039003", customer_id: "0039003", site_id: "XQ03", collector_id: "GL003", fee_kind: "水费", period: "2026-07-01", due_on: "2026-07-10", amount: "48.30" },
        { plant: "paid before it was made", bill_id: "W2608-0039002", customer_id: "0039002", site_id: "XQ03", collector_id: "GL003", fee_kind: "物业费", period: "2026-08-01", due_on: "2026-08-10", amount: "203.50" },
      ],
    },
    {
      source: "payments",
      /* prettier-ignore */
      rows: [
        { plant: "paid before it was made", payment_id: "S2607-0039003/1", bill_id: "S2607-0039003", paid_on: "2026-06-12", paid: 48.3, method: "前台现金" },
        { plant: "paid before it was made", payment_id: "W2608-0039002/1", bill_id: "W2608-0039002", paid_on: "2026-07-09", paid: 203.5, method: "前台现金" },
      ],
    },
    {
      source: "orders",
      /* prettier-ignore */
      rows: [
        { plant: "paid before it was placed", order_id: "DD26070699001", shop_id: "DP02", agent_id: "DS001", placed_at: "2026-07-06 16:32", paid_at: "2026-07-06 11:47", amount: "76.40", promised_ship_at: "2026-07-08 11:47", shipped_at: "2026-07-07 15:26", promised_delivery_at: "2026-07-11 15:26", delivered_at: "2026-07-09 18:03", exception: "正常" },
        { plant: "paid before it was placed", order_id: "DD26081199001", shop_id: "DP01", agent_id: "DS004", placed_at: "2026-08-11 20:18", paid_at: "2026-08-10 22:09", amount: "1154.00", promised_ship_at: "2026-08-12 22:09", shipped_at: "2026-08-12 14:37", promised_delivery_at: "2026-08-16 14:37", delivered_at: "2026-08-14 11:52", exception: "正常" },
        { plant: "delivered in the future", order_id: "DD26081399001", shop_id: "DP01", agent_id: "DS002", placed_at: "2026-08-13 12:26", paid_at: "2026-08-13 12:28", amount: "329.00", promised_ship_at: "2026-08-15 12:28", shipped_at: "2026-08-14 17:08", promised_delivery_at: "2026-08-18 17:08", delivered_at: "2026-09-16 13:41", exception: "正常" },
      ],
    },
    {
      source: "inspections",
      /* prettier-ignore */
      rows: [
        { plant: "mended in the future", inspection_id: "XG260806XQ11-9", kind: "管网巡查", site_id: "XQ11", inspector_id: "GL003", inspected_at: "2026-08-06 10:13", duration_minutes: 41, recorded: true, anomaly: "7 号楼阀门锈死", severity: "一般", reported_at: "2026-08-06 11:27", fixed_at: "2026-12-08 15:02" },
      ],
    },
    {
      source: "tasks",
      /* prettier-ignore */
      rows: [
        { plant: "done in the future", task_id: "ZG2608-94", kind: "整改", department: "工程部", owner_id: "WX2001", site_id: "XQ08", title: "泵房门锁更换", raised_on: "2026-08-03", due_on: "2026-08-21", done_on: "2026-09-19" },
      ],
    },
  ],
  facts: facts(),
};

function facts(): string[] {
  const order = (source: string, plant: string, zh: string, en: string, month?: string): string =>
    factQuery({
      layer: "authenticity",
      id: "impossible_order",
      source,
      keys: planted(source, plant),
      ...(month === undefined ? {} : { month }),
      zh,
      en,
    });
  const future = (source: string, plant: string, zh: string, en: string): string =>
    factQuery({ layer: "authenticity", id: "future_dates", source, keys: planted(source, plant), zh, en });
  return [
    ...["HF260609-90001 2026-06-01", "HF260716-90001 2026-07-01"].map((line) =>
      factQuery({
        layer: "authenticity",
        id: "impossible_order",
        source: "surveys",
        keys: `select '${line.slice(0, 14)}' as key`,
        month: line.slice(15),
        zh: "回访早于服务完成",
        en: "Revisited before the service was done",
      }),
    ),
    order(
      "complaints",
      "revisited before it was settled",
      "回访早于办结",
      "Revisited before it was settled",
      "2026-06-01",
    ),
    order("calls", "answered after it ended", "接听晚于挂断", "Answered after it had ended", "2026-07-01"),
    order("payments", "paid before it was made", "缴费早于开账", "Paid before it was billed"),
    order(
      "tickets",
      "answered after it was settled",
      "首次响应晚于解决",
      "First answered after it was settled",
      "2026-07-01",
    ),
    order("orders", "paid before it was placed", "付款早于下单", "Paid before it was placed"),
    ...rejected(),
    future(
      "tickets",
      "settled in the future",
      "8 月的工单，完成时间写成 10 月 8 日",
      "A ticket of August settled on 8 October",
    ),
    future("complaints", "revisited in the future", "回访时间写成 10 月 30 日", "Revisited on 30 October"),
    future("surveys", "revisited in the future", "回访时间写成 11 月 7 日", "Revisited on 7 November"),
    future("orders", "delivered in the future", "签收时间写成 9 月 16 日", "Delivered on 16 September"),
    future("inspections", "mended in the future", "整改时间写成 12 月 8 日", "Mended on 8 December"),
    future("tasks", "done in the future", "完成日期写成 9 月 19 日", "Done on 19 September"),
  ];
}

/** Ends before their starts that the contracts know of: loading rejects them, and the ledger keeps them. */
function rejected(): string[] {
  const at = (source: string, keys: string): string =>
    factQuery({
      layer: "authenticity",
      id: "impossible_order",
      expected: "rejected",
      source,
      keys,
      zh: "结束早于开始，载入时退回",
      en: "It ends before it starts, and loading rejects it",
    });
  const numbered = (key: string, table: string, order: string, number: number): string =>
    `select ${key} as key from (select *, row_number() over (order by ${order}) as number from ${table}) where number = ${number}`;
  return [
    at("tickets", "select 'BL260823-005' as key"),
    at("complaints", numbered("complaint_id", "complaints", "received_at, i", 57)),
    at("calls", "select call_id as key from calls where i = 511"),
    at("orders", "select order_id as key from orders where o = 260"),
    at("tasks", numbered("task_id", "tasks", "raised_on, task_id", 40)),
    at("posts", numbered("post_id", "posts", "posted_at, post_id", 20)),
    at("waits", "select wait_id as key from waits where i = 59"),
    at(
      "shifts",
      numbered(
        "shift_id",
        "(from duty where day >= date '2025-08-01' and not is_struck)",
        "day, queue, slot, person",
        211,
      ),
    ),
  ];
}
