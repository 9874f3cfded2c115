import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import type { ListAnswer } from "../../dashboard/shared/lists.ts";
import { addDays, type Day } from "../naive/calendar.ts";
import { publish, type Published } from "../support/published.ts";
import { diceOf, type Dice } from "./dice.ts";

// The receivables table on random days over random bills and payments, against a cashier who books day by day.

type Bill = {
  id: string;
  customer: string;
  site: string;
  collector: string;
  fee: string;
  billedOn: Day;
  dueOn: Day;
  /** Fen. */
  amount: number;
};
type Payment = { id: string; bill: string; customer: string; paidOn: Day; amount: number; method: string };
type Money = { bills: Bill[]; payments: Payment[] };

const SETS = Number(process.env["HENG_SETS"] ?? 12);
const DAYS_EACH = 12;
const FIRST: Day = "2023-11-01";
const LAST: Day = "2025-03-31";
const AMOUNTS = [1, 333, 9_999, 10_000, 10_000, 20_050];

/** Customers 1 and 2 name the bills that they pay, customers 3 and 4 only themselves. */
const namesItsBills = (customer: string): boolean => customer < "C3";

function someMoney({ roll, pick }: Dice): Money {
  const day = (): Day => addDays(FIRST, roll(510));
  const bills = Array.from({ length: 6 + roll(25) }, (_, i): Bill => {
    const dueOn = pick([day(), day(), "2023-12-31", "2024-01-01", "2024-02-29"]);
    const customer = `C${1 + roll(4)}`;
    const fee = pick(["water", "water", "property", "late_fee"]);
    const isNegative = namesItsBills(customer) && roll(8) === 0;
    return {
      id: `B${String(i).padStart(2, "0")}`,
      customer,
      site: pick(["S1", "S2"]),
      collector: pick(["U1", "U2", ""]),
      fee,
      billedOn: `${addDays(dueOn, -pick([0, 20, 100])).slice(0, 7)}-01`,
      dueOn,
      amount: pick(AMOUNTS) * (isNegative ? -1 : 1),
    };
  });
  const payments = Array.from({ length: roll(50) }, (_, i): Payment => {
    const bill = pick(bills);
    const isNamed = namesItsBills(bill.customer);
    const sign = isNamed && roll(5) === 0 ? -1 : 1;
    return {
      id: `P${String(i).padStart(2, "0")}`,
      bill: isNamed ? bill.id : "",
      customer: isNamed ? pick([bill.customer, ""]) : bill.customer,
      paidOn: pick([day(), addDays(bill.dueOn, roll(60) - 30), "2023-12-31", "2024-01-01"]),
      amount: pick([Math.abs(bill.amount), pick(AMOUNTS)]) * sign,
      method: pick(["微信", "", "滞纳金", isNamed ? "减免" : "银行代扣"]),
    };
  });
  return { bills, payments };
}

/** What of each bill is reduced and paid at a day's end. */
type Books = Map<string, { reduced: number; paid: number }>;

const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));

function booksAt({ bills, payments }: Money, day: Day): Books {
  const books: Books = new Map();
  const sum = (bill: Bill, isReduction: boolean): number =>
    payments
      .filter(({ bill: id, paidOn, method }) => id === bill.id && paidOn <= day && method !== "滞纳金")
      .filter(({ method }) => (method === "减免") === isReduction)
      .reduce((total, { amount }) => total + amount, 0);
  for (const bill of bills.filter(({ fee }) => fee !== "late_fee")) {
    const reduced = between(0, sum(bill, true), Math.max(0, bill.amount));
    const paid = between(Math.min(0, bill.amount), sum(bill, false), Math.max(0, bill.amount - reduced));
    books.set(bill.id, { reduced, paid });
  }
  for (const customer of ["C3", "C4"]) payOldestFirst({ bills, payments }, customer, day, books);
  return books;
}

/** Day after day: what came in goes to the oldest open bill that there is by then, and what is left waits. */
function payOldestFirst({ bills, payments }: Money, customer: string, until: Day, books: Books): void {
  const mine = bills
    .filter((bill) => bill.customer === customer && bill.fee !== "late_fee")
    .sort((a, b) => (`${a.billedOn} ${a.dueOn} ${a.id}` < `${b.billedOn} ${b.dueOn} ${b.id}` ? -1 : 1));
  let credit = 0;
  for (let day = addDays(FIRST, -90); day <= until; day = addDays(day, 1)) {
    for (const { customer: payer, paidOn, amount, method } of payments) {
      if (payer === customer && paidOn === day && method !== "滞纳金") credit += amount;
    }
    for (const bill of mine.filter(({ billedOn }) => billedOn <= day)) {
      const book = books.get(bill.id);
      if (!book) continue;
      const part = Math.min(credit, bill.amount - book.paid);
      book.paid += part;
      credit -= part;
    }
  }
}

type Sums = Record<
  "opening_arrears" | "arrears_collected" | "arrears_left" | "due_this_year" | "collected_this_year" | "left_this_year",
  number
>;

function expectedTable(money: Money, day: Day): Map<string, Sums> {
  const yearStart = `${day.slice(0, 4)}-01-01`;
  const now = booksAt(money, day);
  const then = booksAt(money, addDays(yearStart, -1));
  const table = new Map<string, Sums>();
  for (const bill of money.bills) {
    const book = now.get(bill.id);
    if (!book || bill.dueOn > day) continue;
    const name = `${bill.site} ${bill.collector}`;
    const row = table.get(name) ?? {
      opening_arrears: 0,
      arrears_collected: 0,
      arrears_left: 0,
      due_this_year: 0,
      collected_this_year: 0,
      left_this_year: 0,
    };
    table.set(name, row);
    const left = bill.amount - book.reduced - book.paid;
    if (bill.dueOn < yearStart) {
      const before = then.get(bill.id)?.paid ?? 0;
      row.opening_arrears += bill.amount - book.reduced - before;
      row.arrears_collected += book.paid - before;
      row.arrears_left += left;
    } else {
      row.due_this_year += bill.amount - book.reduced;
      row.collected_this_year += book.paid;
      row.left_this_year += left;
    }
  }
  return table;
}

async function publishMoney({ bills, payments }: Money): Promise<Published> {
  const yuan = (fen: number): string => (fen / 100).toFixed(2);
  const files: Record<string, string[]> = {
    bills: [
      "bill_id,customer_id,site_id,collector_id,fee_kind,period,due_on,amount",
      ...bills.map((bill) =>
        [
          ...[bill.id, bill.customer, bill.site, bill.collector, bill.fee],
          ...[bill.billedOn.slice(0, 7), bill.dueOn, yuan(bill.amount)],
        ].join(","),
      ),
    ],
  };
  if (payments.length > 0) {
    files["payments"] = [
      "payment_id,bill_id,customer_id,paid_on,amount,method",
      ...payments.map(({ id, bill, customer, paidOn, amount, method }) =>
        [id, bill, customer, paidOn, yuan(amount), method].join(","),
      ),
    ];
  }
  return publish(files, LAST, {
    only: [
      "lists.receivables",
      "checks.receivables_add_up",
      "checks.paid_within_bill",
      "recovery_rate",
      "prior_arrears_recovery",
      "arrears_balance",
    ],
  });
}

/** Yuan as doubles, to the fen. */
const fen = (yuan: unknown): number => Math.round(Number(yuan) * 100);

/** What the product books of each bill up to a day. */
async function bookedBy(system: Published): Promise<(bill: string, day: Day) => { reduced: number; paid: number }> {
  const instance = await DuckDBInstance.create(join(system.data, "published/1/facts/bill_payments.duckdb"), {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      "select bill_id, cast(paid_on as varchar) as day, cast(amount as double) as paid, cast(reduced as double) as reduced from bill_payments",
    );
    const rows = reader.getRowObjectsJS();
    return (bill, day) => {
      const known = rows.filter((row) => row["bill_id"] === bill && String(row["day"]) <= day);
      const sum = (column: string): number => known.reduce((total, row) => total + fen(row[column]), 0);
      return { reduced: sum("reduced"), paid: sum("paid") };
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function seriesValue(system: Published, query: string): Promise<number | null> {
  const rows = await system.series(query);
  expect(rows, query).toHaveLength(1);
  return rows[0]?.value ?? null;
}

test(
  "the receivables table is what a cashier who books day by day would write, and adds up, on any day",
  async () => {
    for (let seed = 1; seed <= SETS; seed++) {
      const dice = diceOf(seed);
      const money = someMoney(dice);
      const system = await publishMoney(money);
      try {
        const booked = await bookedBy(system);
        for (let i = 0; i < DAYS_EACH; i++) {
          const on = dice.pick([addDays(FIRST, dice.roll(510)), "2024-01-01", "2024-12-31", "2024-02-29", LAST]);
          const about = `seed ${seed} on ${on}`;
          const books = booksAt(money, on);
          for (const [bill, book] of books) expect(booked(bill, on), `${about}, ${bill}`).toEqual(book);
          const response = await system.request(`/api/lists/receivables?on=${on}`);
          const answer = (await response.json()) as ListAnswer;
          const expected = expectedTable(money, on);
          const found = new Map(
            answer.rows.map((row) => [`${String(row["site_id"])} ${String(row["collector_id"] ?? "")}`, row]),
          );
          for (const [name, sums] of expected) {
            const row = found.get(name) ?? {};
            for (const [column, amount] of Object.entries(sums)) {
              expect(fen(row[column] ?? 0), `${about}, ${name}, ${column}`).toBe(amount);
            }
          }
          for (const [name, row] of found) {
            expect(expected.has(name), `${about}, ${name}`).toBe(true);
            const of = (column: string): number => fen(row[column]);
            expect(of("opening_arrears") - of("arrears_collected"), about).toBe(of("arrears_left"));
            expect(of("due_total"), about).toBe(of("collected_total") + of("left_total"));
            expect(of("due_total"), about).toBe(of("opening_arrears") + of("due_this_year"));
          }
          const { totals } = answer;
          const share = (paid: string, due: string): number | null =>
            fen(totals[due] ?? 0) === 0 ? null : Number(totals[paid]) / Number(totals[due]);
          const close = (value: number | null | undefined, other: number | null, what: string): void => {
            if (other === null) expect(value ?? null, `${about}, ${what}`).toBe(null);
            else expect(value, `${about}, ${what}`).toBeCloseTo(other, 9);
          };
          close(totals["overall_rate"], share("collected_total", "due_total"), "overall");
          const year = on.slice(0, 4);
          const asked = `grain=year&from=${year}&to=${year}&as_of=${on}`;
          close(await seriesValue(system, `metric=recovery_rate&${asked}`), totals["collection_rate"] ?? null, "year");
          close(
            await seriesValue(system, `metric=prior_arrears_recovery&${asked}`),
            totals["arrears_recovery"] ?? null,
            "arrears",
          );
          const ages = await system.series(
            `metric=arrears_balance&grain=day&from=${on}&to=${on}&as_of=${on}&by=age_bucket`,
          );
          const dueThatDay = money.bills
            .filter(({ dueOn }) => dueOn === on)
            .reduce((sum, { id, amount }) => {
              const book = books.get(id);
              return book ? sum + amount - book.reduced - book.paid : sum;
            }, 0);
          expect(
            ages.reduce((sum, { value }) => sum + fen(value), 0),
            `${about}, ages`,
          ).toBe(fen(totals["left_total"] ?? 0) - dueThatDay);
        }
      } finally {
        await system.close();
      }
    }
  },
  10 * 60_000,
);
