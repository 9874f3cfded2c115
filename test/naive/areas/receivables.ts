import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, nullable, numbered, SITES } from "../awkward.ts";
import { ARREARS_MONTHS, billedOn, billMembers, countedBills, longOverdue, standingOn, unpaidOn } from "../billing.ts";
import { addDays, daysBetween, earlier } from "../calendar.ts";
import type { Data } from "../data.ts";
import { stateful } from "../metric.ts";
import type { NaiveSource } from "../source.ts";
import { accepts, divided, NOTHING, type AskedSpan, type Figure, type Filters, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    bills: Bill;
    payments: Payment;
  }
}

type Bill = {
  bill_id: string;
  customer_id: string;
  site_id: string;
  collector_id: string | null;
  fee_kind: "water" | "property" | "late_fee" | null;
  /** First day of the month billed for. */
  period: string | null;
  due_on: string;
  amount: number;
  settled_on: string | null;
};

type Payment = {
  payment_id: string;
  bill_id: string | null;
  customer_id: string | null;
  paid_on: string;
  amount: number;
  method: string | null;
};

/** Whose payments name no bill; whether an export names bills is one way or the other for all that a customer pays. */
const UNNAMED = ["C04", "C05"];

const AMOUNTS = [1, 3_333, 9_999, 10_000, 20_000, 1_234_567];

const bills: NaiveSource<Bill> = {
  columns: {
    bill_id: "账单号",
    customer_id: "户号",
    site_id: "责任小区",
    collector_id: "小区责任人",
    fee_kind: { header: "费用类型", words: { water: "水费", property: "物业费", late_fee: "违约金" } },
    period: { header: "账期", cell: "month" },
    due_on: "应缴日期",
    amount: { header: "应收金额", cell: "money" },
    settled_on: "结清日期",
  },
  key: ["bill_id"],
  happened: ["settled_on"],
  row: ({ days }) =>
    fc
      .record({
        bill_id: numbered("B", 15),
        customer_id: numbered("C", 5),
        site_id: fc.constantFrom(...SITES, "X99"),
        collector_id: agent,
        fee_kind: nullable(fc.constantFrom("water", "water", "property", "property", "late_fee"), 6),
        monthsBefore: nullable(fc.constantFrom(0, 1, 2, -1)),
        due_on: days,
        amount: fc.constantFrom(...AMOUNTS),
        settled: fc.option(fc.constantFrom(-20, -1, 0, 1, 31, 92, 400), { nil: null, freq: 2 }),
        credit: fc.integer({ min: 0, max: 9 }),
      })
      .map(({ monthsBefore, settled, credit, ...row }): Bill => {
        const month = addDays(`${row.due_on.slice(0, 7)}-15`, -30 * (monthsBefore ?? 0)).slice(0, 7);
        const period = monthsBefore === null ? null : `${month}-01`;
        // A bill that takes back: nobody pays for it.
        if (credit === 0) {
          return { ...row, bill_id: `N${row.bill_id}`, period, settled_on: null, amount: -Math.min(row.amount, 5_000) };
        }
        // No payment names a bill of theirs.
        const bill_id = UNNAMED.includes(row.customer_id) ? `U${row.bill_id}` : row.bill_id;
        return { ...row, bill_id, period, settled_on: settled === null ? null : addDays(row.due_on, settled) };
      }),
  most: 25,
  damages: [{ amount: "一百元" }, { due_on: "2023-02-29" }, { customer_id: "" }],
};

const payments: NaiveSource<Payment> = {
  columns: {
    payment_id: "流水号",
    bill_id: "账单号",
    customer_id: "户号",
    paid_on: "实收日期",
    amount: { header: "实收金额", cell: "money" },
    method: "缴费方式",
  },
  key: ["payment_id"],
  happened: ["paid_on"],
  row: ({ days }) =>
    fc
      .record({
        payment_id: numbered("R", 60),
        bill_id: numbered("B", 16),
        customer_id: fc.constantFrom(...UNNAMED),
        unnamed: fc.integer({ min: 0, max: 3 }),
        paid_on: fc.oneof(
          days,
          fc.tuple(days, fc.constantFrom(-31, -1, 1, 30, 95)).map(([day, days]) => addDays(day, days)),
        ),
        amount: fc.constantFrom(...AMOUNTS, ...AMOUNTS, -3_333, -10_000),
        method: nullable(fc.constantFrom("现金", "微信", "微信", "减免", "滞纳金"), 2),
      })
      .map(({ unnamed, ...row }): Payment => {
        if (unnamed > 0)
          return { ...row, customer_id: null, amount: row.method === "减免" ? Math.abs(row.amount) : row.amount };
        // A reduction is one of a bill.
        return { ...row, bill_id: null, method: row.method === "减免" ? null : row.method };
      }),
  most: 40,
  damages: [{ amount: "12.345" }, { paid_on: "" }],
};

const inYuan = (fen: number): number => fen / 100;

/** Sums what `measure` makes of every bill that the filters accept; null leaves a bill out. */
function overBills(
  data: Data,
  filters: Filters,
  measure: (bill: Bill) => [numerator: number, denominator: number] | null,
): Figure {
  let numerator = 0;
  let denominator = 0;
  let n = 0;
  for (const bill of countedBills(data)) {
    const measured = measure(bill);
    if (measured === null || !accepts(filters, billMembers(data, bill))) continue;
    numerator += measured[0];
    denominator += measured[1];
    n += 1;
  }
  return { ...divided(numerator, denominator, n), numerator: inYuan(numerator), denominator: inYuan(denominator) };
}

function recoveryFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  return overBills(data, filters, (bill) => {
    if (bill.due_on < span.first || bill.due_on > end) return null;
    const { due, paid } = standingOn(data, bill, end);
    return [paid, due];
  });
}

/** Bills due before the span and not paid at its start: what of that was paid in it. Reductions in it lower what there was. */
function priorArrearsFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  const before = addDays(span.first, -1);
  return overBills(data, filters, (bill) => {
    if (bill.due_on >= span.first) return null;
    const opening = standingOn(data, bill, before);
    const closing = standingOn(data, bill, end);
    const measured: [number, number] = [closing.paid - opening.paid, closing.due - opening.paid];
    return opening.due === opening.paid && measured[0] === 0 && measured[1] === 0 ? null : measured;
  });
}

/** (opening + billed − closing) ÷ (opening + billed − closing not yet overdue). */
function effectivenessFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  const before = addDays(span.first, -1);
  return overBills(data, filters, (bill) => {
    if (billedOn(bill) > end) return null;
    const openedBefore = billedOn(bill) < span.first;
    const closing = standingOn(data, bill, end);
    const opening = standingOn(data, bill, before);
    // Reductions of the span were never billed.
    const billed = openedBefore ? closing.due - opening.due : closing.due;
    const there = (openedBefore ? opening.due - opening.paid : 0) + billed;
    const unpaid = closing.due - closing.paid;
    if (openedBefore && opening.due === opening.paid && there === 0 && unpaid === 0) return null;
    return [there - unpaid, there - (bill.due_on >= end ? unpaid : 0)];
  });
}

const AGES = ["1-30", "31-60", "61-90", "91-180", "181-365", ">365"];

/** Age in days past the due day → the bucket that the catalogue names. */
function agingBucket(days: number): string {
  if (days <= 30) return "1-30";
  if (days <= 60) return "31-60";
  if (days <= 90) return "61-90";
  if (days <= 180) return "91-180";
  return days <= 365 ? "181-365" : ">365";
}

function arrearsFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let begun = false;
  let owed = 0;
  let n = 0;
  for (const bill of countedBills(data)) {
    const age = daysBetween(bill.due_on, end);
    if (age < 1) continue;
    begun = true;
    const unpaid = unpaidOn(data, bill, end);
    if (unpaid === 0 || !accepts(filters, { ...billMembers(data, bill), age_bucket: agingBucket(age) })) continue;
    owed += unpaid;
    n += 1;
  }
  return begun ? { value: inYuan(owed), numerator: null, denominator: null, n } : NOTHING;
}

function overdueCustomersFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  const bills = longOverdue(data, end);
  const owed = new Map<string, number>();
  for (const bill of bills) {
    if (!accepts(filters, billMembers(data, bill))) continue;
    owed.set(bill.customer_id, (owed.get(bill.customer_id) ?? 0) + unpaidOn(data, bill, end));
  }
  // What was billed too much is set off against the customer's other bills.
  const customers = [...owed.values()].filter((unpaid) => unpaid > 0).length;
  return hasBegun(data, end) ? { value: customers, numerator: null, denominator: null, n: customers } : NOTHING;
}

/** Whether any bill was overdue for longer than the limit of its day by then, be it no longer: limits change. */
function hasBegun(data: Data, end: string): boolean {
  const first =
    countedBills(data)
      .map(({ due_on }) => due_on)
      .sort()[0] ?? addDays(end, 1);
  for (let day = end; day >= first; day = addDays(day, -1)) if (longOverdue(data, day).length > 0) return true;
  return false;
}

function daysSalesFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  const days = daysBetween(span.first, addDays(end, 1));
  let receivable = 0;
  let billed = 0;
  let n = 0;
  for (const bill of countedBills(data)) {
    if (billedOn(bill) > end || !accepts(filters, billMembers(data, bill))) continue;
    const { due, paid } = standingOn(data, bill, end);
    receivable += due - paid;
    // Reductions lower what was billed when they are made.
    const before = addDays(span.first, -1);
    billed += billedOn(bill) < span.first ? due - standingOn(data, bill, before).due : due;
    if (billedOn(bill) >= span.first) n += 1;
  }
  const figure = divided(receivable * days, billed, n);
  return { ...figure, numerator: inYuan(receivable) * days, denominator: inYuan(billed) };
}

const allMembers = (data: Data): Members[] => countedBills(data).map((bill) => billMembers(data, bill));

export const area: Area = {
  sources: { bills, payments },
  reads: [],
  policies: [ARREARS_MONTHS],
  metrics: {
    recovery_rate: stateful(recoveryFigure, allMembers),
    prior_arrears_recovery: stateful(priorArrearsFigure, allMembers),
    arrears_balance: stateful(arrearsFigure, (data) =>
      allMembers(data).flatMap((members) => AGES.map((age_bucket) => ({ ...members, age_bucket }))),
    ),
    overdue_3_months_customers: stateful(overdueCustomersFigure, allMembers),
    collection_effectiveness: stateful(effectivenessFigure, allMembers),
    days_sales_outstanding: stateful(daysSalesFigure, allMembers, {
      begins: (data) => countedBills(data).map(billedOn).sort()[0] ?? null,
    }),
  },
  situations: {
    "a payment before its bill is due": (data) =>
      data.payments.some((row) => data.bills.some((bill) => bill.bill_id === row.bill_id && row.paid_on < bill.due_on)),
    "several payments of a bill": (data) =>
      data.bills.some((bill) => data.payments.filter((row) => row.bill_id === bill.bill_id).length > 1),
    "an over-payment": (data) =>
      data.bills.some((bill) => data.payments.some((row) => row.bill_id === bill.bill_id && row.amount > bill.amount)),
    "a reversal": (data) =>
      data.bills.some((bill) => data.payments.some((row) => row.bill_id === bill.bill_id && row.amount < 0)),
    "a settled bill without payments": (data) =>
      data.bills.some(
        (bill) => bill.settled_on !== null && standingOn(data, bill, bill.settled_on)?.paid === bill.amount,
      ),
    "a settled bill with payments": (data) =>
      data.bills.some((bill) => bill.settled_on !== null && data.payments.some((row) => row.bill_id === bill.bill_id)),
    "a payment of an unknown bill": (data) =>
      data.payments.some((row) => row.bill_id !== null && !data.bills.some((bill) => bill.bill_id === row.bill_id)),
    "money that names no bill and serves several": (data) =>
      data.payments.some(
        (row) =>
          row.bill_id === null &&
          data.bills.filter((bill) => bill.customer_id === row.customer_id && bill.amount < row.amount).length > 1,
      ),
    "a reduction of a bill that was paid for": (data) =>
      data.bills.some((bill) => {
        const own = data.payments.filter((row) => row.bill_id === bill.bill_id);
        return own.some(({ method }) => method === "减免") && own.some(({ method }) => method !== "减免");
      }),
    "a bill that takes back": (data) => data.bills.some(({ amount }) => amount < 0),
  },
};
