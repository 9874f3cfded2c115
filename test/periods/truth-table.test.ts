import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Catalogue, MetricEntry } from "../../dashboard/shared/catalogue.ts";
import type { SeriesRow } from "../../dashboard/shared/series.ts";
import { formatDays } from "../../dashboard/app/format.ts";
import { changeOf } from "../../dashboard/app/reading.ts";
import { viewOf } from "../../dashboard/app/view.ts";
import { words } from "../../dashboard/app/words.ts";
import type { PageGrain } from "../../dashboard/app/address.ts";
import { publish, type Published } from "../support/published.ts";

/**
 * What each kind of metric gives for each kind of period: truth-table.csv, a line each. On every day from 1 June 2020 to
 * 30 June 2025, August 2024 apart, there is one of everything, so that a figure tells which days it covers: a count is
 * their number, a sum adds up their dates, a balance counts from the beginning.
 */
const FIRST = "2020-06-01";
const LAST = "2025-06-30";
const WITHOUT = "2024-08";

type Line = Record<string, string>;

const [header = "", ...lines] = readFileSync(join(import.meta.dirname, "truth-table.csv"), "utf8")
  .trim()
  .split("\n");
const names = header.split(",");
const table: Line[] = lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i] ?? "", cell])));

function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function files(): Record<string, string[]> {
  const all: Record<string, string[]> = {
    tickets: ["ticket_id,kind,created_at,first_response_at,resolved_at,site_id"],
    complaints: ["complaint_id,received_at,resolved_at,compensation"],
    surveys: ["survey_id,campaign,visited_at,outcome,score"],
    customers: ["customer_id,joined_on"],
    bills: ["bill_id,customer_id,site_id,due_on,amount"],
    payments: ["payment_id,bill_id,paid_on,amount"],
    ratings: ["rating_id,shop_id,buyer_id,rated_at,service"],
  };
  const add = (source: string, ...cells: string[]) => all[source]?.push(cells.join(","));
  for (let day = FIRST; day <= LAST; day = dayAfter(day)) {
    if (day.startsWith(WITHOUT)) continue;
    const date = Number(day.slice(8));
    const month = Number(day.slice(5, 7));
    const solved = date % 2 === 1 ? `${day} 18:00` : `${dayAfter(day)} 18:00`;
    add("tickets", `T${day}`, "consult", `${day} 12:00`, `${day} 12:${String(date).padStart(2, "0")}`, solved, "A");
    add("complaints", `K${day}`, `${day} 08:00`, `${day} 12:00`, `${date}.00`);
    add("surveys", `V${day}`, "care", `${day} 12:00`, "completed", date <= 10 ? "5" : "1");
    add("customers", `C${day}`, day);
    add("bills", `B${day}`, `C${day}`, "A", day, "1.00");
    add("payments", `P${day}`, `B${day}`, dayAfter(day, 15), "1.00");
    add("ratings", `R${day}`, "S", `buyer ${day}`, `${day} 12:00`, month % 2 === 0 ? "5" : "3");
  }
  // The last second of 29 February in Shanghai, and the first of 1 March, as an export in UTC writes them.
  add("tickets", "Z1", "order", "2024-02-29T15:59:59Z", "", "", "Z");
  add("tickets", "Z2", "order", "2024-02-29T16:00:00Z", "", "", "Z");
  return all;
}

const METRICS = [...new Set(table.map(({ metric }) => metric ?? ""))];

let system: Published;
let catalogue: Catalogue;

beforeAll(async () => {
  system = await publish(files(), LAST, { only: METRICS });
  catalogue = (await (await system.request("/api/catalogue")).json()) as Catalogue;
});
afterAll(() => system.close());

async function answerTo({ metric = "", grain = "", period = "", as_of = "" }: Line) {
  // Only the shop has ratings and only A has tickets of every day.
  const site = metric === "ticket_count" ? "&site=A" : "";
  const rows = await system.series(
    `metric=${metric}&grain=${grain}&from=${period}&to=${period}&as_of=${as_of}&compare=previous,year${site}`,
  );
  expect(rows).toHaveLength(1);
  return rows[0] as SeriesRow;
}

function near(actual: number | null, wanted: string): boolean {
  if (wanted === "" || actual === null) return wanted === "" && actual === null;
  return Math.abs(actual - Number(wanted)) < 1e-9 * Math.max(1, Math.abs(Number(wanted)));
}

describe("the truth table of periods", () => {
  test("has at least 120 cases and every kind of metric", () => {
    expect(table.length).toBeGreaterThanOrEqual(120);
    expect([...new Set(table.map(({ kind }) => kind))].sort()).toEqual([
      "balance",
      "count",
      "mean",
      "quantile",
      "ratio",
      "sum",
    ]);
    for (const metric of METRICS) {
      expect(catalogue.metrics.find(({ id }) => id === metric)?.kind, metric).toBe(
        table.find((line) => line["metric"] === metric)?.["kind"],
      );
    }
  });

  test.each(table.map((line): [string, string, Line] => [line["case"] ?? "", line["metric"] ?? "", line]))(
    "%s: %s",
    async (_, __, line) => {
      const row = await answerTo(line);
      expect([row.from, row.through, String(row.running)]).toEqual([line["from"], line["through"], line["running"]]);
      for (const column of ["value", "previous", "year"] as const) {
        if (!near(row[column], line[column] ?? "")) expect.fail(`${column} is ${row[column]}, not ${line[column]}`);
      }
      expect(row.n).toBe(Number(line["n"]));
      sayWhy(line, row);
    },
  );

  /** Nothing is blank without a reason in words, in both languages. */
  function sayWhy(line: Line, row: SeriesRow): void {
    const metric = catalogue.metrics.find(({ id }) => id === line["metric"]) as MetricEntry;
    if (row.value === null) expect(row.status).toBe("empty");
    const view = viewOf({ grain: line["grain"] as PageGrain, period: line["period"] ?? null }, line["as_of"] ?? "");
    for (const lang of ["zh", "en"] as const) {
      expect(words[lang].status.empty).not.toBe("");
      for (const which of ["previous", "year"] as const) {
        const { title } = changeOf(which, metric, row, view, lang);
        const { now, [which]: base } = view.slot;
        const [nothing, without] = [
          words[lang].nothingHappened(formatDays(now, lang, view.thisYear)),
          words[lang].notComparable(words[lang][which], base ? formatDays(base, lang, view.thisYear) : ""),
        ];
        if (row.value === null) expect(title).toBe(nothing);
        else if (row[which] === null) expect(title).toBe(without);
        else expect([nothing, without]).not.toContain(title);
      }
    }
  }
});

describe("beyond the table", () => {
  test("midnight is Shanghai's, whatever zone the export writes and the machine is in", async () => {
    const days = await system.series("metric=ticket_count&grain=day&from=2024-02-28&to=2024-03-02&site=Z");
    expect(days.map(({ period, value }) => [period, value])).toEqual([
      ["2024-02-28", 0],
      ["2024-02-29", 1],
      ["2024-03-01", 1],
      ["2024-03-02", 0],
    ]);
    const months = await system.series("metric=ticket_count&grain=month&from=2024-02&to=2024-03&site=Z");
    expect(months.map(({ value }) => value)).toEqual([1, 1]);
  });

  test("a day that has not come has no row", async () => {
    expect(await system.series("metric=ticket_count&grain=day&from=2025-06-30&to=2025-07-02&site=A")).toHaveLength(1);
    const beyond = await system.request("/api/series?metric=ticket_count&grain=month&from=2025-07&to=2025-07");
    expect(beyond.status).toBe(400);
    expect(((await beyond.json()) as { error: { zh: string } }).error.zh).toContain("没有任何一期");
  });

  test("all time ends with today", async () => {
    const rows = await system.series("metric=ticket_count&grain=all&as_of=2020-06-10&site=A");
    expect(rows.map(({ period, value }) => [period, value])).toEqual([[null, 10]]);
  });

  test("what became known later changes a period's figure only from the day on which it did", async () => {
    const asked = async (asOf: string) =>
      (await system.series(`metric=recovery_rate&grain=month&from=2024-06&to=2024-06&as_of=${asOf}`))[0]?.value;
    // Due on the first ten days and paid fifteen days later: by the 25th all ten, by the 24th nine of 24.
    expect(await asked("2024-06-24")).toBeCloseTo(9 / 24, 12);
    expect(await asked("2024-06-25")).toBeCloseTo(10 / 25, 12);
    // Once the month is over, a payment of July is no part of it.
    expect(await asked("2024-06-30")).toBeCloseTo(15 / 30, 12);
    expect(await asked("2024-07-31")).toBeCloseTo(15 / 30, 12);
  });
});
