import { describe, expect, test } from "vitest";
import type { MetricEntry, Status } from "../../dashboard/shared/catalogue.ts";
import type { SeriesRow } from "../../dashboard/shared/series.ts";
import { ApiError } from "../../dashboard/app/api.ts";
import { figuresCsv } from "../../dashboard/app/figures-csv.ts";
import { frontOf, missesOf, missingSources, recoveredOf, type Reading } from "../../dashboard/app/overview.ts";
import { changeOf, figureOf, goalOf, sparkOf } from "../../dashboard/app/reading.ts";
import { planOverview, viewOf } from "../../dashboard/app/view.ts";

const view = viewOf({ period: null, grain: null }, "2026-08-23");

function metric(id: string, change: Partial<MetricEntry> = {}): MetricEntry {
  const nothing = { zh: "", en: "" };
  return {
    id,
    title: { zh: id, en: id },
    about: nothing,
    decision: nothing,
    asks: "",
    area: "a",
    kind: "ratio",
    quantile: null,
    unit: "percent",
    better: "up",
    grains: ["month", "quarter"],
    by: ["site"],
    targets: {},
    minimumN: 30,
    decimals: 1,
    noun: { zh: "件", en: "tickets" },
    formula: { numerator: nothing, denominator: nothing },
    windowMonths: null,
    unplaced: 0,
    sources: [],
    sql: "",
    path: "",
    ...change,
  };
}

function row(period: string, value: number | null, status: Status, change: Partial<SeriesRow> = {}): SeriesRow {
  return {
    metric: "m",
    period,
    from: period,
    through: period,
    running: period === "2026-08-01",
    value,
    numerator: null,
    denominator: null,
    n: 100,
    target: 0.9,
    comparison: ">=",
    status,
    previous: null,
    year: null,
    low: null,
    high: null,
    ...change,
  };
}

function reading(id: string, ...history: SeriesRow[]): Reading {
  return { metric: metric(id), view, filtered: false, history, now: history.at(-1) ?? null, error: null };
}

describe("the headline", () => {
  test("lists what misses, the farthest off first, with how long and when it was last met", () => {
    const near = reading("near", row("2026-08-01", 0.88, "near"));
    const little = reading("little", row("2026-07-01", 0.95, "met"), row("2026-08-01", 0.8, "miss"));
    const long = reading(
      "long",
      row("2026-05-01", 0.91, "met"),
      row("2026-06-01", 0.7, "miss"),
      row("2026-07-01", 0.7, "miss"),
      row("2026-08-01", 0.6, "miss"),
    );
    const matters = missesOf([near, little, long]);
    expect(matters.map(({ metric, run, before }) => [metric.id, run, before?.period])).toEqual([
      ["long", 3, "2026-05-01"],
      ["little", 1, "2026-07-01"],
    ]);
  });

  test("names what met its target again, but not what was only near before", () => {
    const back = reading("back", row("2026-07-01", 0.8, "miss"), row("2026-08-01", 0.95, "met"));
    const steady = reading("steady", row("2026-07-01", 0.89, "near"), row("2026-08-01", 0.95, "met"));
    expect(recoveredOf([back, steady]).map(({ metric }) => metric.id)).toEqual(["back"]);
  });
});

test("the overview asks once for each grain, and filters only metrics that know sites", () => {
  const metrics = [
    metric("a"),
    metric("b", { by: [] }),
    metric("c", { grains: ["quarter"] }),
    metric("d", { targets: { quarter: { comparison: ">=", value: 0.9 } } }),
  ];
  const asks = planOverview(metrics, view, ["S01"]);
  expect(asks.map(({ metrics, view, filtered }) => [metrics.map(({ id }) => id), view.grain, filtered])).toEqual([
    [["a"], "month", true],
    [["b"], "month", false],
    [["c", "d"], "quarter", true],
  ]);
});

describe("a reading", () => {
  test("of a handful is its fraction, not a percentage", () => {
    const few = row("2026-08-01", 2 / 3, "small", { numerator: 2, denominator: 3, n: 3 });
    expect(figureOf(metric("m"), few, "zh")).toEqual({ figure: "2/3", unit: "件" });
    const more = row("2026-08-01", 0.75, "small", { numerator: 15, denominator: 20, n: 20 });
    expect(figureOf(metric("m"), more, "zh")).toEqual({ figure: "75.0", unit: "%" });
  });

  test("says target and gap, and nothing where no target is set", () => {
    expect(goalOf(metric("m"), row("2026-08-01", 0.816, "miss"), "zh")).toEqual({
      text: "≥\u00a090.0%",
      gap: "差 8.4\u00a0个百分点",
      short: true,
    });
    expect(goalOf(metric("m"), row("2026-08-01", 0.8, "none", { target: null, comparison: null }), "zh")).toBeNull();
  });

  test("names the days that its change compares", () => {
    const now = row("2026-08-01", 0.816, "miss", { previous: 0.842 });
    expect(changeOf("previous", metric("m"), now, view, "zh")).toEqual({
      delta: "−2.6",
      tone: "bad",
      title: "环比：与 7\u00a0月 1–23\u00a0日的 84.2% 相比",
    });
    expect(changeOf("year", metric("m"), now, view, "zh")).toMatchObject({ delta: "—", tone: null });
  });

  test("of money says in its change what it counts in", () => {
    const money = metric("m", { unit: "CNY", better: "down", kind: "balance" });
    const now = row("2026-08-01", 4_382_000, "none", { previous: 4_256_000 });
    expect(changeOf("previous", money, now, view, "zh")).toMatchObject({ delta: "+12.6\u00a0万", tone: null });
    expect(changeOf("previous", money, now, view, "en")).toMatchObject({ delta: "+0.13\u00a0M" });
  });

  test("tells a screen reader what its sparkline shows", () => {
    const history = [row("2026-07-01", 0.9, "met"), row("2026-08-01", 0.816, "miss")];
    expect(sparkOf(metric("回收率"), history, history[1]!, "zh").label).toBe(
      "回收率：近 2 期，最低 81.6%，最高 90.0%，本期 81.6%，目标 ≥\u00a090.0%",
    );
  });
});

test("the overview's figures are a file that Excel opens: all periods, unrounded, quoted where they must be", () => {
  const history = [
    row("2026-07-01", null, "empty", { n: 0, target: null, comparison: null }),
    row("2026-08-01", 0.816, "miss", { previous: 0.842, numerator: 816, denominator: 1000 }),
  ];
  const quoted = metric("m", { title: { zh: "回收率，含“往年”", en: 'Rate, "old" included' } });
  const file = figuresCsv([{ ...reading("m", ...history), metric: quoted }], "en");
  expect(file.startsWith("\ufeffid,metric,period,from,through,value,")).toBe(true);
  expect(file.split("\r\n").slice(1)).toEqual([
    'm,"Rate, ""old"" included",2026-07,2026-07-01,2026-07-01,,percent,,Nothing happened,0,,,,',
    'm,"Rate, ""old"" included",2026-08,2026-08-01,2026-08-01,0.816,percent,>= 0.9,Missed,100,0.842,,816,1000',
    "",
  ]);
});

describe("the front of an area", () => {
  const at = (id: string, value: number | null, status: Status): Reading => ({
    metric: metric(id, { sources: [`${id}_export`] }),
    view,
    filtered: false,
    history: [],
    now: row("2026-08-01", value, status),
    error: null,
  });
  const readings = [
    at("no_target", 5, "none"),
    at("met_far", 0.99, "met"),
    at("nothing", null, "empty"),
    at("near", 0.89, "near"),
    at("few", 0.1, "small"),
    at("met", 0.91, "met"),
    at("miss_little", 0.85, "miss"),
    at("miss_much", 0.2, "miss"),
  ];

  test("is what misses its target, the farthest first, then what is near and what meets it", () => {
    const { cards, rest, quiet } = frontOf(readings, 4);
    expect(cards.map((reading) => reading.metric.id)).toEqual(["miss_much", "miss_little", "near", "met_far"]);
    expect(rest.map((reading) => reading.metric.id)).toEqual(["met", "no_target", "few"]);
    expect(quiet.map((reading) => reading.metric.id)).toEqual(["nothing"]);
  });

  test("shows first what could not be computed", () => {
    const failed = { ...at("failed", null, "empty"), now: null, error: new ApiError("x", { zh: "", en: "" }) };
    expect(frontOf([...readings, failed], 1).cards.map((reading) => reading.metric.id)).toEqual(["failed"]);
  });

  test("names the exports that are missing behind what had nothing to tell", () => {
    const source = (id: string, rows: number) => ({ id, title: { zh: id, en: id }, through: null, rows, columns: [] });
    const [nothing] = frontOf(readings, 4).quiet;
    expect(missingSources({ sources: [source("nothing_export", 0)] }, nothing!)).toEqual(["nothing_export"]);
    expect(missingSources({ sources: [source("nothing_export", 7)] }, nothing!)).toEqual([]);
  });
});
