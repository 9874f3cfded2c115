import fc from "fast-check";
import { expect, test } from "vitest";
import { business } from "./arbitraries.ts";
import { paidBy } from "./billing.ts";
import { merge, type Data, type Delivery } from "./data.ts";
import { METRIC_IDS, valueOf } from "./metrics.ts";
import { countedRatings } from "./shops.ts";

const SETS = fc.sample(business, { numRuns: 200, seed: 2 });
const DATA = SETS.map(merge);

/** In how many of the 200 sets it happens; each must be common enough that a mistake about it cannot pass unseen. */
const SITUATIONS: Record<string, (data: Data, deliveries: Delivery[]) => boolean> = {
  "a source without data": (data) => data.tickets.length === 0 || data.surveys.length === 0 || data.bills.length === 0,
  "a corrected row": (data, deliveries) =>
    deliveries.flatMap((one) => (one.source === "tickets" ? one.records : [])).filter((one) => one.damage === null)
      .length > data.tickets.length,
  "a rejected row": (data) => data.ledger.some((line) => line.rejected > 0),
  "a cancelled ticket without an end": (data) =>
    data.tickets.some((row) => row.status === "cancelled" && row.resolved_at === null && row.closed_at === null),
  "a ticket of the leap day": (data) => data.tickets.some((row) => row.created_at.startsWith("2024-02-29")),
  "a ticket resolved after midnight": (data) =>
    data.tickets.some((row) => row.resolved_at !== null && row.resolved_at.slice(0, 10) > row.created_at.slice(0, 10)),
  "a survey visited without a score": (data) =>
    data.surveys.some((row) => row.visited_at !== null && row.score === null),
  "a complaint with both a revisit and a survey": (data) =>
    data.complaints.some(
      (row) => row.revisited_at !== null && data.surveys.some((survey) => survey.complaint_id === row.complaint_id),
    ),
  "a complaint with several completed surveys": (data) =>
    data.complaints.some(
      (row) =>
        data.surveys.filter((survey) => survey.complaint_id === row.complaint_id && survey.outcome === "completed")
          .length > 1,
    ),
  "a payment before its bill is due": (data) =>
    data.payments.some((row) => data.bills.some((bill) => bill.bill_id === row.bill_id && row.paid_on < bill.due_on)),
  "several payments of a bill": (data) =>
    data.bills.some((bill) => data.payments.filter((row) => row.bill_id === bill.bill_id).length > 1),
  "an over-payment": (data) =>
    data.bills.some((bill) => data.payments.some((row) => row.bill_id === bill.bill_id && row.amount > bill.amount)),
  "a reversal": (data) =>
    data.bills.some((bill) => data.payments.some((row) => row.bill_id === bill.bill_id && row.amount < 0)),
  "a settled bill without payments": (data) =>
    data.bills.some((bill) => bill.settled_on !== null && paidBy(data, bill, bill.settled_on) === bill.amount),
  "a settled bill with payments": (data) =>
    data.bills.some((bill) => bill.settled_on !== null && data.payments.some((row) => row.bill_id === bill.bill_id)),
  "a payment of an unknown bill": (data) =>
    data.payments.some((row) => !data.bills.some((bill) => bill.bill_id === row.bill_id)),
  "a fourth rating in a month": (data) => countedRatings(data).length < data.ratings.length,
  "an unknown site": (data) => data.tickets.some((row) => row.site_id === "X99"),
};

test.each(Object.entries(SITUATIONS))("the random data sets show %s", (_, happens) => {
  expect(DATA.filter((data, index) => happens(data, SETS[index]!)).length).toBeGreaterThanOrEqual(20);
});

test.each(METRIC_IDS)("%s has a value in many of the random data sets, and not always the same", (metric) => {
  // The month with most of it: the middle of 2024's first quarter draws the awkward days.
  const span = { first: "2024-02-01", last: "2024-02-29", asOf: "2026-01-01" };
  const values = DATA.map((data) => valueOf(metric, data, span, {}).value).filter((value) => value !== null);
  expect(values.length).toBeGreaterThanOrEqual(20);
  expect(new Set(values).size).toBeGreaterThanOrEqual(4);
});
