import { describe, expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";

const TODAY = "2026-08-24";

describe("new customers to contact", () => {
  const CUSTOMERS = [
    "customer_id,name,phone,tier,site_id,assigned_to,assigned_at,first_contact_at",
    "soon,甲,13800000001,key,A,K1,2026-08-18 10:00,",
    "late,乙,13800000002,regular,A,K1,2026-08-10 10:00,",
    "fresh,丙,13800000003,member,B,K2,2026-08-24 10:00,",
    "contacted,丁,13800000004,key,A,K1,2026-08-18 10:00,2026-08-19 10:00",
    "contacted_tomorrow,戊,13800000005,key,A,K1,2026-08-22 10:00,2026-08-25 10:00",
    "assigned_tomorrow,己,13800000006,key,A,K1,2026-08-25 10:00,",
    "unassigned,庚,13800000007,key,A,,,",
  ];

  test("come by the days left of their week, those past it first", async () => {
    const rows = await rowsOfModel("lists.new_customers", { customers: CUSTOMERS }, TODAY);
    expect(rows.map((row) => [row["customer_id"], row["days_left"]])).toEqual([
      ["late", "-7"],
      ["soon", "1"],
      ["contacted_tomorrow", "5"],
      ["fresh", "7"],
    ]);
    expect(rows[1]).toMatchObject({ name: "甲", agent_id: "K1", contact_due_at: "2026-08-25 10:00:00" });
  });

  test("have as many days as the policy of the day of assignment gives", async () => {
    const amounts = ["rule,holds_from,value", "first_contact_days,2026-08-15,3"];
    const rows = await rowsOfModel("lists.new_customers", { customers: CUSTOMERS, amounts }, TODAY);
    expect(rows.map((row) => [row["customer_id"], row["days_left"]])).toEqual([
      ["late", "-7"],
      ["soon", "-3"],
      ["contacted_tomorrow", "1"],
      ["fresh", "3"],
    ]);
  });
});

describe("visits planned this month", () => {
  const FILES = {
    customers: ["customer_id,name,phone,tier", "C1,甲,13800000001,key", "C2,乙,13800000002,regular"],
    visits: [
      "visit_id,customer_id,agent_id,planned_on,visited_on,method",
      "regular,C2,K1,2026-08-20,,phone",
      "key,C1,K1,2026-08-20,,visit",
      "last_of_month,C1,K1,2026-08-31,,visit",
      "done,C1,K1,2026-08-10,2026-08-11,visit",
      "done_before,C1,K1,2026-08-28,2026-07-30,visit",
      "july,C1,K1,2026-07-31,,visit",
      "september,C1,K1,2026-09-01,,visit",
      "done_tomorrow,C2,K1,2026-08-24,2026-08-25,visit",
    ],
  };

  test("leave out other months and what was done by today", async () => {
    const rows = await rowsOfModel("lists.visits_planned", FILES, TODAY);
    expect(rows.map((row) => [row["visit_id"], row["days_late"], row["last_visited_on"]])).toEqual([
      ["key", "4", "2026-08-11"],
      ["regular", "4", null],
      ["done_tomorrow", "0", null],
      ["last_of_month", "-7", "2026-08-11"],
    ]);
  });
});

describe("cards expiring", () => {
  const CUSTOMERS = [
    "customer_id,name,phone,tier,site_id,assigned_to,card_expires_on",
    "today,甲,13800000001,member,A,K1,2026-08-24",
    "day_30,乙,13800000002,member,A,K1,2026-09-23",
    "day_31,丙,13800000003,member,A,K1,2026-09-24",
    "yesterday,丁,13800000004,member,A,K1,2026-08-23",
    "no_card,戊,13800000005,regular,A,K1,",
  ];

  test("hold those of the next 30 days, both ends included", async () => {
    const rows = await rowsOfModel("lists.cards_expiring", { customers: CUSTOMERS }, TODAY);
    expect(rows.map((row) => [row["customer_id"], row["days_left"]])).toEqual([
      ["today", "0"],
      ["day_30", "30"],
    ]);
  });

  test("reach as far as the policy says", async () => {
    const amounts = ["rule,holds_from,value", "card_expiry_days,2026-08-01,31", "card_expiry_days,2026-09-01,5"];
    const rows = await rowsOfModel("lists.cards_expiring", { customers: CUSTOMERS, amounts }, TODAY);
    expect(rows.map((row) => row["customer_id"])).toEqual(["today", "day_30", "day_31"]);
  });
});
