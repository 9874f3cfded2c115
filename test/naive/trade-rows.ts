import fc from "fast-check";
import { agent, nullable, numbered, SHOPS, SITES, timeOf } from "./awkward.ts";
import { addDays } from "./calendar.ts";
import { FACETS, type Bill, type IndustryRating, type Payment, type Rating } from "./data.ts";

const AMOUNTS = [1, 3_333, 9_999, 10_000, 20_000, 1_234_567];
export const billRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Bill> =>
  fc
    .record({
      bill_id: numbered("B", 25),
      customer_id: numbered("C", 5),
      site_id: fc.constantFrom(...SITES, "X99"),
      collector_id: agent,
      fee_kind: nullable(fc.constantFrom("water", "property")),
      monthsBefore: nullable(fc.constantFrom(0, 1, 2, -1)),
      due_on: days,
      amount: fc.constantFrom(...AMOUNTS),
      settled: fc.option(fc.constantFrom(-20, -1, 0, 1, 31, 92, 400), { nil: null, freq: 2 }),
    })
    .map(({ monthsBefore, settled, ...row }): Bill => {
      const month = addDays(`${row.due_on.slice(0, 7)}-15`, -30 * (monthsBefore ?? 0)).slice(0, 7);
      return {
        ...(row as Omit<Bill, "period" | "settled_on">),
        period: monthsBefore === null ? null : `${month}-01`,
        settled_on: settled === null ? null : addDays(row.due_on, settled),
      };
    });

export const paymentRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Payment> =>
  fc.record({
    payment_id: numbered("R", 60),
    bill_id: numbered("B", 26),
    paid_on: fc.oneof(
      days,
      fc.tuple(days, fc.constantFrom(-31, -1, 1, 30, 95)).map(([day, days]) => addDays(day, days)),
    ),
    amount: fc.constantFrom(...AMOUNTS, ...AMOUNTS, -3_333, -10_000),
  });

const score = nullable(fc.integer({ min: 1, max: 5 }));
export const ratingRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Rating> =>
  fc.record({
    rating_id: numbered("E", 60),
    shop_id: fc.constantFrom(...SHOPS, ...SHOPS, "X98"),
    buyer_id: nullable(fc.constantFrom("买家甲", "买家乙"), 6),
    agent_id: agent,
    // Few days of few months, so that a buyer's fourth rating of a month, and two in one second, do happen.
    rated_at: timeOf(fc.oneof(days, fc.constantFrom("2024-02-01", "2024-02-29", "2024-03-31", "2023-08-31"))),
    description: score,
    service: score,
    logistics: score,
    sentiment: nullable(fc.constantFrom("good", "neutral", "bad")),
  });

export const industryRow = (days: fc.Arbitrary<string>): fc.Arbitrary<IndustryRating> =>
  fc
    .record({
      category: fc.constantFrom("家电", "母婴"),
      month: fc.oneof(days, fc.constantFrom("2024-02-01", "2024-03-01", "2024-08-01")),
      facet: fc.constantFrom(...FACETS),
      mean: fc.constantFrom(1, 3, 3.5, 4, 4.75, 5),
      high: nullable(fc.constantFrom(0, 0.05, 0.2, 1), 6),
      low: nullable(fc.constantFrom(0, 0.05, 0.2, 1), 6),
    })
    .map(({ mean, high, low, month, ...row }) => ({
      ...row,
      month: `${month.slice(0, 7)}-01`,
      mean,
      high: high === null ? null : Number((mean + high).toFixed(2)),
      low: low === null ? null : Number((mean - low).toFixed(2)),
    }));
