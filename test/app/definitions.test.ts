import { describe, expect, test } from "vitest";
import type { Catalogue, ModelEntry } from "../../dashboard/shared/catalogue.ts";
import { behind, checksOf, definitionsOf, matches, readersOf } from "../../dashboard/app/definitions.ts";
import { sqlTokens } from "../../dashboard/app/sql-tokens.ts";

function model(id: string, reads: string[], readBy: string[] = []): ModelEntry {
  return { id, path: `sql/${id}`, sql: "", grain: "", reads, readBy, builtInMs: 1, unchanged: false };
}

const words = (zh: string) => ({ zh, en: zh });

const catalogue = {
  metrics: [{ id: "fined", title: words("扣罚金额"), about: words("每月扣罚"), asks: "乐捐50元", area: "people" }],
  lists: [],
  rules: [{ id: "missed", group: "accountability", title: words("漏接"), about: words(""), asks: "" }],
  models: [
    model("facts.calls", ["sources.calls"], ["accountability.missed"]),
    model("facts.sites", ["sources.sites"]),
    model("accountability.missed", ["facts.calls", "ledger.today"], ["metrics.fined"]),
    model("metrics.fined", ["accountability.findings"]),
    model("checks.calls_end", ["sources.calls", "ledger.today"]),
    model("checks.sites_named", ["facts.sites", "ledger.today"]),
    model("checks.fines_known", ["accountability.missed"]),
  ],
  checks: [
    { id: "calls_end", title: words("通话有终点"), severity: "warn", rows: 0 },
    { id: "sites_named", title: words("小区有名"), severity: "warn", rows: 3 },
    { id: "fines_known", title: words("扣罚有人"), severity: "stop", rows: 2 },
  ],
  sources: [{ id: "calls", title: words("话单"), through: null, rows: 0, columns: [] }],
} as unknown as Catalogue;

describe("what a model rests on", () => {
  test("leads through all rules to the exports", () => {
    expect([...behind(catalogue, "metrics.fined")].sort()).toEqual([
      "accountability.missed",
      "facts.calls",
      "ledger.today",
      "metrics.fined",
      "sources.calls",
    ]);
  });

  test("is what its checks look at, those that found something first; the day that all read is none", () => {
    expect(checksOf(catalogue, "metrics.fined").map(({ id }) => id)).toEqual(["fines_known", "calls_end"]);
    expect(checksOf(catalogue, "facts.sites").map(({ id }) => id)).toEqual(["sites_named"]);
  });

  test("an export is read by the models that name it", () => {
    expect(readersOf(catalogue, "sources.calls")).toEqual(["facts.calls", "checks.calls_end"]);
    expect(readersOf(catalogue, "facts.calls")).toEqual(["accountability.missed"]);
  });
});

test("everything has a definition, and is found by its words, its sentence or its name", () => {
  const all = definitionsOf(catalogue);
  expect(all.map(({ id }) => id)).toEqual([
    "metrics.fined",
    "accountability.missed",
    "facts.calls",
    "facts.sites",
    "checks.calls_end",
    "checks.sites_named",
    "checks.fines_known",
    "sources.calls",
  ]);
  const found = (text: string) => all.filter((definition) => matches(definition, text)).map(({ id }) => id);
  expect(found("扣罚 每月")).toEqual(["metrics.fined"]);
  expect(found("乐捐")).toEqual(["metrics.fined"]);
  expect(found("FACTS.CALLS")).toEqual(["facts.calls"]);
  expect(found("没有")).toEqual([]);
});

describe("a query in pieces", () => {
  test("keeps every character", () => {
    const sql = "/* 说明 */\nselect 'it''s -- no comment' as a, b.c -- facts.d\nfrom facts.calls where x >= 1.5";
    expect(
      sqlTokens(sql)
        .map(({ text }) => text)
        .join(""),
    ).toBe(sql);
  });

  test("tells comments and texts from the names of tables", () => {
    const names = (sql: string) => sqlTokens(sql).flatMap(({ kind, text }) => (kind === "name" ? [text] : []));
    expect(names("select x from facts.calls -- facts.sites\nwhere y = 'facts.tickets'")).toEqual(["facts.calls"]);
    expect(sqlTokens("select 'a'").map(({ kind }) => kind)).toEqual(["keyword", "other", "text"]);
  });
});
