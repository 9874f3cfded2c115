import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import { readContracts } from "../../etl/contract.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { openStore, type Store } from "../../etl/store.ts";

const now = new Date("2026-08-24T06:12:00+08:00");

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heng-load-sample-"));
  store = await openStore({ dataFolder: folder, contracts: await readContracts("etl/sources"), log: () => {} });
  for (const file of EXPECTED.map(([file]) => file)) {
    outcomes.set(file, await loadFile(store, { path: join("data/sample", file), uploader: "test", now }));
  }
});
afterAll(async () => {
  store.close();
  await rm(folder, { recursive: true, force: true });
});

const outcomes = new Map<string, LoadOutcome>();

type Expected = [file: string, source: string, counts: number[], reasons: Record<string, number>];

/** counts: read = loaded + updated + unchanged + rejected + blank. The faults are those of etl/sample/README.md. */
const EXPECTED: Expected[] = [
  ["小区与店铺.csv", "sites", [22, 22, 0, 0, 0, 0], {}],
  ["员工.csv", "agents", [47, 47, 0, 0, 0, 0], {}],
  ["客户档案.csv", "customers", [364, 361, 0, 1, 0, 2], {}],
  ["工单_2024-2026.csv", "tickets", [6022, 6022, 0, 0, 0, 0], {}],
  [
    "工单_补录.csv",
    "tickets",
    [19, 4, 4, 3, 7, 1],
    { bad_ts: 1, cell_count: 1, end_before_start: 1, required: 2, unknown_word: 2 },
  ],
  ["投诉登记.csv", "complaints", [258, 254, 0, 0, 4, 0], { end_before_start: 1, required: 1, unknown_word: 2 }],
  ["回访记录.csv", "surveys", [2440, 2436, 0, 1, 3, 0], { bad_score: 1, bad_ts: 1, required: 1 }],
  ["应收账单.csv", "bills", [9312, 9309, 0, 0, 3, 0], { bad_date: 1, bad_money: 1, required: 1 }],
  ["实收流水.csv", "payments", [9354, 9350, 0, 1, 1, 2], { bad_date: 1 }],
  ["店铺评价.csv", "ratings", [1504, 1502, 0, 1, 1, 0], { required: 1 }],
  ["同行业DSR.csv", "industry_ratings", [225, 225, 0, 0, 0, 0], {}],
  ["目标值.csv", "targets", [59, 59, 0, 0, 0, 0], {}],
  ["工单流水.csv", "ticket_events", [2030, 2028, 0, 0, 2, 0], { required: 1, unknown_word: 1 }],
  ["催收记录.csv", "collections", [359, 356, 0, 1, 1, 1], { bad_ts: 1 }],
  ["订单与售后.csv", "orders", [4828, 4825, 0, 1, 2, 0], { bad_money: 1, end_before_start: 1 }],
  ["服务电话话单.csv", "calls", [3475, 3471, 0, 1, 3, 0], { end_before_start: 1, required: 1, unknown_word: 1 }],
  ["排班与在线.csv", "shifts", [6373, 6370, 0, 1, 2, 0], { end_before_start: 1, required: 1 }],
  ["巡查巡检.csv", "inspections", [5811, 5808, 0, 1, 2, 0], { bad_ts: 1, unknown_word: 1 }],
  ["事项与交付物.csv", "tasks", [2536, 2533, 0, 1, 2, 0], { end_before_start: 1, required: 1 }],
  ["维护合同与移交.csv", "contracts", [156, 156, 0, 0, 0, 0], {}],
  ["系统变更.csv", "changes", [1013, 1011, 0, 1, 1, 0], { required: 1 }],
  ["备份记录.csv", "backups", [2289, 2287, 0, 1, 1, 0], { bad_bool: 1 }],
  ["客户拜访计划.csv", "visits", [458, 456, 0, 1, 1, 0], { bad_date: 1 }],
  ["短信与邮件群发.csv", "messages", [2681, 2678, 0, 1, 1, 1], { required: 1 }],
  ["论坛与留言.csv", "posts", [1050, 1048, 0, 0, 2, 0], { end_before_start: 1, required: 1 }],
  ["候诊记录.csv", "waits", [2521, 2518, 0, 1, 2, 0], { end_before_start: 1, required: 1 }],
  ["考核评分.csv", "appraisals", [3990, 3988, 0, 1, 1, 0], { bad_rate: 1 }],
  ["工作时间.csv", "calendars", [50, 50, 0, 0, 0, 0], {}],
  ["节假日与调休.csv", "calendar_days", [8, 8, 0, 0, 0, 0], {}],
  ["时效标准.csv", "sla_policies", [10, 10, 0, 0, 0, 0], {}],
  ["金额与阈值.csv", "amounts", [7, 7, 0, 0, 0, 0], {}],
];

test.each(EXPECTED)("%s is known as %s and every row of it is accounted for", (file, source, counts, reasons) => {
  const { status, message, ...outcome } = outcomes.get(file) ?? expect.fail(`${file} was not loaded`);
  expect({ status, message }).toEqual({ status: "accepted", message: null });
  expect(outcome.source).toBe(source);
  const { read, loaded, updated, unchanged, rejected, blank } = outcome;
  expect([read, loaded, updated, unchanged, rejected, blank]).toEqual(counts);
  expect(outcome.reasons).toEqual(reasons);
});

async function ask(query: string): Promise<unknown[][]> {
  const result = await store.connection.runAndReadAll(query);
  return result.getRowsJson();
}

test("what one file says of another is there, but for what is planted", async () => {
  const missing = (from: string, column: string, to: string, key: string): string =>
    `select '${from}.${column}', count(*)::integer from sources.${from}
     where ${column} is not null and ${column} not in (select ${key} from sources.${to})`;
  const found = await ask(
    [
      missing("tickets", "site_id", "sites", "site_id"),
      missing("tickets", "customer_id", "customers", "customer_id"),
      missing("tickets", "agent_id", "agents", "agent_id"),
      missing("complaints", "ticket_id", "tickets", "ticket_id"),
      missing("complaints", "agent_id", "agents", "agent_id"),
      missing("surveys", "ticket_id", "tickets", "ticket_id"),
      missing("surveys", "complaint_id", "complaints", "complaint_id"),
      missing("surveys", "agent_id", "agents", "agent_id"),
      missing("customers", "site_id", "sites", "site_id"),
      missing("customers", "assigned_to", "agents", "agent_id"),
      missing("bills", "customer_id", "customers", "customer_id"),
      missing("bills", "collector_id", "agents", "agent_id"),
      missing("payments", "bill_id", "bills", "bill_id"),
      missing("ratings", "shop_id", "sites", "site_id"),
      missing("ratings", "agent_id", "agents", "agent_id"),
      missing("sites", "manager_id", "agents", "agent_id"),
      missing("agents", "leader_id", "agents", "agent_id"),
      missing("ticket_events", "ticket_id", "tickets", "ticket_id"),
      missing("collections", "customer_id", "customers", "customer_id"),
      missing("orders", "customer_id", "customers", "customer_id"),
      missing("orders", "shop_id", "sites", "site_id"),
      missing("orders", "agent_id", "agents", "agent_id"),
      missing("calls", "customer_id", "customers", "customer_id"),
      missing("calls", "site_id", "sites", "site_id"),
      missing("calls", "agent_id", "agents", "agent_id"),
      missing("shifts", "agent_id", "agents", "agent_id"),
      missing("inspections", "site_id", "sites", "site_id"),
      missing("inspections", "inspector_id", "agents", "agent_id"),
      missing("tasks", "site_id", "sites", "site_id"),
      missing("tasks", "owner_id", "agents", "agent_id"),
      missing("contracts", "customer_id", "customers", "customer_id"),
      missing("contracts", "site_id", "sites", "site_id"),
      missing("changes", "agent_id", "agents", "agent_id"),
      missing("backups", "site_id", "sites", "site_id"),
      missing("visits", "customer_id", "customers", "customer_id"),
      missing("visits", "agent_id", "agents", "agent_id"),
      missing("posts", "agent_id", "agents", "agent_id"),
      missing("waits", "customer_id", "customers", "customer_id"),
      missing("waits", "agent_id", "agents", "agent_id"),
      missing("appraisals", "agent_id", "agents", "agent_id"),
      missing("appraisals", "assessor_id", "agents", "agent_id"),
      missing("complaints", "repeat_of", "complaints", "complaint_id"),
      missing("sla_policies", "calendar_id", "calendars", "calendar_id"),
      missing("calendar_days", "calendar_id", "calendars", "calendar_id"),
    ].join(" union all "),
  );
  // Of the rejected: four complaints, three bills and one ticket's site.
  expect(Object.fromEntries((found as [string, number][]).filter(([, count]) => count > 0))).toEqual({
    "tickets.site_id": 1, // XQ99
    "surveys.complaint_id": 2,
    "payments.bill_id": 3,
  });
});

test("each source's events end on the last day or shortly before", async () => {
  const until = (source: string, column: string): string =>
    `select '${source}', max(${column}::date)::varchar from sources.${source} where ${column}::date <= date '2026-08-24'`;
  expect(
    Object.fromEntries(
      (await ask(
        [
          until("tickets", "created_at"),
          until("ticket_events", "occurred_at"),
          until("complaints", "received_at"),
          until("surveys", "visited_at"),
          until("payments", "paid_on"),
          until("bills", "due_on"),
          until("collections", "collected_at"),
          until("ratings", "rated_at"),
          until("orders", "placed_at"),
          until("calls", "started_at"),
          until("shifts", "online_from"),
          until("inspections", "inspected_at"),
          until("tasks", "raised_on"),
          until("contracts", "accepted_on"),
          until("changes", "changed_at"),
          until("backups", "backed_up_at"),
          until("visits", "visited_on"),
          until("messages", "sent_at"),
          until("posts", "posted_at"),
          until("waits", "queued_at"),
        ].join(" union all "),
      )) as [string, string][],
    ),
  ).toEqual({
    tickets: "2026-08-23",
    ticket_events: "2026-08-23",
    complaints: "2026-08-23",
    surveys: "2026-08-23",
    payments: "2026-08-21",
    bills: "2026-08-10",
    collections: "2026-08-20",
    ratings: "2026-08-23",
    orders: "2026-08-23",
    calls: "2026-08-23",
    shifts: "2026-08-23",
    inspections: "2026-08-23",
    tasks: "2026-08-23",
    contracts: "2026-08-08",
    changes: "2026-08-21",
    backups: "2026-08-23",
    visits: "2026-08-23",
    messages: "2026-08-18",
    posts: "2026-08-23",
    waits: "2026-08-23",
  });
});

test("the events that the README tells of are in the data", async () => {
  const rows = async (query: string): Promise<unknown[] | undefined> => (await ask(query))[0];
  expect(
    await rows(`select count(*)::integer, count(*) filter (resolved_at::date = created_at::date)::integer from sources.tickets
      where site_id = 'XQ02' and status <> 'cancelled' and date_trunc('month', created_at) = date '2026-06-01'`),
  ).toEqual([47, 16]);
  expect(
    await rows(`select count(score)::integer, count(*) filter (score >= 4)::integer from sources.surveys
      where site_id = 'XQ02' and date_trunc('month', visited_at) = date '2026-06-01'`),
  ).toEqual([31, 15]);
  expect(
    await rows(`select round(avg(logistics) filter (rated_at < '2026-05-01'), 2), round(avg(logistics) filter (rated_at >= '2026-05-01'), 2)
      from sources.ratings where shop_id = 'DP02' and rated_at >= '2025-11-01'`),
  ).toEqual([4.69, 3.64]);
  expect(
    await rows(`select count(*)::integer, count(*) filter (cause = 'delay')::integer from sources.complaints
      where site_id = 'XQ04' and received_at >= '2026-08-15'`),
  ).toEqual([14, 14]);
  expect(
    await rows(`with paid as (select bill_id, sum(amount) as paid from sources.payments group by bill_id)
      select round((sum(least(coalesce(paid, 0), amount)) / sum(amount))::double, 2) from sources.bills left join paid using (bill_id)
      where site_id = 'XQ01' and due_on >= '2026-07-01'`),
  ).toEqual([0.47]);
  expect(
    await rows(`select count(*)::integer, count(distinct date_trunc('month', rated_at))::integer from sources.ratings
      where buyer_id = 'tb_huahua88' and shop_id = 'DP03'`),
  ).toEqual([17, 1]);
  expect(
    await rows(`select median(date_diff('minute', queued_at, seen_at)) filter (queued_at < '2026-06-01'),
        median(date_diff('minute', queued_at, seen_at)) filter (queued_at >= '2026-06-01')
      from sources.waits where site_id = 'KS03'`),
  ).toEqual([8, 12]);
  expect(
    await rows(`select round(avg((answered_at is not null)::integer) filter (started_at < '2026-07-05'), 2),
        count(*) filter (started_at between '2026-07-05' and '2026-07-09')::integer,
        round(avg((answered_at is not null)::integer) filter (started_at between '2026-08-15' and '2026-08-18'), 2)
      from sources.calls where queue = '物业热线' and direction = 'inbound'`),
  ).toEqual([0.95, 0, 0.83]);
  expect(
    await rows(
      `select date_diff('hour', min(sent_at), max(sent_at))::integer from sources.messages where batch_id = 'YJ2603'`,
    ),
  ).toEqual([22]);
});
