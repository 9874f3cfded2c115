import { expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";

const TODAY = "2026-08-24";

const FILES = {
  customers: ["customer_id,name,phone", "long,甲,13800000001", "just,乙,13800000002"],
  bills: [
    "bill_id,customer_id,site_id,collector_id,due_on,amount,disputed",
    // The oldest is paid in part; the last is not yet overdue.
    "B1,long,A,U1,2025-05-31,100.00,是",
    "B2,long,A,U2,2026-05-10,50.00,",
    "B3,long,A,U3,2026-08-10,30.00,",
    "B4,long,A,U3,2026-08-24,999.00,",
    // Three months to the day are not more than three.
    "B5,just,B,U1,2026-05-24,70.00,",
    "B6,over,B,U1,2026-05-23,70.00,",
    // Paid, and reversed since.
    "B7,again,B,,2026-05-01,20.00,",
    // Paid after today: as of today it is unpaid.
    "B8,tomorrow,B,U1,2026-05-01,10.00,",
    "B9,paid,B,U1,2026-05-01,10.00,",
    "B10,reduced,B,U1,2026-05-01,10.00,",
  ],
  payments: [
    "payment_id,bill_id,paid_on,amount,method",
    "P1,B1,2025-06-10,60.00,微信",
    "P2,B7,2026-05-02,20.00,微信",
    "P3,B7,2026-05-03,-20.00,冲正",
    "P4,B8,2026-08-25,10.00,微信",
    "P5,B9,2026-08-24,10.00,微信",
    "P6,B10,2026-07-01,10.00,减免",
  ],
  collections: [
    "collection_id,customer_id,collected_at,method,promise_on",
    "K1,long,2026-07-02 09:00,贴单,2026-07-20",
    "K2,long,2026-08-02 09:00,电话,2026-08-30",
    "K3,long,2026-08-19 09:00,短信,",
    "K4,long,2026-08-25 09:00,上门,2026-09-01",
  ],
};

test("who is over three months in arrears comes by how long, with all that is overdue and the last collection", async () => {
  const rows = await rowsOfModel("lists.arrears_3_months", FILES, TODAY);
  expect(rows.map((row) => [row["customer_id"], row["amount"], row["bills"], row["months_overdue"]])).toEqual([
    ["long", "120.00", "3", "14"],
    ["over", "70.00", "1", "3"],
    ["again", "20.00", "1", "3"],
    ["tomorrow", "10.00", "1", "3"],
  ]);
  expect(rows[0]).toEqual({
    site_id: "A",
    customer_id: "long",
    name: "甲",
    phone: "13800000001",
    amount: "120.00",
    bills: "3",
    oldest_due_on: "2025-05-31",
    months_overdue: "14",
    last_collected_at: "2026-08-19 09:00:00",
    last_method: "sms",
    promise_on: "2026-08-30",
    is_disputed: true,
    // Of the latest bill over three months, not of the latest of all.
    collector_id: "U2",
  });
  expect(rows[1]).toMatchObject({ name: null, last_collected_at: null, promise_on: null, is_disputed: false });
});

test("another limit makes another list", async () => {
  const amounts = ["rule,holds_from,value", "arrears_months,2026-08-24,12"];
  const rows = await rowsOfModel("lists.arrears_3_months", { ...FILES, amounts }, TODAY);
  expect(rows.map((row) => row["customer_id"])).toEqual(["long"]);
});
