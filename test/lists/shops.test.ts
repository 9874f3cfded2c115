import { describe, expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";

const TODAY = "2026-08-24";

describe("reviews to answer", () => {
  const RATINGS = [
    "rating_id,shop_id,rated_at,sentiment,description,service,logistics,replied_at,comment",
    "good,A,2026-08-24 09:00,good,5,5,5,,好",
    "old_bad,A,2026-08-01 09:00,bad,1,1,1,,差",
    "new_bad,A,2026-08-23 09:00,bad,1,1,1,,差",
    "neutral,B,2026-08-24 09:00,neutral,3,5,5,,",
    "answered,A,2026-08-23 09:00,bad,1,1,1,2026-08-23 10:00,",
    "answered_tomorrow,A,2026-08-24 08:00,bad,1,1,1,2026-08-25 10:00,",
    "of_tomorrow,A,2026-08-25 08:00,bad,1,1,1,,",
    "low_score,B,2026-08-22 09:00,,5,,2,,",
    "three,B,2026-08-20 09:00,,5,3,,,",
    "no_score,B,2026-08-20 09:00,,,,,,",
  ];

  test("come bad first, then neutral, judged by the lowest score where nothing else is said", async () => {
    const rows = await rowsOfModel("lists.reviews_unanswered", { ratings: RATINGS }, TODAY);
    expect(rows.map((row) => [row["urgency"], row["rating_id"], row["sentiment"], row["days_waiting"]])).toEqual([
      [1, "answered_tomorrow", "bad", "0"],
      [1, "new_bad", "bad", "1"],
      [1, "low_score", "bad", "2"],
      [1, "old_bad", "bad", "23"],
      [2, "neutral", "neutral", "0"],
      [2, "three", "neutral", "4"],
      [3, "good", "good", "0"],
      [3, "no_score", "good", "4"],
    ]);
    expect(rows[1]).toMatchObject({ site_id: "A", reply_due_on: "2026-08-24", comment: "差" });
  });
});

describe("unpaid orders", () => {
  const FILES = {
    customers: ["customer_id,name,phone", "C1,王秀英,13800002046"],
    orders: [
      "order_id,shop_id,customer_id,inquired_at,placed_at,paid_at,follow_up_at,amount",
      "waiting,A,C1,,2026-08-23 10:00,,,99.50",
      "newer,A,C9,,2026-08-24 09:30,,,10.00",
      "paid,A,C1,,2026-08-23 10:00,2026-08-23 11:00,,10.00",
      "followed,A,C1,,2026-08-23 10:00,,2026-08-23 12:00,10.00",
      "asked,A,C1,2026-08-24 12:00,,,,",
      "paid_tomorrow,A,C1,,2026-08-24 08:00,2026-08-25 08:00,,10.00",
    ],
    tickets: ["ticket_id,kind,created_at", "1,repair,2026-08-24 12:00"],
  };

  test("hold what was placed, neither paid nor followed up, the newest first", async () => {
    const rows = await rowsOfModel("lists.unpaid_orders", FILES, TODAY);
    expect(rows.map((row) => row["order_id"])).toEqual(["newer", "paid_tomorrow", "waiting"]);
    // 26 hours before noon, the latest moment that any export tells of.
    expect(rows[2]).toMatchObject({
      hours_waiting: 26,
      follow_up_due_at: "2026-08-24 10:00:00",
      amount: "99.50",
      name: "王秀英",
      phone: "13800002046",
    });
    expect(rows[0]).toMatchObject({ customer_id: "C9", name: null });
  });
});
