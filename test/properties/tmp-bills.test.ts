import fc from "fast-check";
import { test } from "vitest";
import { business } from "../naive/arbitraries.ts";
import { merge } from "../naive/data.ts";
import { paidBy } from "../naive/billing.ts";
import { lastDayWithData } from "./expected.ts";
import { publish } from "./system.ts";
test("bills", async () => {
  for (const s of fc.sample(business, { numRuns: 12, seed: 1 })) {
    const ds = s.filter((d) => d.source === "bills" || d.source === "payments");
    const data = merge(ds); const today = lastDayWithData(data);
    if (!today || data.bills.length === 0) continue;
    const sys = await publish(ds, false);
    for (const asOf of [today, "2024-03-01", "2024-08-31"]) {
    const rows = await sys.rowsAsCsv(new URLSearchParams({ metric: "arrears_balance", grain: "day", period: asOf, as_of: asOf }));
    for (const b of data.bills) {
      const mine = b.due_on < asOf ? b.amount - paidBy(data, b, asOf) : 0;
      const theirs = Math.round(100 * rows.filter((r) => r.key === b.bill_id).reduce((t, r) => t + Number(r.numerator), 0));
      if (mine !== theirs) console.log(asOf, JSON.stringify(b), "mine", mine, "theirs", theirs, JSON.stringify(data.payments.filter((p) => p.bill_id === b.bill_id).map((p) => [p.paid_on, p.amount]).sort()));
    }}
    await sys.close();
  }
}, 1e6);
