/**
 * Random small businesses. The values are few and awkward on purpose: days at the edges of months, weeks and years,
 * the last second of a day, keys that come again, payments that do not fit their bill, references to nobody.
 */
import fc from "fast-check";
import { addDays } from "./calendar.ts";
import {
  FACETS,
  type Agent,
  type Bill,
  type Complaint,
  type Customer,
  type Delivery,
  type FileRecord,
  type IndustryRating,
  type Payment,
  type Rating,
  type Rows,
  type Site,
  type Source,
  type Survey,
  type TargetRow,
  type Ticket,
} from "./data.ts";

/** Month ends, leap day, turns of year, an ISO week over new year, and days that lack a namesake three or six months on. */
export const AWKWARD_DAYS = [
  ...["2022-12-31", "2023-01-01", "2023-02-28", "2023-03-01", "2023-05-31", "2023-08-31", "2023-11-30", "2023-12-31"],
  ...["2024-01-01", "2024-01-31", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-31", "2024-04-01", "2024-04-30"],
  ...["2024-06-30", "2024-07-01", "2024-08-31", "2024-12-29", "2024-12-30", "2024-12-31", "2025-01-01", "2025-02-28"],
];
const TIMES = ["00:00:00", "23:59:59", "12:00:00", "08:30:15", "23:59:59.999"];

const nullable = <T>(arbitrary: fc.Arbitrary<T>, freq = 4): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq });
const numbered = (letter: string, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most }).map((number) => `${letter}${String(number).padStart(2, "0")}`);

/** Days of one data set: around one awkward day, over some months, or all over. */
const daysOfSet = fc.constantFrom(...AWKWARD_DAYS).chain((centre) =>
  fc.constantFrom(
    fc.integer({ min: -3, max: 3 }).map((days) => addDays(centre, days)),
    fc.integer({ min: -70, max: 70 }).map((days) => addDays(centre, days)),
    fc.oneof(
      fc.constantFrom(...AWKWARD_DAYS),
      fc.integer({ min: -400, max: 400 }).map((days) => addDays("2024-01-31", days)),
    ),
  ),
);
const timeOf = (days: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(days, fc.constantFrom(...TIMES)).map(([day, time]) => `${day} ${time}`);

/** So many seconds later, with the fraction of the original. */
export function later(time: string, seconds: number): string {
  return new Date(Date.parse(`${time.replace(" ", "T")}Z`) + seconds * 1000)
    .toISOString()
    .replace("T", " ")
    .replace(/(\.000)?Z$/, "");
}

const DAY = 86_400;
/** At once, soon, over midnight, after exactly three days and one second more, next month. */
const delay = fc.constantFrom(0, 1, 95, 3600, 5 * 3600, DAY - 1, DAY, 3 * DAY - 1, 3 * DAY, 3 * DAY + 1, 40 * DAY);

const SITES = ["S01", "S02", "S03"];
const SHOPS = ["P01", "P02"];
const site = nullable(fc.constantFrom(...SITES, ...SITES, "X99"), 6);
const agent = nullable(fc.constantFrom("A01", "A02", "A99"));

const siteRow: fc.Arbitrary<Site> = fc
  .record({
    site_id: fc.constantFrom(...SITES, ...SHOPS, ...SHOPS),
    category: nullable(fc.constantFrom("家电", "母婴"), 8),
  })
  .map(({ site_id, category }) => {
    const shop = SHOPS.includes(site_id);
    return { site_id, name: `名${site_id}`, kind: shop ? "shop" : "community", category: shop ? category : null };
  });
const agentRow: fc.Arbitrary<Agent> = fc.record({
  agent_id: fc.constantFrom("A01", "A02"),
  name: fc.constantFrom("张三", "李四"),
  team: nullable(fc.constantFrom("一班", "二班")),
  leader_id: nullable(fc.constantFrom("A01", "A98")),
});
const customerRow: fc.Arbitrary<Customer> = fc.record({
  customer_id: numbered("C", 4),
  tier: nullable(fc.constantFrom("key", "member", "regular")),
  site_id: site,
});

const ticketRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Ticket> =>
  fc
    .record({
      ticket_id: numbered("T", 40),
      kind: fc.constantFrom("consult", "repair", "request", "complaint", "order", "other"),
      category: nullable(fc.constantFrom("水压", "开户")),
      channel: nullable(fc.constantFrom("phone", "chat", "forum")),
      priority: nullable(fc.constantFrom("urgent", "normal", "low")),
      customer_id: nullable(numbered("C", 5)),
      site_id: site,
      agent_id: agent,
      created_at: timeOf(days),
      answered: nullable(delay),
      resolved: nullable(delay, 3),
      closed: nullable(delay),
      status: nullable(fc.constantFrom("new", "open", "pending", "resolved", "closed", "cancelled", "cancelled"), 8),
      pending: nullable(fc.constantFrom(0, 0.5, 1, 30), 2),
    })
    .map(({ answered, resolved, closed, pending, ...row }): Ticket => {
      const resolved_at = resolved === null ? null : later(row.created_at, resolved);
      return {
        ...(row as Omit<Ticket, "first_response_at" | "resolved_at" | "closed_at" | "pending_minutes">),
        first_response_at: answered === null ? null : later(row.created_at, answered),
        resolved_at,
        closed_at: closed === null ? null : later(resolved_at ?? row.created_at, closed),
        // Never longer than the ticket took: what a negative working time should be, no text says.
        pending_minutes: pending !== null && resolved !== null && pending * 60 > resolved ? null : pending,
      };
    });

const complaintRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Complaint> =>
  fc
    .record({
      complaint_id: numbered("K", 14),
      ticket_id: nullable(numbered("T", 40)),
      site_id: site,
      agent_id: agent,
      department: nullable(fc.constantFrom("工程部", "客服部")),
      channel: nullable(fc.constantFrom("hotline", "visit")),
      category: nullable(fc.constantFrom("漏水", "收费")),
      cause: nullable(fc.constantFrom("process", "delay")),
      severity: nullable(fc.constantFrom("major", "normal")),
      received_at: timeOf(days),
      resolved: nullable(delay),
      revisited: fc.option(delay, { nil: null, freq: 2 }),
    })
    .map(({ resolved, revisited, ...row }): Complaint => {
      const resolved_at = resolved === null ? null : later(row.received_at, resolved);
      return {
        ...(row as Omit<Complaint, "resolved_at" | "revisited_at">),
        resolved_at,
        revisited_at: revisited === null ? null : later(resolved_at ?? row.received_at, revisited),
      };
    });

const surveyRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Survey> =>
  fc
    .record({
      survey_id: numbered("V", 50),
      campaign: fc.constantFrom("ticket", "complaint", "care", "discharge", "questionnaire", "member"),
      ticket_id: nullable(numbered("T", 41)),
      complaint_id: nullable(numbered("K", 15), 3),
      customer_id: nullable(numbered("C", 5)),
      site_id: site,
      agent_id: agent,
      start: timeOf(days),
      due: fc.boolean(),
      issued: nullable(delay, 2),
      visited: nullable(delay, 5),
      method: nullable(fc.constantFrom("phone", "paper")),
      outcome: nullable(fc.constantFrom("completed", "completed", "no_answer", "refused", "pending"), 8),
      score: nullable(fc.integer({ min: 1, max: 5 })),
      nps: nullable(fc.constantFrom(0, 6, 7, 8, 9, 10)),
    })
    .map(({ start, due, issued, visited, ...row }): Survey => {
      const visited_at = visited === null ? null : later(start, visited);
      return {
        ...(row as Omit<Survey, "due_from" | "issued_at" | "visited_at">),
        due_from: due ? start : null,
        // A paper form can go out before the service is done, but nobody answers a form before it goes out.
        issued_at:
          issued === null
            ? null
            : visited_at === null
              ? later(start, issued)
              : later(start, Math.min(issued, visited!)),
        visited_at,
      };
    });

const AMOUNTS = [1, 3_333, 9_999, 10_000, 20_000, 1_234_567];
const billRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Bill> =>
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

const paymentRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Payment> =>
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
const ratingRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Rating> =>
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

const industryRow = (days: fc.Arbitrary<string>): fc.Arbitrary<IndustryRating> =>
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

const targetRow: fc.Arbitrary<TargetRow> = fc.record({
  metric: fc.constantFrom("csat", "recovery_rate", "backlog"),
  grain: fc.constantFrom("month", "quarter", "year", "any"),
  site_id: nullable(fc.constantFrom(...SITES), 2),
  holds_from: fc.constantFrom("2022-01-01", "2024-02-01"),
  comparison: fc.constantFrom(">=", "<="),
  value: fc.constantFrom(0.5, 0.9, 1),
});

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
