import { describe, expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";

const TODAY = "2026-08-24";

describe("revisits to make", () => {
  // The latest moment of today that these tell of, 12:00, is now.
  const FILES = {
    customers: [
      "customer_id,name,phone,tier",
      "M,甲,13800000001,member",
      "K,乙,13800000002,key",
      "R,丙,13800000003,regular",
    ],
    surveys: [
      "survey_id,campaign,customer_id,site_id,agent_id,due_from,visited_at,outcome",
      "regular_late,ticket,R,A,K1,2026-08-20 12:00,,pending",
      "member_fresh,ticket,M,A,K1,2026-08-24 12:00,,",
      "member_late,member,M,A,K1,2026-08-21 11:30,,pending",
      "key_tried,discharge,K,A,K1,2026-08-22 12:00,2026-08-23 09:00,no_answer",
      "stranger,complaint,,A,K1,2026-08-22 00:00,,pending",
      "no_time,ticket,R,A,K1,,,pending",
      "done_tomorrow,ticket,R,A,K1,2026-08-23 12:00,2026-08-25 09:00,completed",
      "done,ticket,M,A,K1,2026-08-23 12:00,2026-08-24 12:00,completed",
      "done_some_time,ticket,M,A,K1,2026-08-23 12:00,,completed",
      "refused,ticket,M,A,K1,2026-08-23 12:00,2026-08-24 09:00,refused",
      "tomorrow,ticket,M,A,K1,2026-08-25 00:00,,pending",
      "care,care,M,A,K1,2026-08-23 12:00,,pending",
      "questionnaire,questionnaire,M,A,K1,2026-08-23 12:00,,pending",
    ],
  };

  test("come with key customers and members first, then by the hours left of the three days", async () => {
    const rows = await rowsOfModel("lists.revisits_due", FILES, TODAY);
    expect(rows.map((row) => [row["survey_id"], row["hours_left"]])).toEqual([
      ["member_late", -0.5],
      ["key_tried", 24],
      ["member_fresh", 72],
      ["regular_late", -24],
      ["stranger", 12],
      ["done_tomorrow", 48],
      ["no_time", null],
    ]);
    expect(rows[1]).toMatchObject({ name: "乙", tier: "key", last_tried_at: "2026-08-23 09:00:00", agent_id: "K1" });
    expect(rows[4]).toMatchObject({ name: null, phone: null });
    expect(rows[5]).toMatchObject({ last_tried_at: null });
  });

  test("have as many days as held when the service ended", async () => {
    const amounts = ["rule,holds_from,value", "revisit_days,2026-08-22,1"];
    const rows = await rowsOfModel("lists.revisits_due", { ...FILES, amounts }, TODAY);
    expect(rows.slice(0, 3).map((row) => [row["survey_id"], row["hours_left"]])).toEqual([
      ["key_tried", -24],
      ["member_late", -0.5],
      ["member_fresh", 24],
    ]);
  });
});
