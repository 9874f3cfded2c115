import { addDays, addMonths, daysBetween, earlier, type Day } from "./calendar.ts";
import type { Bill, Data } from "./data.ts";
import { accepts, divided, NOTHING, type AskedSpan, type Figure, type Filters, type Members } from "./value.ts";

function members(bill: Bill): Members {
  return { site: bill.site_id, collector: bill.collector_id, fee_kind: bill.fee_kind };
}

/**
 * Fen paid towards the bill up to and with the day, reversals taken off: at most the bill, and not less than nothing
 * where a reversal stands without the payment that it takes back.
 */
export function paidBy(data: Data, bill: Bill, day: Day): number {
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

/** Where the one period of grain all begins, for the metric that divides by its days; null without bills. */
export function firstBilling(data: Data): Day | null {
  return data.bills.map(billedOn).sort()[0] ?? null;
}

export function recoveryFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let paid = 0;
  let due = 0;
  let n = 0;
  for (const bill of data.bills) {
    if (bill.due_on < span.first || bill.due_on > end || !accepts(filters, members(bill))) continue;
    paid += paidBy(data, bill, end);
    due += bill.amount;
    n += 1;
  }
  const figure = divided(paid, due, n);
  return { ...figure, numerator: inYuan(paid), denominator: inYuan(due) };
}

const AGES = ["1-30", "31-60", "61-90", "91-180", "181-365", ">365"];

/** Members that bills have in a dimension. */
export function billMembers(data: Data, dimension: string): (string | null)[] {
  return dimension === "age_bucket" ? AGES : data.bills.map((bill) => members(bill)[dimension] ?? null);
}

/** Age in days past the due day → the bucket that the catalogue names. */
export function agingBucket(days: number): string {
  if (days <= 30) return "1-30";
  if (days <= 60) return "31-60";
  if (days <= 90) return "61-90";
  if (days <= 180) return "91-180";
  return days <= 365 ? "181-365" : ">365";
}

export function arrearsFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let begun = false;
  let owed = 0;
  let n = 0;
  for (const bill of data.bills) {
    const age = daysBetween(bill.due_on, end);
    if (age < 1) continue;
    begun = true;
    const unpaid = unpaidAt(data, bill, end);
    if (unpaid <= 0 || !accepts(filters, { ...members(bill), age_bucket: agingBucket(age) })) continue;
    owed += unpaid;
    n += 1;
  }
  if (!begun || span.first > span.asOf) return NOTHING;
  return { value: inYuan(owed), numerator: null, denominator: null, n };
}

export function overdueCustomersFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let begun = false;
  const customers = new Set<string>();
  for (const bill of data.bills) {
    if (addMonths(bill.due_on, 3) >= end) continue;
    begun = true;
    if (accepts(filters, members(bill)) && unpaidAt(data, bill, end) > 0) customers.add(bill.customer_id);
  }
  if (!begun || span.first > span.asOf) return NOTHING;
  return { value: customers.size, numerator: null, denominator: null, n: customers.size };
}

export function daysSalesFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let receivable = 0;
  let billed = 0;
  let n = 0;
  for (const bill of data.bills) {
    if (billedOn(bill) > end || !accepts(filters, members(bill))) continue;
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
