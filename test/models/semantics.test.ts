import { tableFromIPC } from "@uwdata/flechette";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publish, type AnswerRow, type Published } from "../support/published.ts";

const HEAD = "about: 测试 | test\ngrain: one row per thing\narea: service\nbetter: up\n";
const metric = (header: string, sql: string): string => `/*\n${HEAD}${header}\n*/\n${sql}\n`;

/**
 * Metrics of the test's own, one for each thing that a header or a column can ask of the engine. Tickets are opening
 * balances, flows and states at once; payments come towards bills.
 */
const MODELS = {
  "metrics/mixed.sql": metric(
    "title: 混合 | Mixed\nkind: ratio\nunit: percent\nby: [site]",
    `select ticket_id as key, created_at as event_at, site_id, 'opening' as counts, 1 as numerator, 0 as denominator
     from facts.tickets
     union all
     select ticket_id as key, created_at as event_at, site_id, 'within' as counts, 10 as numerator, 0 as denominator
     from facts.tickets
     union all
     select ticket_id as key, created_at as event_at, site_id, 'closing' as counts, 0 as numerator, 1 as denominator
     from facts.tickets`,
  ),
  "metrics/mixed_known.sql": metric(
    "title: 混合 | Mixed\nkind: ratio\nunit: percent\nby: [site]",
    `select bill_id as key, due_on as event_at, paid_on as known_at, site_id, 'opening' as counts, amount as numerator, 0 as denominator
     from facts.bill_payments
     union all
     select bill_id as key, due_on as event_at, null as known_at, site_id, 'opening' as counts, 0 as numerator, amount as denominator
     from facts.bills`,
  ),
  "metrics/overdue_share.sql": metric(
    "title: 到点 | Due\nkind: ratio\nunit: percent\nknown: today\nby: [site, agent]",
    `select ticket_id as key, created_at as event_at, created_at + interval 10 days as known_at, site_id, agent_id,
       cast(resolved_at is null as integer) as numerator, 1 as denominator from facts.tickets`,
  ),
  "metrics/per_thousand.sql": metric(
    "title: 千分 | Per thousand\nkind: ratio\nunit: per_1000\nscale: 1000\nby: [site]",
    `select ticket_id as key, created_at as event_at, site_id, cast(resolved_at is null as integer) as numerator, 1 as denominator
     from facts.tickets`,
  ),
  "metrics/evenness.sql": metric(
    "title: 均衡 | Evenness\nkind: balance\nunit: index\nspread: gini\nby: [team]",
    `select customers.customer_id as key, customers.assigned_at as event_at, agents.team, customers.assigned_to as holder, 1 as numerator
     from sources.customers as customers left join facts.agents as agents on agents.agent_id = customers.assigned_to`,
  ),
  "metrics/members.sql": metric(
    "title: 会员 | Members\nkind: balance\nunit: count\nage: { from: 0, edges: [1, 3], unit: years, as: tenure }\nby: [tier, tenure]",
    `select customer_id as key, joined_on as event_at, joined_on as since, tier, 1 as numerator from sources.customers`,
  ),
  "metrics/member_share.sql": metric(
    'title: 份额 | Share\nkind: ratio\nunit: percent\ntarget: ">= 0.5"\ntarget_for: { tier: [member, key] }\nby: [tier]',
    `select customer_id as key, joined_on as event_at, tier, cast(assigned_to is not null as integer) as numerator, 1 as denominator
     from sources.customers`,
  ),
};

const FILES = {
  sites: ["site_id,name,region,company", "A,甲,东区,一公司", "B,乙,东区,二公司", "C,丙,西区,一公司"],
  agents: ["agent_id,name,team,leader_id", "U1,张三,一班,U3", "U2,李四,二班,U3", "U3,王五,一班,"],
  tickets: [
    "ticket_id,kind,created_at,resolved_at,site_id,agent_id",
    "1,repair,2026-01-31 23:59:59,,A,U1",
    "2,repair,2026-02-01 00:00:00,2026-02-02 00:00:00,A,U1",
    "3,repair,2026-02-28 12:00:00,,B,U2",
    "4,repair,2026-03-01 00:00:00,,C,U3",
  ],
  bills: [
    "bill_id,customer_id,site_id,due_on,amount",
    "B1,C1,A,2026-01-10,100.00",
    "B2,C2,A,2026-02-10,300.00",
    "B3,C3,A,2026-03-10,7.00",
  ],
  payments: [
    "payment_id,bill_id,paid_on,amount",
    "P1,B1,2026-02-28,40.00",
    "P2,B1,2026-03-01,60.00",
    "P3,B2,2026-02-11,5.00",
  ],
  customers: [
    "customer_id,tier,joined_on,assigned_to,assigned_at",
    "C1,member,2025-03-15,U1,2026-01-01",
    "C2,member,2025-03-16,U1,2026-01-02",
    "C3,regular,2023-03-15,U1,2026-01-03",
    "C4,key,2022-03-14,U2,2026-02-01",
    "C5,regular,2026-03-01,,",
  ],
};

let system: Published;

beforeAll(async () => {
  system = await publish(FILES, "2026-03-15", {
    models: MODELS,
    only: Object.keys(MODELS).map((path) => path.slice("metrics/".length, -".sql".length)),
  });
});
afterAll(() => system.close());

const figures = (rows: AnswerRow[], ...columns: string[]) => rows.map((row) => columns.map((column) => row[column]));

async function series(query: string, ...columns: string[]) {
  return figures(await system.series(query), ...(columns.length > 0 ? columns : ["value"]));
}

/** The value recomputed from the rows, and how many there are. */
async function rows(query: string): Promise<[value: number, total: number]> {
  const response = await system.request(`/api/rows?${query}`);
  if (response.status !== 200) throw new Error(await response.text());
  return [Number(response.headers.get("X-Heng-Value")), Number(response.headers.get("X-Heng-Total"))];
}

describe("a quotient of states and flows", () => {
  test("takes what lay before the period, what is in it, and what lies before its end", async () => {
    // January holds one, February two, March one: opening 1, within 2 × 10, closing 3.
    expect(await series("metric=mixed&grain=month&from=2026-01&to=2026-03", "numerator", "denominator")).toEqual([
      [10, 1],
      [21, 3],
      [13, 4],
    ]);
    expect(await rows("metric=mixed&grain=month&period=2026-02")).toEqual([7, 3]);
  });

  test("counts a payment only once it is known by the period's end", async () => {
    // Bills due before the month: 100 in February, 400 in March; paid towards them by its end: 40, then 105.
    expect(await series("metric=mixed_known&grain=month&from=2026-02&to=2026-03", "numerator", "denominator")).toEqual([
      [40, 100],
      [105, 400],
    ]);
    expect(await rows("metric=mixed_known&period=2026-03")).toEqual([105 / 400, 2]);
  });
});

describe("a row that waits for today", () => {
  test("counts in its own period from its day on, that day included", async () => {
    const asked = (asOf: string) =>
      series(`metric=overdue_share&grain=month&from=2026-02&to=2026-02&as_of=${asOf}`, "n", "value");
    // Created on 1 and 28 February: known on 11 February and 10 March.
    expect(await asked("2026-02-10")).toEqual([[0, null]]);
    expect(await asked("2026-02-11")).toEqual([[1, 0]]);
    expect(await asked("2026-03-09")).toEqual([[1, 0]]);
    expect(await asked("2026-03-10")).toEqual([[2, 0.5]]);
    expect(await rows("metric=overdue_share&grain=month&period=2026-02&as_of=2026-03-10")).toEqual([0.5, 2]);
    expect(await rows("metric=overdue_share&grain=month&period=2026-02&as_of=2026-03-09")).toEqual([0, 1]);
  });
});

describe("a scaled quotient", () => {
  test("is multiplied after it is divided", async () => {
    expect(await series("metric=per_thousand&grain=year&from=2026&to=2026")).toEqual([[750]]);
    expect(await rows("metric=per_thousand&grain=year&period=2026")).toEqual([750, 4]);
  });
});

describe("a spread", () => {
  test("is one less the Gini coefficient of what each holds", async () => {
    // One holds three, the other one: Gini 0.25. On 31 January one alone holds all there is.
    expect(await series("metric=evenness&grain=month&from=2026-01&to=2026-03")).toEqual([[1], [0.75], [0.75]]);
    expect(await series("metric=evenness&grain=month&from=2026-03&to=2026-03&by=team", "team", "value", "n")).toEqual([
      ["一班", 1, 3],
      ["二班", 1, 1],
    ]);
    expect(await rows("metric=evenness&grain=month&period=2026-03")).toEqual([0.75, 4]);
  });
});

describe("an age in years", () => {
  test("counts whole years at the period's end", async () => {
    // On 15 March 2026: C1 is one year old, C2 a day short of it, C3 three, C4 four, C5 none.
    const cut = await series("metric=members&grain=month&from=2026-03&to=2026-03&by=tenure", "tenure", "value");
    expect(Object.fromEntries(cut)).toEqual({ "0-1": 3, "2-3": 1, ">3": 1 });
    expect(await rows("metric=members&grain=month&period=2026-03&tenure=0-1")).toEqual([3, 3]);
  });
});

describe("derived dimensions", () => {
  test("come from the lists of sites and staff, alone, together, and with their own base", async () => {
    const cut = (by: string, ...columns: string[]) =>
      series(`metric=per_thousand&grain=year&from=2026&to=2026&by=${by}`, ...columns);
    expect(await cut("region", "region", "value", "n")).toEqual([
      ["东区", (2 / 3) * 1000, 3],
      ["西区", 1000, 1],
    ]);
    expect(await cut("company,region", "company", "region", "n")).toEqual([
      ["一公司", "东区", 2],
      ["一公司", "西区", 1],
      ["二公司", "东区", 1],
    ]);
    const asked = "metric=overdue_share&grain=year&from=2026&to=2026";
    expect(await series(`${asked}&by=team&region=${encodeURIComponent("东区")}`, "team", "n")).toEqual([
      ["一班", 2],
      ["二班", 1],
    ]);
    expect(await series(`${asked}&by=leader`, "leader", "n")).toEqual([
      ["U3", 3],
      [null, 1],
    ]);
    expect(await rows(`metric=overdue_share&grain=year&period=2026&region=${encodeURIComponent("东区")}`)).toEqual([
      2 / 3,
      3,
    ]);
  });
});

describe("a target for some members", () => {
  test("judges only where all that is asked about are among them", async () => {
    const asked = (query: string) => series(`metric=member_share&grain=all${query}`, "target", "status");
    expect(await asked("")).toEqual([[null, "none"]]);
    expect(await asked("&tier=member")).toEqual([[0.5, "met"]]);
    expect(await asked("&tier=member&tier=key")).toEqual([[0.5, "met"]]);
    expect(await asked("&tier=member&tier=regular")).toEqual([[null, "none"]]);
    expect(await series("metric=member_share&grain=all&by=tier", "tier", "target")).toEqual([
      ["key", 0.5],
      ["member", 0.5],
      ["regular", null],
    ]);
  });
});

test("every answer of rows is an Arrow table", async () => {
  const response = await system.request("/api/rows?metric=evenness&grain=month&period=2026-03");
  expect(tableFromIPC(await response.arrayBuffer()).numRows).toBe(4);
});
