import { addMonths, type Day } from "./calendar.ts";
import type { Data, Rows } from "./data.ts";
import { once } from "./metric.ts";
import { organised } from "./organised.ts";
import { policyOn, type Policy } from "./policy.ts";
import type { Members } from "./value.ts";

type Bill = Rows["bills"];

/** A bill on a day, in fen: what is due of it after reductions, and what of that is paid. Both can only shrink by it. */
export type Standing = { due: number; paid: number };

const LATE_FEES = ["滞纳金", "违约金"];
const REDUCTION = "减免";

export function billedOn(bill: Bill): Day {
  return bill.period ?? bill.due_on;
}

/** Bills that are due at all: late fees are neither due nor paid. */
export const countedBills = once((data: Data): Bill[] => data.bills.filter(({ fee_kind }) => fee_kind !== "late_fee"));

function isMoney({ method }: Rows["payments"]): boolean {
  return method !== REDUCTION && !LATE_FEES.includes(method ?? "");
}

const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));

/**
 * How each bill stands on the day. Payments go to the bill they name, no more than what is due of it; those that name
 * none to the customer's oldest bills that there are, by month and due day. A reversal takes back, down to nothing. Where
 * the payments tell nothing of a bill, `settled_on` says that it was paid in full.
 */
export const standingsOn = once((data: Data) => {
  const known = new Map<Day, Map<string, Standing>>();
  return (day: Day): Map<string, Standing> => {
    let standings = known.get(day);
    if (standings === undefined) known.set(day, (standings = computeStandings(data, day)));
    return standings;
  };
});

function computeStandings(data: Data, day: Day): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  const unnamed = data.payments.filter((payment) => payment.bill_id === null && isMoney(payment));
  const paysUnnamed = new Set(unnamed.map(({ customer_id }) => customer_id));
  for (const bill of countedBills(data)) {
    const own = data.payments.filter(({ bill_id }) => bill_id === bill.bill_id);
    let due = bill.amount;
    let paid = 0;
    for (const payment of own) {
      if (payment.paid_on > day) continue;
      if (payment.method === REDUCTION) due -= payment.amount;
      else if (isMoney(payment)) paid += payment.amount;
    }
    if (bill.amount >= 0) due = Math.max(0, due);
    const exported = own.length > 0 || paysUnnamed.has(bill.customer_id);
    if (!exported && bill.settled_on !== null && bill.settled_on <= day) paid = due;
    standings.set(bill.bill_id, { due, paid: due < 0 ? 0 : between(0, paid, due) });
  }
  for (const customer of paysUnnamed) {
    let money = 0;
    for (const { customer_id, paid_on, amount } of unnamed) {
      if (customer_id === customer && paid_on <= day) money += amount;
    }
    const oldestFirst = countedBills(data)
      .filter((bill) => bill.customer_id === customer && billedOn(bill) <= day)
      .sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1));
    for (const bill of oldestFirst) {
      const standing = standings.get(bill.bill_id)!;
      const share = between(0, money, standing.due - standing.paid);
      standing.paid += share;
      money -= share;
    }
  }
  return standings;
}

function ageOf(bill: Bill): string {
  return `${billedOn(bill)} ${bill.due_on} ${bill.bill_id}`;
}

export function standingOn(data: Data, bill: Bill, day: Day): Standing {
  return standingsOn(data)(day).get(bill.bill_id)!;
}

export function unpaidOn(data: Data, bill: Bill, day: Day): number {
  const { due, paid } = standingOn(data, bill, day);
  return due - paid;
}

export const ARREARS_MONTHS: Policy = { rule: "arrears_months", text: 3, others: [1, 2] };

/** Bills due more than some months before the day: the namesake of the due day so many months on is not yet enough. */
export function longOverdue(data: Data, day: Day): Bill[] {
  const months = policyOn(data, ARREARS_MONTHS, day);
  return countedBills(data).filter(({ due_on }) => addMonths(due_on, months) < day);
}

export function billMembers(data: Data, bill: Bill): Members {
  return organised(data, { site: bill.site_id, collector: bill.collector_id, fee_kind: bill.fee_kind });
}
