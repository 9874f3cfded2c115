import { describe, expect, test } from "vitest";
import { addDays } from "./calendar.ts";
import type { Data, Rows } from "./data.ts";
import { noData } from "./merge.ts";
import { valueOf } from "./metrics.ts";
import { rowOf } from "./row-of.ts";

const ticket = (ticket_id: string, created_at: string, more: Partial<Rows["tickets"]> = {}): Rows["tickets"] =>
  rowOf("tickets", { ticket_id, kind: "repair", site_id: "S01", created_at, ...more });
const survey = (survey_id: string, more: Partial<Rows["surveys"]>): Rows["surveys"] =>
  rowOf("surveys", { survey_id, campaign: "ticket", site_id: "S01", ...more });
const complaint = (
  complaint_id: string,
  received_at: string,
  more: Partial<Rows["complaints"]> = {},
): Rows["complaints"] => rowOf("complaints", { complaint_id, received_at, ...more });
const bill = (bill_id: string, due_on: string, amount: number, more: Partial<Rows["bills"]> = {}): Rows["bills"] =>
  rowOf("bills", { bill_id, customer_id: "C01", site_id: "S01", fee_kind: "water", due_on, amount, ...more });
const rating = (
  rating_id: string,
  rated_at: string,
  description: number | null,
  more: Partial<Rows["ratings"]> = {},
): Rows["ratings"] =>
  rowOf("ratings", { rating_id, shop_id: "P01", buyer_id: "买家甲", rated_at, description, ...more });
const paid = (bill_id: string, paid_on: string, amount: number): Rows["payments"] =>
  rowOf("payments", { payment_id: `${bill_id} ${paid_on} ${amount}`, bill_id, paid_on, amount });
const data = (some: Partial<Data>): Data => ({ ...noData(), ...some });
const february = { first: "2024-02-01", last: "2024-02-29", asOf: "2024-12-31" };

describe("surveys, computed naively", () => {
  const answers = data({
    customers: [rowOf("customers", { customer_id: "C01", tier: "key" })],
    surveys: [
      survey("1", { visited_at: "2024-02-01 00:00:00", score: 5, nps: 9, customer_id: "C01" }),
      survey("2", { visited_at: "2024-02-29 23:59:59", score: 3, nps: 6 }),
      survey("3", { visited_at: "2024-02-10 12:00:00", score: 4, nps: 8 }),
      survey("4", { visited_at: "2024-02-10 12:00:00" }),
      survey("5", { visited_at: "2024-03-01 00:00:00", score: 1, nps: 0 }),
    ],
  });

  test("leave those without a score out of both sides", () => {
    expect(valueOf("csat", answers, february, {})).toEqual({ value: 2 / 3, numerator: 2, denominator: 3, n: 3 });
    expect(valueOf("csat_mean", answers, february, {}).value).toBe(4);
    expect(valueOf("nps", answers, february, {})).toEqual({ value: 0, numerator: 0, denominator: 3, n: 3 });
  });

  test("are cut by the tier of the customer, unknown customers having none", () => {
    expect(valueOf("csat", answers, february, { tier: ["key"] }).value).toBe(1);
    expect(valueOf("csat", answers, february, { tier: [null] }).value).toBe(0.5);
    expect(valueOf("csat", answers, february, { tier: ["member"] }).value).toBeNull();
  });

  test("stop at as_of", () => {
    expect(valueOf("csat", answers, { ...february, asOf: "2024-02-28" }, {}).n).toBe(2);
    expect(valueOf("csat", answers, { ...february, asOf: "2024-01-31" }, {}).value).toBeNull();
  });

  test("count a revisit within three days to the second", () => {
    const due_from = "2024-02-26 10:00:00";
    const visits = data({
      surveys: [
        survey("1", { due_from, visited_at: "2024-02-29 10:00:00", outcome: "completed" }),
        survey("2", { due_from, visited_at: "2024-02-29 10:00:01", outcome: "completed" }),
        survey("3", { due_from, visited_at: "2024-02-27 10:00:00", outcome: "no_answer" }),
        survey("4", { due_from, visited_at: "2024-02-27 10:00:00", outcome: "completed", campaign: "care" }),
      ],
    });
    expect(valueOf("revisit_within_3_days", visits, february, {})).toMatchObject({ numerator: 1, denominator: 3 });
  });
});

describe("tickets and complaints, computed naively", () => {
  test("interpolate the ninetieth percentile", () => {
    const minutes = [0, 10, 20, 30, 40, 50];
    const tickets = minutes.map((minute, index) =>
      ticket(String(index), "2024-02-05 08:00:00", {
        first_response_at: `2024-02-05 08:${String(minute).padStart(2, "0")}:00`,
      }),
    );
    expect(valueOf("first_response_minutes_p90", data({ tickets }), february, {})).toMatchObject({ value: 45, n: 6 });
  });

  test("take pending minutes off the resolution, which counts on the day it was reached", () => {
    const tickets = [
      ticket("1", "2024-01-31 23:00:00", { resolved_at: "2024-02-01 01:00:00", pending_minutes: 30 }),
      ticket("2", "2024-02-29 23:00:00", { resolved_at: "2024-03-01 01:00:00" }),
    ];
    expect(valueOf("resolution_minutes_p90", data({ tickets }), february, {})).toMatchObject({ value: 90, n: 1 });
  });

  test("ask the same local day for same_day_resolution and leave cancelled ones out", () => {
    const tickets = [
      ticket("1", "2024-02-05 00:00:00", { resolved_at: "2024-02-05 23:59:59" }),
      ticket("2", "2024-02-05 23:59:59", { resolved_at: "2024-02-06 00:00:00", status: "resolved" }),
      ticket("3", "2024-02-05 12:00:00", { status: "cancelled" }),
      ticket("4", "2024-02-05 12:00:00", { kind: "order" }),
    ];
    expect(valueOf("same_day_resolution", data({ tickets }), february, {}).value).toBe(0.5);
    expect(valueOf("ticket_count", data({ tickets }), february, {}).value).toBe(4);
  });

  test("count nothing before the first ticket as unknown and nothing after it as 0", () => {
    const tickets = [ticket("1", "2024-02-05 00:00:00")];
    const at = (first: string, last: string): number | null =>
      valueOf("ticket_count", data({ tickets }), { first, last, asOf: "2024-03-31" }, {}).value;
    expect(at("2024-01-01", "2024-01-31")).toBeNull();
    expect(at("2024-03-01", "2024-03-31")).toBe(0);
    expect(at("2024-04-01", "2024-04-30")).toBeNull();
  });

  test("hold a ticket open until the day it is resolved, else closed; a cancelled one never", () => {
    const tickets = [
      ticket("1", "2024-02-05 00:00:00"),
      ticket("2", "2024-02-05 00:00:00", { resolved_at: "2024-02-29 23:59:59" }),
      ticket("3", "2024-02-05 00:00:00", { closed_at: "2024-03-01 00:00:00" }),
      ticket("4", "2024-02-05 00:00:00", { status: "cancelled" }),
    ];
    expect(valueOf("backlog", data({ tickets }), february, {}).value).toBe(2);
    expect(valueOf("backlog", data({ tickets }), { ...february, last: "2024-02-28" }, {}).value).toBe(3);
    expect(valueOf("backlog", data({ tickets }), { ...february, last: "2024-02-04" }, {}).value).toBeNull();
  });

  test("take a complaint as revisited by its own time or by a completed survey", () => {
    const resolved_at = "2024-02-05 00:00:00";
    const some = data({
      complaints: [
        complaint("K1", "2024-01-31 12:00:00", { resolved_at, revisited_at: "2024-02-06 00:00:00" }),
        complaint("K2", "2024-01-31 12:00:00", { resolved_at }),
        complaint("K3", "2024-01-31 12:00:00", { resolved_at }),
        complaint("K4", "2024-01-31 12:00:00"),
      ],
      surveys: [
        survey("1", { complaint_id: "K2", outcome: "completed" }),
        survey("2", { complaint_id: "K2", outcome: "completed" }),
        survey("3", { complaint_id: "K3", outcome: "refused" }),
      ],
    });
    expect(valueOf("complaint_revisit_rate", some, february, {})).toMatchObject({ numerator: 2, denominator: 3 });
    const january = { first: "2024-01-01", last: "2024-01-31", asOf: "2024-12-31" };
    expect(valueOf("complaint_close_rate", some, january, {}).value).toBe(0.75);
    expect(valueOf("complaint_resolution_hours_p90", some, february, {}).value).toBe(108);
  });
});

describe("bills, computed naively", () => {
  const bills = [
    bill("B1", "2024-02-10", 10_000),
    bill("B2", "2024-02-29", 5_000, { customer_id: "C02" }),
    bill("B3", "2024-03-01", 7_000),
  ];
  const payments = [
    paid("B1", "2024-01-15", 6_000),
    paid("B1", "2024-02-29", 6_000),
    paid("B1", "2024-03-01", -9_000),
    paid("B2", "2024-03-01", 5_000),
  ];

  test("recover what was paid by the period's end, over-payment cut at the bill, reversals taken off", () => {
    const some = data({ bills, payments });
    expect(valueOf("recovery_rate", some, february, {})).toEqual({
      value: 10_000 / 15_000,
      numerator: 100,
      denominator: 150,
      n: 2,
    });
    const quarter = { first: "2024-01-01", last: "2024-03-31", asOf: "2024-12-31" };
    expect(valueOf("recovery_rate", some, quarter, {})).toMatchObject({ numerator: 80, denominator: 220 });
  });

  test("hold a bill for wholly unpaid, not for more than that, where a reversal has lost its payment", () => {
    const some = data({ bills: [bill("B1", "2024-02-10", 10_000)], payments: [paid("B1", "2024-02-11", -4_000)] });
    expect(valueOf("recovery_rate", some, february, {}).value).toBe(0);
    expect(valueOf("arrears_balance", some, february, {}).value).toBe(100);
  });

  test("take settled_on as paid in full only where the bill has no payment", () => {
    const settled_on = "2024-02-11";
    const some = data({
      bills: [bill("B1", "2024-02-10", 10_000, { settled_on }), bill("B2", "2024-02-10", 10_000, { settled_on })],
      payments: [paid("B2", "2024-02-20", 2_500)],
    });
    expect(valueOf("recovery_rate", some, february, {}).value).toBe(0.625);
  });

  test("call a bill overdue from the day after it was due", () => {
    const some = data({ bills, payments });
    const at = (day: string): number | null =>
      valueOf("arrears_balance", some, { first: day, last: day, asOf: "2024-12-31" }, {}).value;
    expect(at("2024-02-10")).toBeNull();
    expect(at("2024-02-11")).toBe(40);
    expect(at("2024-02-29")).toBe(0);
    expect(at("2024-03-01")).toBe(70);
    expect(at("2024-03-02")).toBe(140);
  });

  test("sort arrears by age: 1-30, then 31-60 and so on", () => {
    const some = data({ bills: [bill("B1", "2024-02-10", 10_000)] });
    const at = (days: number, age_bucket: string): number | null => {
      const day = addDays("2024-02-10", days);
      return valueOf(
        "arrears_balance",
        some,
        { first: day, last: day, asOf: "2025-12-31" },
        { age_bucket: [age_bucket] },
      ).n;
    };
    const edges: [number, number, string][] = [
      [1, 30, "1-30"],
      [31, 60, "31-60"],
      [61, 90, "61-90"],
      [91, 180, "91-180"],
      [181, 365, "181-365"],
      [366, 400, ">365"],
    ];
    for (const [from, to, bucket] of edges) {
      expect([at(from - 1, bucket), at(from, bucket), at(to, bucket), at(to + 1, bucket)]).toEqual([
        0,
        1,
        1,
        bucket === ">365" ? 1 : 0,
      ]);
    }
  });

  test("count a customer once, from the day after three months", () => {
    const some = data({ bills: [bill("B1", "2023-11-30", 100), bill("B2", "2023-11-29", 100)], payments: [] });
    const at = (last: string): number | null =>
      valueOf("overdue_3_months_customers", some, { first: last, last, asOf: "2024-12-31" }, {}).value;
    expect(at("2024-02-29")).toBeNull();
    expect(at("2024-03-01")).toBe(1);
  });

  test("turn closing receivables into days of billing", () => {
    const some = data({
      bills: [
        bill("B1", "2024-03-10", 10_000, { period: "2024-02-01" }),
        bill("B2", "2024-01-10", 5_000),
        bill("B3", "2024-02-29", 9_000, { period: "2024-03-01" }),
      ],
      payments: [paid("B1", "2024-02-20", 4_000)],
    });
    expect(valueOf("days_sales_outstanding", some, february, {}).value).toBeCloseTo((110 * 29) / 100, 12);
    expect(valueOf("days_sales_outstanding", some, { ...february, asOf: "2024-02-10" }, {}).value).toBeCloseTo(15, 12);
  });
});

describe("shop ratings, computed naively", () => {
  test("count the first three of a buyer in a shop and month, ties by number, nulls using up a place", () => {
    const ratings = [
      rating("E4", "2024-02-03 10:00:00", 1),
      rating("E3", "2024-02-03 10:00:00", 2),
      rating("E1", "2024-02-01 10:00:00", 5),
      rating("E2", "2024-02-02 10:00:00", null),
      rating("E5", "2024-02-03 10:00:00", 3, { shop_id: "P02" }),
      rating("E6", "2024-02-29 10:00:00", 4, { buyer_id: null }),
    ];
    expect(valueOf("dsr_description", data({ ratings }), february, { site: ["P01"] })).toMatchObject({
      numerator: 11,
      denominator: 3,
    });
    expect(valueOf("dsr_description", data({ ratings }), february, {}).value).toBe(3.5);
  });

  test("look six months back from the last day, which the same date then no longer belongs to", () => {
    const ratings = [rating("E1", "2023-08-29 23:59:59", 1), rating("E2", "2023-08-30 00:00:00", 5)];
    expect(valueOf("dsr_description", data({ ratings }), february, {}).value).toBe(5);
  });

  test("measure a shop against its industry: above it by the room to the best, below it by the room to the worst", () => {
    const some = data({
      sites: [
        rowOf("sites", { site_id: "P01", name: "一", kind: "shop", category: "家电" }),
        rowOf("sites", { site_id: "P02", name: "二", kind: "shop", category: "家电" }),
        rowOf("sites", { site_id: "P03", name: "三", kind: "shop", category: null }),
      ],
      industry_ratings: [{ category: "家电", month: "2024-02-01", facet: "description", mean: 4, high: 5, low: 2 }],
      ratings: [
        rating("E1", "2024-02-03 10:00:00", 5),
        rating("E2", "2024-02-03 10:00:00", 3, { shop_id: "P02" }),
        rating("E3", "2024-02-03 10:00:00", 1, { shop_id: "P03" }),
      ],
    });
    expect(valueOf("dsr_vs_industry", some, february, {})).toMatchObject({ numerator: 0, denominator: 3 });
    expect(valueOf("dsr_vs_industry", some, february, { site: ["P01"] }).value).toBe(1);
    expect(valueOf("dsr_vs_industry", some, february, { site: ["P02"] }).value).toBe(-0.5);
  });
});
