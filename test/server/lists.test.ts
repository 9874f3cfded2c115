import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unzipSync } from "fflate";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import type { EvidenceAnswer, FindingsAnswer, ListAnswer } from "../../dashboard/shared/lists.ts";
import { publish, type Published } from "../support/published.ts";

// Lists, rules and tests of their own, small enough to be worked out by hand.

const OPEN_TICKETS = `/*
title: 未结工单 | Open tickets
about: 还没解决的工单 | Tickets not resolved
grain: one row per open ticket
area: service
group: worklist
sort: [fee desc]
filters: [site_id, kind]
columns:
  ticket_id: 工单 | Ticket
  site_id: 小区 | Site
  kind: 类型 | Kind
  agent_id: 处理人 | Agent
  phone: { title: 电话 | Phone, personal: true }
  created_at: 创建时间 | Created
  opened_on: 日期 | Day
  fee: { title: 金额 | Amount, unit: CNY, total: true }
  urgent: 加急 | Urgent
  content: 内容 | Content
*/
select ticket_id, site_id, kind, agent_id, '138****0000' as phone, created_at, cast(created_at as date) as opened_on,
  cast(ticket_id as decimal(18, 2)) / 4 as fee, ticket_id = '1' as urgent, category as content
from sources.tickets
where resolved_at is null`;

const CREATED_ON = `/*
title: 当日工单 | Tickets of the day
about: 那一天建的工单 | Tickets created that day
grain: one row per ticket
area: service
group: table
on: true
sort: [ticket_id]
filters: [site_id]
columns:
  ticket_id: 工单 | Ticket
  site_id: 小区 | Site
  on_day: { title: 那一天 | The day, under: 时间 | Time }
  last_agent_id: { title: 上次处理人 | Last agent, dimension: agent }
*/
select ticket_id, site_id, cast(getvariable('on') as date) as on_day, agent_id as last_agent_id
from facts.tickets
where cast(created_at as date) = getvariable('on')`;

const LATE = `/*
title: 拖延 | Late tickets
about: 没当日解决的工单 | Tickets not resolved the same day
asks: 当日问题应在当日处理完毕
grain: one row per ticket
*/
select ticket_id as key, cast(date_trunc('month', created_at) as date) as month, cast(created_at as date) as happened_at,
  site_id, agent_id, cast(case when kind = 'repair' then 50 end as decimal(18, 2)) as amount,
  case when kind = 'repair' then 'fine' else 'withheld' end as effect,
  '工单 ' || ticket_id || ' 没有当日解决' as note_zh, 'ticket ' || ticket_id || ' was late' as note_en,
  'tickets' as evidence_source, [ticket_id] as evidence
from sources.tickets
where resolved_at is null or cast(resolved_at as date) > cast(created_at as date)`;

const ROUND = `/*
title: 整点 | Whole hours
about: 创建时间都是整点 | All created on the hour
grain: one row per site
statistic: 整点的比例 | Share on the hour
*/
select site_id as key, date '2026-02-01' as month, site_id, null as agent_id,
  '都是整点' as note_zh, 'all on the hour' as note_en, 'tickets' as evidence_source, list(ticket_id) as evidence,
  1.0 as statistic, case when site_id = 'A' then null else 0.001 end as rarity
from sources.tickets
where site_id is not null
group by site_id
union all
select 'typo', date '2026-12-01', 'A', null, '写的日期还没到', 'dated in the future', 'tickets', ['1'], 1.0, null`;

const FILES = {
  sites: ["site_id,name,region,company", "A,金桂苑,江北,甲公司", "B,锦绣新村,江南,甲公司"],
  agents: ["agent_id,name,team", "U1,周建国,一班", "U2,李红梅,二班"],
  tickets: [
    "ticket_id,site_id,agent_id,kind,created_at,resolved_at,category",
    "1,A,U1,repair,2026-01-31 09:00,,=1+1",
    "2,A,U2,consult,2026-02-01 10:00,,漏水",
    "3,B,U1,repair,2026-02-01 11:00,2026-02-02 09:00,停电",
    "4,B,U2,repair,2026-02-01 12:00,,",
    "5,,U2,consult,2026-02-02 12:00,,",
  ],
};

let published: Published;

beforeAll(async () => {
  published = await publish(FILES, "2026-02-02", {
    models: {
      "lists/open_tickets.sql": OPEN_TICKETS,
      "lists/created_on.sql": CREATED_ON,
      "accountability/late.sql": LATE,
      "authenticity/round.sql": ROUND,
    },
    only: [
      "lists.open_tickets",
      "lists.created_on",
      "accountability.late",
      "authenticity.round",
      "csat",
      "ticket_count",
    ],
  });
});

afterAll(() => published?.close());

async function json<T>(path: string): Promise<T> {
  const response = await published.request(`/api/${path}`);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const ids = ({ rows }: ListAnswer) => rows.map((row) => row["ticket_id"]);

describe("a list", () => {
  test("comes most urgent first, with its total, its members, and cells by their kind", async () => {
    const answer = await json<ListAnswer>("lists/open_tickets");
    expect(ids(answer)).toEqual(["5", "4", "2", "1"]);
    expect(answer).toMatchObject({ total: 4, all: 4, totals: { fee: 3 }, on: "2026-02-02", groups: [] });
    expect(answer.rows[3]).toEqual({
      ticket_id: "1",
      site_id: "A",
      kind: "repair",
      agent_id: "U1",
      phone: "138****0000",
      created_at: "2026-01-31 09:00:00",
      opened_on: "2026-01-31",
      fee: 0.25,
      urgent: true,
      content: "=1+1",
    });
    expect(answer.members["site"]).toEqual([
      { id: "A", rows: 2 },
      { id: "B", rows: 1 },
      { id: null, rows: 1 },
    ]);
    expect(answer.members["region"]).toEqual([
      { id: "江北", rows: 2 },
      { id: "江南", rows: 1 },
      { id: null, rows: 1 },
    ]);
  });

  test.each([
    ["site=A", ["2", "1"]],
    ["site_id=A", ["2", "1"]],
    ["site=A&site=B&kind=repair", ["4", "1"]],
    ["site=(none)", ["5"]],
    ["region=江南", ["4"]],
    ["company=甲公司&kind=consult", ["2"]],
    ["sort=ticket_id", ["1", "2", "4", "5"]],
    ["sort=kind:desc,ticket_id:desc", ["4", "1", "5", "2"]],
    ["limit=2&offset=1", ["4", "2"]],
    ["limit=0", []],
  ])("answers %s", async (query, expected) => {
    expect(ids(await json<ListAnswer>(`lists/open_tickets?${query}`))).toEqual(expected);
  });

  test("totals what passes the filters, and counts members over all rows", async () => {
    const answer = await json<ListAnswer>("lists/open_tickets?site=A&limit=1");
    expect(answer).toMatchObject({ total: 2, all: 4, totals: { fee: 0.75 } });
    expect(answer.members["kind"]?.reduce((sum, { rows }) => sum + rows, 0)).toBe(4);
  });

  test("grouped by site puts the site with the most urgent row first, and totals each", async () => {
    const answer = await json<ListAnswer>("lists/open_tickets?group=site&sort=ticket_id");
    expect(answer.groups).toEqual([
      { id: "A", rows: 2, totals: { fee: 0.75 } },
      { id: "B", rows: 1, totals: { fee: 1 } },
      { id: null, rows: 1, totals: { fee: 1.25 } },
    ]);
    expect(ids(answer)).toEqual(["1", "2", "4", "5"]);
  });

  test("that can be asked for any day is computed for it, and the next question is not of that day", async () => {
    expect(ids(await json<ListAnswer>("lists/created_on"))).toEqual(["5"]);
    const then = await json<ListAnswer>("lists/created_on?on=2026-02-01&site=B");
    expect(then).toMatchObject({ on: "2026-02-01", total: 2, all: 3 });
    expect(then.rows[0]).toEqual({ ticket_id: "3", site_id: "B", on_day: "2026-02-01", last_agent_id: "U1" });
    expect(await json<ListAnswer>("lists/created_on?on=2025-01-01")).toMatchObject({ total: 0, rows: [] });
    expect(ids(await json<ListAnswer>("lists/created_on?on=2026-02-02"))).toEqual(["5"]);
  });

  test("says in the catalogue which head columns share, and whose names stand in them", async () => {
    const { lists } = await json<Catalogue>("catalogue");
    const columns = lists.find(({ id }) => id === "created_on")?.columns;
    expect(columns?.map(({ under, dimension }) => [under?.zh ?? null, dimension])).toEqual([
      [null, null],
      [null, "site"],
      ["时间", null],
      [null, "agent"],
    ]);
  });

  test.each([
    ["lists/nothing", "unknown_list"],
    ["lists/open_tickets?agent=U1", "unknown_filter"],
    ["lists/open_tickets?sort=colour", "bad_sort"],
    ["lists/open_tickets?sort=fee:down", "bad_sort"],
    ["lists/open_tickets?on=2026-02-01", "only_today"],
    ["lists/open_tickets?on=2026-02-30", "bad_date"],
    ["lists/created_on?on=2027-01-01", "day_ahead"],
    ["lists/open_tickets?group=kind", "bad_group"],
    ["lists/open_tickets?format=pdf", "bad_format"],
    ["lists/open_tickets?lang=fr", "bad_lang"],
    ["lists/open_tickets?limit=5000", "bad_number"],
    ["findings?month=2026-13", "bad_month"],
    ["findings?rule=round", "unknown_rule"],
    ["flags?rule=late", "unknown_rule"],
    ["evidence/nothing?key=1", "unknown_rule"],
    ["evidence/late?key=99", "unknown_finding"],
    ["targets?metric=nothing", "unknown_metric"],
  ])("%s is refused: %s, in both languages", async (path, code) => {
    const response = await published.request(`/api/${path}`);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; zh: string; en: string } };
    expect(error.code).toBe(code);
    expect(error.zh).toMatch(/\p{Script=Han}/u);
    expect(error.en).not.toMatch(/\p{Script=Han}/u);
  });

  test("is answered 304 when the browser has it", async () => {
    const first = await published.request("/api/lists/open_tickets?site=A");
    const etag = first.headers.get("ETag") ?? "";
    const again = await published.request("/api/lists/open_tickets?site=A", { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
  });
});

describe("a list as a file", () => {
  test("CSV has heads with units and members by name, and runs no formula", async () => {
    const response = await published.request("/api/lists/open_tickets?format=csv&sort=ticket_id");
    expect(response.headers.get("Content-Disposition")).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent("未结工单-2026-02-02.csv")}`,
    );
    // Excel needs the mark to know the encoding; reading as text drops it.
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = new TextDecoder().decode(bytes);
    expect(text.split("\r\n").slice(0, 3)).toEqual([
      "工单,小区,类型,处理人,电话,创建时间,日期,金额（元）,加急,内容",
      "1,金桂苑,报修,周建国,138****0000,2026-01-31 09:00:00,2026-01-31,0.25,是,'=1+1",
      "2,金桂苑,咨询,李红梅,138****0000,2026-02-01 10:00:00,2026-02-01,0.5,否,漏水",
    ]);
  });

  test("CSV of another day, and of nothing", async () => {
    const then = await published.request("/api/lists/created_on?format=csv&on=2026-02-01&lang=en");
    expect((await then.text()).trim().split("\r\n")).toEqual([
      "Ticket,Site,The day,Last agent",
      "2,金桂苑,2026-02-01,李红梅",
      "3,锦绣新村,2026-02-01,周建国",
      "4,锦绣新村,2026-02-01,李红梅",
    ]);
    const nothing = await published.request("/api/lists/created_on?format=csv&on=2025-02-01&lang=en");
    expect((await nothing.text()).trim()).toBe("Ticket,Site,The day,Last agent");
  });

  test("XLSX has numbers as numbers, days as days, a frozen head and a Chinese sheet name", async () => {
    const response = await published.request("/api/lists/open_tickets?format=xlsx&sort=ticket_id");
    expect(response.headers.get("Content-Type")).toContain("spreadsheetml.sheet");
    const parts = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const read = (path: string) => new TextDecoder().decode(parts[path]);
    expect(read("xl/workbook.xml")).toContain('name="未结工单"');
    const sheet = read("xl/worksheets/sheet1.xml");
    expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    // 2026-01-31 is day 46053 of Excel, 09:00 is 0.375 of it; the amount is a quarter.
    expect(sheet).toMatch(/<c r="F2"[^>]*><v>46053\.375<\/v>/);
    expect(sheet).toMatch(/<c r="G2"[^>]*><v>46053<\/v>/);
    expect(sheet).toMatch(/<c r="H2"[^>]*><v>0\.25<\/v>/);
    expect(sheet).not.toContain("<f>");
    expect(read("xl/sharedStrings.xml")).toContain("金桂苑");
  });
});

describe("findings", () => {
  test("are those of the newest month that has any, with what each person comes to", async () => {
    const answer = await json<FindingsAnswer>("findings");
    expect(answer.month).toBe("2026-02-01");
    expect(answer.months).toEqual([
      { month: "2026-02-01", rows: 4 },
      { month: "2026-01-01", rows: 1 },
    ]);
    expect(answer.rows.map(({ key }) => key)).toEqual(["2", "3", "4", "5"]);
    expect(answer.rows[1]).toEqual({
      rule: "late",
      key: "3",
      month: "2026-02-01",
      happenedOn: "2026-02-01",
      site: "B",
      agent: "U1",
      note: { zh: "工单 3 没有当日解决", en: "ticket 3 was late" },
      amount: 50,
      effect: "fine",
      statistic: null,
      rarity: null,
      evidenceSource: "tickets",
      evidence: 1,
    });
    expect(answer.people).toEqual([
      { id: "U2", rows: 3, fines: 50, rewards: 0, other: 2 },
      { id: "U1", rows: 1, fines: 50, rewards: 0, other: 0 },
    ]);
  });

  test("of one person, of one site, of all months", async () => {
    const mine = await json<FindingsAnswer>("findings?month=all&agent=U1");
    expect(mine).toMatchObject({ total: 2, month: null });
    expect(mine.rows.map(({ key }) => key)).toEqual(["3", "1"]);
    // The menu of people still offers the others.
    expect(mine.people.map(({ id }) => id)).toEqual(["U1", "U2"]);
    const there = await json<FindingsAnswer>("findings?site=(none)");
    expect(there.rows.map(({ key }) => key)).toEqual(["5"]);
    expect(await json<FindingsAnswer>("findings?month=2025-12")).toMatchObject({ total: 0, month: "2025-12-01" });
  });

  test("open to the rows they rest on, personal columns marked", async () => {
    const evidence = await json<EvidenceAnswer>("evidence/late?key=3");
    expect(evidence).toMatchObject({ source: "tickets", total: 1 });
    expect(evidence.rows).toMatchObject([{ ticket_id: "3", site_id: "B", resolved_at: "2026-02-02 09:00:00" }]);
    expect(evidence.columns.find(({ id }) => id === "ticket_id")?.title).toEqual({ zh: "工单号", en: "ticket id" });
    expect(evidence.columns.filter(({ personal }) => personal).map(({ id }) => id)).toContain("customer_id");
  });
});

describe("flags", () => {
  test("come with what is impossible first, then the rarest", async () => {
    const answer = await json<FindingsAnswer>("flags");
    // What is dated in a month to come is kept there, and not what one sees first.
    expect(answer).toMatchObject({ month: "2026-02-01", months: [{ month: "2026-12-01" }, { month: "2026-02-01" }] });
    expect(answer.rows.map(({ key, rarity }) => [key, rarity])).toEqual([
      ["A", null],
      ["B", 0.001],
    ]);
    expect(answer.rows[0]).toMatchObject({ statistic: 1, amount: null, effect: null, evidence: 2 });
    const evidence = await json<EvidenceAnswer>("evidence/round?key=A");
    expect(evidence.rows.map((row) => row["ticket_id"])).toEqual(["1", "2"]);
  });
});

test("the history of a metric's targets, the newest first", async () => {
  const { targets } = await json<{ targets: { value: number; comparison: string; priority: number }[] }>(
    "targets?metric=ticket_count",
  );
  expect(targets).toEqual([]);
});
