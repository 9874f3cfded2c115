import { afterEach, expect, test } from "vitest";
import type { Data, Delivery, FileRecord, Rows, Source } from "../naive/data.ts";
import { rowOf } from "../naive/row-of.ts";
import { openSystem, type System } from "./system.ts";

// The smallest data that once told the two computations apart, each with its value by hand.

let system: System;
afterEach(() => system.close());

async function given(metrics: string[], data: Partial<Pick<Data, Source>>): Promise<void> {
  const deliveries = Object.entries(data).map(([source, rows]) => ({
    source: source as Source,
    uploader: "小王",
    loadedAt: "2024-05-01 09:00:00",
    records: rows.map((row): FileRecord<Rows[Source]> => ({ row, damage: null })),
  }));
  system = await openSystem(metrics);
  await system.takeIn(deliveries as Delivery[]);
}

async function figures(query: string, ...columns: string[]): Promise<unknown[][]> {
  const rows = await system.series(new URLSearchParams(query));
  return rows.map((row) => columns.map((column) => row[column]));
}

const rating = (rating_id: string, rated_at: string, description: number): Rows["ratings"] =>
  rowOf("ratings", { rating_id, shop_id: "P01", rated_at, description });

const SHOP_AGAINST_INDUSTRY: Partial<Pick<Data, Source>> = {
  sites: [rowOf("sites", { site_id: "P01", name: "旗舰店", kind: "shop", category: "家电" })],
  ratings: [
    rating("E1", "2024-02-10 12:00:00", 2),
    rating("E2", "2024-03-01 12:00:00", 4),
    rating("E3", "2024-03-20 12:00:00", 5),
    rating("E4", "2024-04-10 12:00:00", 5),
  ],
  industry_ratings: ["2024-02-01", "2024-03-01", "2024-04-01"].map((month) => ({
    category: "家电",
    month,
    facet: "description" as const,
    mean: 3,
    high: 5,
    low: 1,
  })),
};

test("a shop is held against its industry by the ratings known on as_of, not by later ones", async () => {
  await given(["dsr_vs_industry"], SHOP_AGAINST_INDUSTRY);
  // Known on 2 March: 2 and 4, mean 3, the industry's own: (3 − 3) ÷ (5 − 3).
  const march = "metric=dsr_vs_industry&grain=month&from=2024-03&to=2024-03";
  expect(await figures(`${march}&as_of=2024-03-02`, "value")).toEqual([[0]]);
  // By the month's end 5 has come too, mean 11/3: (2/3) ÷ 2.
  expect((await figures(`${march}&as_of=2024-03-31`, "value"))[0]?.[0]).toBeCloseTo(1 / 3, 12);
});

test("while a month runs, a shop's month before is cut at as many days", async () => {
  await given(["dsr_vs_industry"], SHOP_AGAINST_INDUSTRY);
  // 1–10 March, as 1–10 April has passed: 2 and 4.
  const april = "metric=dsr_vs_industry&grain=month&from=2024-04&to=2024-04&compare=previous&as_of=2024-04-10";
  expect(await figures(april, "value", "previous")).toEqual([[0.5, 0]]);
});

test("a metric without any data answers nothing, not an error", async () => {
  const metrics = ["ticket_count", "complaint_count", "backlog", "arrears_balance"];
  await given(metrics, {});
  for (const metric of metrics) {
    const month = `metric=${metric}&grain=month&from=2024-03&to=2024-03`;
    expect(await figures(month, "value", "n")).toEqual([[null, 0]]);
  }
});

test("n of the backlog is the number of open tickets", async () => {
  const ticket = rowOf("tickets", { kind: "repair", site_id: "S01", created_at: "2024-03-01 12:00:00" });
  await given(["backlog"], {
    tickets: [
      { ...ticket, ticket_id: "T1" },
      { ...ticket, ticket_id: "T2", resolved_at: "2024-03-05 12:00:00" },
      { ...ticket, ticket_id: "T3", resolved_at: "2024-03-06 12:00:00" },
    ],
  });
  expect(await figures("metric=backlog&grain=month&from=2024-03&to=2024-03", "value", "n")).toEqual([[1, 1]]);
});

test("an unpaid bill moves to the next age bucket 31, 61, 91, 181 and 366 days after it was due", async () => {
  await given(["arrears_balance"], {
    bills: [
      rowOf("bills", { bill_id: "B1", customer_id: "C01", site_id: "S01", due_on: "2024-01-01", amount: 10_000 }),
    ],
  });
  const bucketOn = async (day: string): Promise<unknown[][]> =>
    figures(`metric=arrears_balance&grain=day&by=age_bucket&from=${day}&to=${day}&as_of=${day}`, "age_bucket", "value");
  const days = ["01-02", "01-31", "02-01", "03-01", "03-02", "03-31", "04-01", "06-29", "06-30", "12-31"];
  const buckets = ["1-30", "1-30", "31-60", "31-60", "61-90", "61-90", "91-180", "91-180", "181-365", "181-365"];
  const found = [];
  for (const day of days) found.push(...(await bucketOn(`2024-${day}`)));
  expect(found).toEqual(buckets.map((bucket) => [bucket, 100]));
  expect(await bucketOn("2025-01-01")).toEqual([[">365", 100]]);
});
