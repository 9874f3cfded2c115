import { expect, test } from "vitest";
import { readPages } from "../support/pages.ts";
import { publish } from "../support/published.ts";

test("a payment is reported whose bill or customer nobody knows, and no other", async () => {
  const system = await publish(
    {
      bills: [
        "bill_id,customer_id,site_id,fee_kind,due_on,amount",
        "B1,C1,S1,水费,2026-01-10,100",
        "B2,C2,S1,滞纳金,2026-01-10,5",
      ],
      payments: [
        "payment_id,bill_id,customer_id,paid_on,amount",
        "of_a_bill,B1,,2026-01-10,10",
        "of_a_late_fee,B2,,2026-01-10,5",
        "of_a_customer,,C1,2026-01-10,10",
        "by_the_customers_number,C1,,2026-01-10,10",
        // It names a bill, so it does not go to the customer's others.
        "of_an_unknown_bill,B9,C1,2026-01-10,10",
        "of_an_unknown_customer,,C9,2026-01-10,10",
        "of_a_customer_without_bills,,C2,2026-01-10,10",
      ],
    },
    "2026-01-31",
    { only: ["recovery_rate", "checks.payments_without_bill"] },
  );
  try {
    expect(await readPages(system, "select payment_id from checks.payments_without_bill order by all")).toEqual([
      ["of_a_customer_without_bills"],
      ["of_an_unknown_bill"],
      ["of_an_unknown_customer"],
    ]);
    const [row] = await system.series("metric=recovery_rate&grain=month&from=2026-01&to=2026-01");
    expect(row).toMatchObject({ numerator: 30, denominator: 100 });
  } finally {
    await system.close();
  }
});
