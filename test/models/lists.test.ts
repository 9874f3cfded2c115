import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import { readPages } from "../support/pages.ts";
import { publish, type Published } from "../support/published.ts";

const LIST = `/*
title: 未结工单 | Open tickets
about: 测试 | test
grain: one row per open ticket
area: service
group: worklist
sort: [hours desc, ticket_id]
filters: [site_id]
columns:
  ticket_id: 工单号 | Ticket
  site_id: 小区 | Site
  created_at: 受理 | Created
  hours: { title: 已过 | Age, unit: hours, total: true }
*/
select tickets.ticket_id, tickets.site_id, tickets.created_at,
  date_diff('hour', tickets.created_at, today.now) as hours
from facts.tickets as tickets, ledger.today as today
where tickets.resolved_at is null
`;

const ANY_DAY = `/*
title: 当天工单 | Tickets of the day
about: 测试 | test
grain: one row per ticket
area: service
group: table
on: true
columns:
  ticket_id: 工单号 | Ticket
*/
select ticket_id from facts.tickets where cast(created_at as date) = getvariable('on')
`;

const RULE = `/*
title: 超时 | Late
about: 测试 | test
grain: one row per ticket
*/
select ticket_id as key, date_trunc('month', created_at)::date as month, created_at::date as happened_at, site_id, agent_id,
  policies.value as amount, 'fine' as effect, '迟了' as note_zh, 'late' as note_en,
  'tickets' as evidence_source, [ticket_id, 'nobody'] as evidence
from facts.tickets as tickets
join facts.policies as policies
  on policies.policy = 'missed_call' and tickets.created_at >= policies.holds_from and tickets.created_at < policies.holds_until
`;

const FINED = `/*
title: 扣罚 | Fines
about: 测试 | test
grain: one row per finding
area: people
kind: sum
unit: CNY
better: down
by: [agent, rule]
*/
select key, month as event_at, agent_id, rule, amount as numerator from accountability.findings where rule = 'late_tickets'
`;

const FILES = {
  tickets: [
    "ticket_id,kind,created_at,resolved_at,site_id,agent_id",
    "1,repair,2026-02-01 08:00:00,,A,U1",
    "2,repair,2026-02-02 08:00:00,,A,U1",
    "3,repair,2026-02-02 12:30:00,2026-02-02 13:00:00,B,U2",
  ],
  amounts: ["rule,holds_from,value", "missed_call,2026-02-02,80"],
};

async function withVersion(work: (system: Published, catalogue: Catalogue, folder: string) => Promise<void>) {
  const system = await publish(FILES, undefined, {
    models: {
      "lists/open_tickets.sql": LIST,
      "lists/tickets_of_the_day.sql": ANY_DAY,
      "accountability/late_tickets.sql": RULE,
      "metrics/fined.sql": FINED,
    },
    only: ["lists.open_tickets", "lists.tickets_of_the_day", "accountability.late_tickets", "fined"],
  });
  try {
    const catalogue = (await (await system.request("/api/catalogue")).json()) as Catalogue;
    await work(system, catalogue, join(system.data, "published/1"));
  } finally {
    await system.close();
  }
}

describe("a build with lists and rules", () => {
  test("keeps a list's rows as of the latest moment that any export tells of", async () => {
    await withVersion(async (system, catalogue) => {
      // The latest moment is the resolution at 13:00 on 2 February.
      expect(await readPages(system, "select today::varchar, now::varchar from ledger.today")).toEqual([
        ["2026-02-02", "2026-02-02 13:00:00"],
      ]);
      expect(
        await readPages(system, "select ticket_id, hours::int from lists.open_tickets order by hours desc"),
      ).toEqual([
        ["1", 29],
        ["2", 5],
      ]);
      expect(await readPages(system, "from lists.tickets_of_the_day order by 1")).toEqual([["2"], ["3"]]);
      const list = catalogue.lists.find(({ id }) => id === "open_tickets");
      expect(list).toMatchObject({ rows: 2, group: "worklist", sort: [{ column: "hours", descending: true }, {}] });
      expect(list?.columns.map(({ unit, dimension, total }) => [unit, dimension, total])).toEqual([
        [null, null, false],
        [null, "site", false],
        ["moment", null, false],
        ["hours", null, true],
      ]);
    });
  });

  test("keeps findings with the amounts that held on their day, and the rows that they rest on", async () => {
    await withVersion(async (system, catalogue) => {
      expect(
        await readPages(
          system,
          "select key, amount::double, month::varchar from accountability.late_tickets order by key",
        ),
      ).toEqual([
        ["1", 50, "2026-02-01"],
        ["2", 80, "2026-02-01"],
        ["3", 80, "2026-02-01"],
      ]);
      expect(await readPages(system, "select evidence_key, site_id from evidence.tickets order by 1")).toEqual([
        ["1", "A"],
        ["2", "A"],
        ["3", "B"],
      ]);
      expect(catalogue.checks.find(({ id }) => id === "evidence_is_there")).toMatchObject({
        rows: 1,
        severity: "warn",
      });
      expect(catalogue.rules.find(({ id }) => id === "late_tickets")).toMatchObject({
        rows: 3,
        sources: expect.arrayContaining(["amounts", "tickets"]) as string[],
      });
      expect(
        (await system.series("metric=fined&grain=month&by=agent")).map((row) => [row["agent"], row.value]),
      ).toEqual([
        ["U1", 130],
        ["U2", 80],
      ]);
    });
  });

  test("tells what every model reads and what reads it", async () => {
    await withVersion(async (_, catalogue) => {
      const model = (id: string) => catalogue.models.find((each) => each.id === id);
      expect(model("facts.tickets")?.readBy).toContain("lists.open_tickets");
      expect(model("accountability.late_tickets")?.readBy).toEqual(["metrics.fined"]);
      expect(model("metrics.fined")?.reads).toEqual(["accountability.findings"]);
    });
  });

  test("opens in any DuckDB shell by its own script", async () => {
    await withVersion(async (_, __, folder) => {
      const script = (await readFile(join(folder, "open.sql"), "utf8"))
        .replaceAll("'pages.duckdb'", `'${folder}/pages.duckdb'`)
        .replaceAll("'facts/", `'${folder}/facts/`);
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      await connection.run(script);
      const counts = await connection.runAndReadAll(
        "select (select count(*) from accountability.findings), (select count(*) from lists.open_tickets), (select count(*) from authenticity.flags), (select count(*) from metrics.fined)",
      );
      expect(counts.getRowsJson()).toEqual([["3", "2", "0", "3"]]);
      connection.closeSync();
      instance.closeSync();
    });
  });
});

describe("a list's header", () => {
  test.each([
    ["columns that the query does not give", LIST.replace("  hours: {", "  days: {"), "columns"],
    ["a filter that is no column", LIST.replace("filters: [site_id]", "filters: [agent_id]"), "agent_id"],
    ["a field that nobody knows", LIST.replace("group:", "gruop:"), "gruop"],
    [
      "a dimension that there is not",
      LIST.replace("ticket_id: 工单号 | Ticket", "ticket_id: { title: 工单号 | Ticket, dimension: mood }"),
      "mood",
    ],
    ["any day, but an export behind it", ANY_DAY.replace("facts.tickets", "sources.tickets"), "facts"],
  ])("is refused with %s", async (_, sql, told) => {
    const attempt = publish(FILES, undefined, { models: { "lists/wrong.sql": sql }, only: ["lists.wrong"] });
    await expect(attempt).rejects.toThrow(told);
    await expect(attempt).rejects.toThrow("sql/lists/wrong.sql");
  });
});
