import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, nullable, numbered, SITES } from "../awkward.ts";
import { addDays, addMonths, daysBetween, earlier, type Day } from "../calendar.ts";
import type { Data } from "../data.ts";
import { stateful } from "../metric.ts";
import { organised } from "../organised.ts";
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
  fee_kind: "water" | "property" | null;
  /** First day of the month billed for. */
  period: string | null;
  due_on: string;
  amount: number;
  settled_on: string | null;
};

type Payment = { payment_id: string; bill_id: string; paid_on: string; amount: number };

const AMOUNTS = [1, 3_333, 9_999, 10_000, 20_000, 1_234_567];

const bills: NaiveSource<Bill> = {
  columns: {
    bill_id: "账单号",
    customer_id: "户号",
    site_id: "责任小区",
    collector_id: "小区责任人",
    fee_kind: { header: "费用类型", words: { water: "水费", property: "物业费" } },
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
      }),
  most: 25,
  damages: [{ amount: "一百元" }, { due_on: "2023-02-29" }, { customer_id: "" }],
};

const payments: NaiveSource<Payment> = {
  columns: {
    payment_id: "流水号",
    bill_id: "账单号",
    paid_on: "实收日期",
    amount: { header: "实收金额", cell: "money" },
  },
  key: ["payment_id"],
  happened: ["paid_on"],
  row: ({ days }) =>
    fc.record({
      payment_id: numbered("R", 60),
      bill_id: numbered("B", 26),
      paid_on: fc.oneof(
        days,
        fc.tuple(days, fc.constantFrom(-31, -1, 1, 30, 95)).map(([day, days]) => addDays(day, days)),
      ),
      amount: fc.constantFrom(...AMOUNTS, ...AMOUNTS, -3_333, -10_000),
    }),
  most: 30,
  damages: [{ amount: "12.345" }, { paid_on: "" }],
};

function membersOf(data: Data, bill: Bill): Members {
  return organised(data, { site: bill.site_id, collector: bill.collector_id, fee_kind: bill.fee_kind });
}

/**
 * Fen paid towards the bill up to and with the day, reversals taken off: at most the bill, and not less than nothing
 * where a reversal stands without the payment that it takes back.
 */
function paidBy(data: Data, bill: Bill, day: Day): number {
  let paid = 0;
  let payments = 0;
  for (const payment of data.payments) {
    if (payment.bill_id !== bill.bill_id) continue;
    payments += 1;
    if (payment.paid_on <= day) paid += payment.amount;
  }
  if (payments === 0 && bill.settled_on !== null && bill.settled_on <= day) paid = bill.amount;
  return Math.max(0, Math.min(paid, bill.amount));
}

function unpaidAt(data: Data, bill: Bill, day: Day): number {
  return bill.amount - paidBy(data, bill, day);
}

function billedOn(bill: Bill): Day {
  return bill.period ?? bill.due_on;
}

const inYuan = (fen: number): number => fen / 100;

function recoveryFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let paid = 0;
  let due = 0;
  let n = 0;
  for (const bill of data.bills) {
    if (bill.due_on < span.first || bill.due_on > end || !accepts(filters, membersOf(data, bill))) continue;
    paid += paidBy(data, bill, end);
    due += bill.amount;
    n += 1;
  }
  const figure = divided(paid, due, n);
  return { ...figure, numerator: inYuan(paid), denominator: inYuan(due) };
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
  for (const bill of data.bills) {
    const age = daysBetween(bill.due_on, end);
    if (age < 1) continue;
    begun = true;
    const unpaid = unpaidAt(data, bill, end);
    if (unpaid <= 0 || !accepts(filters, { ...membersOf(data, bill), age_bucket: agingBucket(age) })) continue;
    owed += unpaid;
    n += 1;
  }
  return begun ? { value: inYuan(owed), numerator: null, denominator: null, n } : NOTHING;
}

function overdueCustomersFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let begun = false;
  const customers = new Set<string>();
  for (const bill of data.bills) {
    if (addMonths(bill.due_on, 3) >= end) continue;
    begun = true;
    if (accepts(filters, membersOf(data, bill)) && unpaidAt(data, bill, end) > 0) customers.add(bill.customer_id);
  }
  return begun ? { value: customers.size, numerator: null, denominator: null, n: customers.size } : NOTHING;
}

function daysSalesFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let receivable = 0;
  let billed = 0;
  let n = 0;
  for (const bill of data.bills) {
    if (billedOn(bill) > end || !accepts(filters, membersOf(data, bill))) continue;
    receivable += unpaidAt(data, bill, end);
    if (billedOn(bill) < span.first) continue;
    billed += bill.amount;
    n += 1;
  }
  const days = daysBetween(span.first, addDays(end, 1));
  if (days < 1) return NOTHING;
  const figure = divided(receivable * days, billed, n);
  return { ...figure, numerator: inYuan(receivable) * days, denominator: inYuan(billed) };
}

const billMembers = (data: Data): Members[] => data.bills.map((bill) => membersOf(data, bill));

export const area: Area = {
  sources: { bills, payments },
  reads: [],
  policies: [],
  metrics: {
    recovery_rate: stateful(recoveryFigure, billMembers),
    arrears_balance: stateful(arrearsFigure, (data) =>
      billMembers(data).flatMap((members) => AGES.map((age_bucket) => ({ ...members, age_bucket }))),
    ),
    overdue_3_months_customers: stateful(overdueCustomersFigure, billMembers),
    days_sales_outstanding: stateful(daysSalesFigure, billMembers, {
      begins: (data) => data.bills.map(billedOn).sort()[0] ?? null,
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
      data.bills.some((bill) => bill.settled_on !== null && paidBy(data, bill, bill.settled_on) === bill.amount),
    "a settled bill with payments": (data) =>
      data.bills.some((bill) => bill.settled_on !== null && data.payments.some((row) => row.bill_id === bill.bill_id)),
    "a payment of an unknown bill": (data) =>
      data.payments.some((row) => !data.bills.some((bill) => bill.bill_id === row.bill_id)),
  },
};
