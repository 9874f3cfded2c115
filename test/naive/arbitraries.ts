/**
 * Random small businesses. The values are few and awkward on purpose: days at the edges of months, weeks and years,
 * the last second of a day, keys that come again, payments that do not fit their bill, references to nobody.
 */
import fc from "fast-check";
import { daysOfSet, timeOf } from "./awkward.ts";
import type { Delivery, FileRecord, Rows, Source } from "./data.ts";
import { agentRow, customerRow, siteRow, targetRow } from "./master-rows.ts";
import { complaintRow, surveyRow, ticketRow } from "./service-rows.ts";
import { billRow, industryRow, paymentRow, ratingRow } from "./trade-rows.ts";

/** Cells that no reader can take for what the contract wants: each makes its record a rejected one. */
const DAMAGE: Partial<Record<Source, Record<string, string>[]>> = {
  tickets: [
    { kind: "外星来电" },
    { created_at: "昨天下午" },
    { created_at: "" },
    { resolved_at: "1999-01-01 00:00:00" },
  ],
  complaints: [{ received_at: "2024-13-01 00:00:00" }, { cause: "不知道" }, { resolved_at: "1999-01-01 00:00:00" }],
  surveys: [{ score: "6" }, { campaign: "" }, { nps: "11" }],
  bills: [{ amount: "一百元" }, { due_on: "2023-02-29" }, { customer_id: "" }],
  payments: [{ amount: "12.345" }, { paid_on: "" }],
  ratings: [{ description: "0" }, { shop_id: "" }, { sentiment: "还行" }],
};

function recordsOf<S extends Source>(
  source: S,
  row: fc.Arbitrary<Rows[S]>,
  most: number,
): fc.Arbitrary<FileRecord<Rows[S]>[]> {
  const damages = DAMAGE[source];
  const sound = fc.constant(null);
  const damage: fc.Arbitrary<Record<string, string> | null> =
    damages === undefined
      ? sound
      : fc.oneof({ weight: 12, arbitrary: sound }, { weight: 1, arbitrary: fc.constantFrom(...damages) });
  return fc.array(fc.record({ row, damage }), { minLength: 0, maxLength: most, size: "max" });
}

function delivery<S extends Source>(
  source: S,
  row: fc.Arbitrary<Rows[S]>,
  most: number,
  days: fc.Arbitrary<string>,
): fc.Arbitrary<Delivery> {
  return fc.record({
    source: fc.constant(source),
    uploader: fc.constantFrom("小王", "小李"),
    loadedAt: timeOf(days).map((time) => time.slice(0, 19)),
    records: recordsOf(source, row, most),
  }) as unknown as fc.Arbitrary<Delivery>;
}

/**
 * Up to two deliveries a source, the second with corrections; now and then none at all. Deliveries come in random order,
 * so a payment's file may come before its bill's.
 */
export const business: fc.Arbitrary<Delivery[]> = daysOfSet.chain((days) => {
  const some = (one: fc.Arbitrary<Delivery>): fc.Arbitrary<Delivery[]> =>
    fc.oneof(
      { weight: 6, arbitrary: fc.array(one, { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(one, { minLength: 2, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(one, { maxLength: 0 }) },
    );
  return fc
    .tuple(
      some(delivery("sites", siteRow, 8, days)),
      some(delivery("agents", agentRow, 3, days)),
      some(delivery("customers", customerRow, 6, days)),
      some(delivery("tickets", ticketRow(days), 40, days)),
      some(delivery("complaints", complaintRow(days), 15, days)),
      some(delivery("surveys", surveyRow(days), 40, days)),
      some(delivery("bills", billRow(days), 25, days)),
      some(delivery("payments", paymentRow(days), 30, days)),
      some(delivery("ratings", ratingRow(days), 50, days)),
      some(delivery("industry_ratings", industryRow(days), 30, days)),
      some(delivery("targets", targetRow, 4, days)),
    )
    .chain((bySource) => {
      // An empty file is refused and the same bytes twice are one load; both are other tests' business.
      const seen = new Set<string>();
      const all = bySource.flat().filter((one) => {
        const bytes = JSON.stringify([one.source, one.records]);
        const fresh = one.records.length > 0 && !seen.has(bytes);
        seen.add(bytes);
        return fresh;
      });
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    });
});
