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
  ["客户档案.csv", "customers", [347, 344, 0, 1, 0, 2], {}],
  ["工单_2024-2026.csv", "tickets", [6000, 6000, 0, 0, 0, 0], {}],
  [
    "工单_补录.csv",
    "tickets",
    [19, 4, 4, 3, 7, 1],
    { bad_ts: 1, cell_count: 1, end_before_start: 1, required: 2, unknown_word: 2 },
  ],
  ["投诉登记.csv", "complaints", [241, 237, 0, 0, 4, 0], { end_before_start: 1, required: 1, unknown_word: 2 }],
  ["回访记录.csv", "surveys", [2242, 2238, 0, 1, 3, 0], { bad_score: 1, bad_ts: 1, required: 1 }],
  ["应收账单.csv", "bills", [9302, 9299, 0, 0, 3, 0], { bad_date: 1, bad_money: 1, required: 1 }],
  ["实收流水.csv", "payments", [9363, 9359, 0, 1, 1, 2], { bad_date: 1 }],
  ["店铺评价.csv", "ratings", [1501, 1499, 0, 1, 1, 0], { required: 1 }],
  ["同行业DSR.csv", "industry_ratings", [225, 225, 0, 0, 0, 0], {}],
  ["目标值.csv", "targets", [20, 20, 0, 0, 0, 0], {}],
  ["工单流水.csv", "ticket_events", [2030, 2028, 0, 0, 2, 0], { required: 1, unknown_word: 1 }],
  ["催收记录.csv", "collections", [278, 275, 0, 1, 1, 1], { bad_ts: 1 }],
  ["订单与售后.csv", "orders", [4501, 4498, 0, 1, 2, 0], { bad_money: 1, end_before_start: 1 }],
  ["服务电话话单.csv", "calls", [3470, 3466, 0, 1, 3, 0], { end_before_start: 1, required: 1, unknown_word: 1 }],
  ["排班与在线.csv", "shifts", [6294, 6291, 0, 1, 2, 0], { end_before_start: 1, required: 1 }],
  ["巡查巡检.csv", "inspections", [5705, 5702, 0, 1, 2, 0], { bad_ts: 1, unknown_word: 1 }],
  ["事项与交付物.csv", "tasks", [2528, 2525, 0, 1, 2, 0], { end_before_start: 1, required: 1 }],
  ["维护合同与移交.csv", "contracts", [152, 152, 0, 0, 0, 0], {}],
  ["系统变更.csv", "changes", [1010, 1008, 0, 1, 1, 0], { required: 1 }],
  ["备份记录.csv", "backups", [2290, 2288, 0, 1, 1, 0], { bad_bool: 1 }],
  ["客户拜访计划.csv", "visits", [454, 452, 0, 1, 1, 0], { bad_date: 1 }],
  ["短信与邮件群发.csv", "messages", [2669, 2666, 0, 1, 1, 1], { required: 1 }],
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
    ].join(" union all "),
  );
  expect(Object.fromEntries(found as [string, number][])).toEqual({
    "tickets.site_id": 1, // XQ99
    "tickets.customer_id": 0,
    "tickets.agent_id": 0,
    "complaints.ticket_id": 0,
    "complaints.agent_id": 0,
    "surveys.ticket_id": 0,
    "surveys.complaint_id": 2, // of the four rejected complaints
    "surveys.agent_id": 0,
    "customers.site_id": 0,
    "customers.assigned_to": 0,
    "bills.customer_id": 0,
    "bills.collector_id": 0,
    "payments.bill_id": 3, // of the three rejected bills
    "ratings.shop_id": 0,
    "ratings.agent_id": 0,
    "sites.manager_id": 0,
    "agents.leader_id": 0,
  });
});

test("nothing happens after the last day, payments end two days earlier", async () => {
  expect(
    await ask(`select
      (select max(greatest(created_at, first_response_at, resolved_at, closed_at))::date::varchar from sources.tickets),
      (select max(greatest(received_at, accepted_at, resolved_at, revisited_at))::date::varchar from sources.complaints),
      (select max(greatest(issued_at, visited_at))::date::varchar from sources.surveys),
      (select max(greatest(rated_at, replied_at))::date::varchar from sources.ratings),
      (select max(paid_on)::varchar from sources.payments),
      (select max(due_on)::varchar from sources.bills)`),
  ).toEqual([["2026-08-23", "2026-08-23", "2026-08-23", "2026-08-23", "2026-08-21", "2026-08-10"]]);
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
});
