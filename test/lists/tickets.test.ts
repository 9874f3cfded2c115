import { describe, expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";

/** A Monday. */
const TODAY = "2026-03-16";
const OFFICE = [
  "calendar_id,weekday,opens,closes",
  ...["mon", "tue", "wed", "thu", "fri"].map((day) => `office,${day},09:00,18:00`),
];

describe("tickets about to breach", () => {
  const FILES = {
    calendars: OFFICE,
    sla_policies: [
      "policy_id,kind,calendar_id,first_response_minutes,resolution_minutes,paused_states,holds_from",
      "repair,repair,office,,300,等待,2026-01-01",
      "consult,consult,,60,120,,2026-01-01",
    ],
    tickets: [
      "ticket_id,kind,created_at,first_response_at,resolved_at,closed_at,status,subject",
      // It is Monday noon: what came on Friday at 17:00 has used 240 of 300 minutes, exactly four fifths.
      "four_fifths,repair,2026-03-13 17:00,,,,,漏水",
      "less,repair,2026-03-13 17:00:01,,,,,",
      // Due on Monday at 11:30, and on Friday at closing time, a weekend and three hours ago.
      "past,repair,2026-03-13 15:30,,,,,",
      "long_past,repair,2026-03-13 13:00,,,,,",
      "resolved,repair,2026-03-13 13:00,,2026-03-16 11:00,,,",
      "resolved_tomorrow,repair,2026-03-13 13:00,,2026-03-17 11:00,,,",
      "closed,repair,2026-03-13 13:00,,,2026-03-16 11:00,已关闭,",
      "cancelled,repair,2026-03-13 13:00,,,,已取消,",
      // Waits since Friday, 250 minutes used.
      "waiting,repair,2026-03-13 13:00,,,,,",
      // Answer due at 11:30, half an hour ago; to be resolved by 12:30, a quarter of the time left.
      "both,consult,2026-03-16 10:30,,,,,",
      "answered,consult,2026-03-16 10:20,2026-03-16 12:00,,,,",
    ],
    ticket_events: ["ticket_id,occurred_at,event,state", "waiting,2026-03-13 17:10,状态变更,等待"],
  };

  test("hold open clocks past four fifths of their limit in working time, the longest overdue first", async () => {
    const rows = await rowsOfModel("lists.breaching_soon", FILES, TODAY);
    expect(rows.map((row) => [row["ticket_id"], row["minutes_left"]])).toEqual([
      ["long_past", -180],
      ["resolved_tomorrow", -180],
      ["past", -30],
      ["both", -30],
      ["answered", 20],
      ["waiting", 50],
      ["four_fifths", 60],
    ]);
    expect(rows[6]).toMatchObject({
      used: 0.8,
      resolution_due_at: "2026-03-16 13:00:00",
      response_due_at: null,
      subject: "漏水",
    });
    expect(rows[0]).toMatchObject({ resolution_due_at: "2026-03-13 18:00:00" });
    // The other clock has a quarter of its time left.
    expect(rows[3]).toMatchObject({ response_due_at: "2026-03-16 11:30:00", resolution_due_at: null, used: 1.5 });
    expect(rows[5]).toMatchObject({ resolution_due_at: null });
  });

  test("begin where managers want to be told", async () => {
    const files = { ...FILES, amounts: ["rule,holds_from,value", "breaching_share,2026-03-16,0.9"] };
    const rows = await rowsOfModel("lists.breaching_soon", files, TODAY);
    expect(rows.map((row) => row["ticket_id"])).not.toContain("four_fifths");
    expect(rows.map((row) => row["ticket_id"])).toContain("past");
  });
});

test("today's unresolved tickets, those without a promise first", async () => {
  const rows = await rowsOfModel(
    "lists.unresolved_today",
    {
      tickets: [
        "ticket_id,kind,created_at,resolved_at,closed_at,status,promised_at,deferred_reason",
        "registered,repair,2026-03-16 08:00,,,,2026-03-17 10:00,等配件",
        "no_reason,repair,2026-03-16 08:30,,,,2026-03-17 10:00,",
        "nothing,repair,2026-03-16 09:00,,,,,",
        "earlier,repair,2026-03-16 00:00:00,,,,,",
        "resolved,repair,2026-03-16 08:00,2026-03-16 10:00,,,,",
        "closed,repair,2026-03-16 08:00,,2026-03-16 10:00,,,",
        "cancelled,repair,2026-03-16 08:00,,,作废,,",
        "resolved_later,repair,2026-03-16 10:00,2026-03-18 10:00,,,,",
        "yesterday,repair,2026-03-15 23:59:59,,,,,",
      ],
    },
    TODAY,
  );
  expect(rows.map((row) => [row["urgency"], row["ticket_id"], row["hours_open"]])).toEqual([
    [1, "earlier", 10],
    [1, "nothing", 1],
    [1, "resolved_later", 0],
    [2, "no_reason", 1.5],
    [3, "registered", 2],
  ]);
});

test("promises that fall due within a day or are past, of tickets and complaints", async () => {
  const rows = await rowsOfModel(
    "lists.promises_due",
    {
      tickets: [
        "ticket_id,kind,created_at,resolved_at,closed_at,status,promised_at,subject",
        "past,repair,2026-03-10 08:00,,,,2026-03-14 10:00,漏水",
        "in_a_day,repair,2026-03-10 08:00,,,,2026-03-17 10:00,",
        "later,repair,2026-03-10 08:00,,,,2026-03-17 10:00:01,",
        "kept,repair,2026-03-10 08:00,2026-03-12 10:00,,,2026-03-14 10:00,",
        "closed,repair,2026-03-10 08:00,,2026-03-12 10:00,,2026-03-14 10:00,",
        "cancelled,repair,2026-03-10 08:00,,,已取消,2026-03-14 10:00,",
        "latest,repair,2026-03-16 10:00,,,,,",
      ],
      complaints: [
        "complaint_id,received_at,next_reply_at,replied_at,resolved_at,content",
        "agreed,2026-03-10 08:00,2026-03-16 12:00,,2026-03-15 10:00,噪音",
        "answered,2026-03-10 08:00,2026-03-15 12:00,2026-03-15 13:00,,",
        "unasked,2026-03-10 08:00,,,,",
      ],
    },
    TODAY,
  );
  expect(rows.map((row) => [row["ticket_id"], row["complaint_id"], row["hours_left"], row["content"]])).toEqual([
    ["past", null, -48, "漏水"],
    [null, "agreed", 2, "噪音"],
    ["in_a_day", null, 24, null],
  ]);
});
