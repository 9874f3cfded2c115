import fc from "fast-check";
import type { Area } from "../area.ts";
import { nullable, numbered, timeOf } from "../awkward.ts";
import { ARREARS_MONTHS, billMembers, countedBills, longOverdue, unpaidOn } from "../billing.ts";
import { addDays, earlier, nextPeriod, periodOf, type Day } from "../calendar.ts";
import type { Data, Rows } from "../data.ts";
import { stateful } from "../metric.ts";
import type { NaiveSource } from "../source.ts";
import { accepts, dayOf, divided, type AskedSpan, type Figure, type Filters } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    collections: Collection;
  }
}

type Collection = {
  collection_id: string;
  customer_id: string;
  collected_at: string;
  method: "notice" | "visit" | "phone" | "letter" | null;
};

const collections: NaiveSource<Collection> = {
  columns: {
    collection_id: "催收编号",
    customer_id: "用户号",
    collected_at: "贴单时间",
    method: { header: "催收方式", words: { notice: "贴单", visit: "上门", phone: "电话", letter: "律师函" } },
  },
  key: ["collection_id"],
  happened: ["collected_at"],
  row: ({ days }) =>
    fc.record({
      collection_id: numbered("L", 40),
      customer_id: numbered("C", 6),
      collected_at: timeOf(
        fc.oneof(
          days,
          fc.tuple(days, fc.constantFrom(95, 130, 190)).map(([day, later]) => addDays(day, later)),
        ),
      ),
      method: nullable(fc.constantFrom("notice", "visit", "phone", "letter"), 8),
    }),
  most: 30,
};

/** Customers in long arrears at the end of the month before, with the latest bill that makes them so. */
function owingAtStart(data: Data, month: Day): Rows["bills"][] {
  const before = addDays(month, -1);
  const owed = new Map<string, number>();
  const latest = new Map<string, Rows["bills"]>();
  for (const bill of longOverdue(data, before)) {
    const unpaid = unpaidOn(data, bill, before);
    owed.set(bill.customer_id, (owed.get(bill.customer_id) ?? 0) + unpaid);
    const other = latest.get(bill.customer_id);
    if (unpaid > 0 && (other === undefined || [other.due_on, other.bill_id] < [bill.due_on, bill.bill_id])) {
      latest.set(bill.customer_id, bill);
    }
  }
  return [...latest.values()].filter(({ customer_id }) => owed.get(customer_id)! > 0);
}

/** Customer months of the span: a customer counts on the first of the month, a call at the door on its day. */
function coverageFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  const last = earlier(end, data.today);
  const firstDue = countedBills(data)
    .map(({ due_on }) => due_on)
    .sort()[0];
  if (firstDue === undefined) return divided(0, 0, 0);
  let calledOn = 0;
  let owing = 0;
  for (let month = periodOf("month", firstDue); month.first <= last; month = nextPeriod("month", month)) {
    if (month.last < span.first) continue;
    for (const bill of owingAtStart(data, month.first)) {
      if (!accepts(filters, billMembers(data, bill))) continue;
      if (month.first >= span.first) owing += 1;
      const calls = data.collections
        .filter(
          ({ customer_id, method }) => customer_id === bill.customer_id && ["notice", "visit"].includes(method ?? ""),
        )
        .map(({ collected_at }) => dayOf(collected_at))
        .filter((day) => day >= month.first && day <= month.last)
        .sort();
      const [first] = calls;
      if (first !== undefined && first >= span.first && first <= end) calledOn += 1;
    }
  }
  return divided(calledOn, owing, owing);
}

export const area: Area = {
  sources: { collections },
  reads: ["bills", "payments"],
  policies: [ARREARS_MONTHS],
  metrics: {
    collection_coverage: stateful(coverageFigure, (data) => countedBills(data).map((bill) => billMembers(data, bill))),
  },
  situations: {
    "a door knocked at": (data) =>
      data.collections.some(({ customer_id, collected_at }) =>
        owingAtStart(data, `${collected_at.slice(0, 7)}-01`).some((bill) => bill.customer_id === customer_id),
      ),
  },
};
