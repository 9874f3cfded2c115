import { describe, expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";

const TODAY = "2026-08-24";
const CUSTOMERS = ["customer_id,name,phone", "C1,甲,13800000001"];

describe("major complaints", () => {
  const COMPLAINTS = [
    "complaint_id,customer_id,severity,received_at,reported_at,resolved_at,content",
    "reported_open,C1,major,2026-08-20 10:00,2026-08-20 10:30,,漏水",
    "unreported_open,,major,2026-08-24 08:00,,,停电",
    "unreported_resolved,C1,major,2026-08-01 10:00,,2026-08-02 10:00,停水",
    "reported_tomorrow,C1,major,2026-08-23 10:00,2026-08-25 10:00,2026-08-25 11:00,异味",
    "dealt_with,C1,major,2026-08-20 10:00,2026-08-20 10:30,2026-08-24 10:00,噪音",
    "serious,C1,serious,2026-08-20 10:00,,,噪音",
    "unrated,C1,,2026-08-20 10:00,,,噪音",
    "of_tomorrow,C1,major,2026-08-25 10:00,,,噪音",
  ];

  test("are those open or not reported, the unreported first", async () => {
    const rows = await rowsOfModel("lists.major_complaints", { complaints: COMPLAINTS, customers: CUSTOMERS }, TODAY);
    expect(rows.map((row) => [row["complaint_id"], row["hours_open"]])).toEqual([
      ["unreported_resolved", null],
      ["reported_tomorrow", 24],
      ["unreported_open", 2],
      ["reported_open", 96],
    ]);
    expect(rows[0]).toMatchObject({ name: "甲", content: "停水", report_until: "2026-08-01 11:00:00" });
    expect(rows[1]).toMatchObject({ reported_at: null, resolved_at: null });
    expect(rows[2]).toMatchObject({ name: null, content: "停电" });
  });
});

describe("complaints to revisit", () => {
  const COMPLAINTS = [
    "complaint_id,customer_id,severity,received_at,resolved_at,revisited_at,result",
    "ordinary,C1,normal,2026-08-01 10:00,2026-08-02 10:00,,已修复",
    "major,,major,2026-08-20 10:00,2026-08-21 23:59,,已修复",
    "serious,C1,serious,2026-08-20 10:00,2026-08-24 10:00,,已修复",
    "unrated,C1,,2026-08-20 10:00,2026-08-20 11:00,,",
    "tried,C1,normal,2026-08-20 10:00,2026-08-20 12:00,,",
    "called_tomorrow,C1,normal,2026-08-20 10:00,2026-08-20 13:00,2026-08-25 10:00,",
    "revisited,C1,normal,2026-08-20 10:00,2026-08-20 12:00,2026-08-21 10:00,",
    "surveyed,C1,normal,2026-08-20 10:00,2026-08-20 12:00,,",
    "refused,C1,normal,2026-08-20 10:00,2026-08-20 12:00,,",
    "open,C1,normal,2026-08-20 10:00,,,",
    "resolved_tomorrow,C1,normal,2026-08-20 10:00,2026-08-25 10:00,,",
  ];
  const SURVEYS = [
    "survey_id,campaign,complaint_id,visited_at,outcome",
    "1,complaint,tried,2026-08-21 10:00,no_answer",
    "2,complaint,tried,2026-08-22 10:00,no_answer",
    "3,complaint,tried,,pending",
    "4,complaint,surveyed,2026-08-21 10:00,no_answer",
    "5,complaint,surveyed,2026-08-22 10:00,completed",
    "6,complaint,refused,2026-08-22 10:00,refused",
    "7,complaint,called_tomorrow,2026-08-25 10:00,completed",
    "8,complaint,,2026-08-22 10:00,completed",
  ];

  test("are those resolved that nobody reached yet, each once, the gravest first", async () => {
    const files = { complaints: COMPLAINTS, surveys: SURVEYS, customers: CUSTOMERS };
    const rows = await rowsOfModel("lists.complaints_to_revisit", files, TODAY);
    expect(rows.map((row) => [row["complaint_id"], row["days_waiting"], row["last_tried_at"]])).toEqual([
      ["major", "3", null],
      ["serious", "0", null],
      ["ordinary", "22", null],
      ["unrated", "4", null],
      ["tried", "4", "2026-08-22 10:00:00"],
      ["called_tomorrow", "4", null],
    ]);
    expect(rows[2]).toMatchObject({ name: "甲", result: "已修复" });
  });
});

describe("complaints found true", () => {
  const AGENTS = [
    "agent_id,name,team,role,leader_id,hired_on,left_on",
    "L0,旧组长,工程部,leader,,2010-01-01,2026-07-31",
    "L1,组长,工程部,leader,,2026-08-01,",
    "W1,甲,工程部,field,L0,,",
    "W2,乙,工程部,field,L0,,",
    "L2,新主管,客服一组,supervisor,,2026-08-01,",
    "L3,老主管,客服一组,supervisor,,2010-01-01,",
    "K1,丙,客服一组,agent,L2,,",
    "K2,丁,客服一组,agent,L2,,",
    "K3,戊,客服一组,agent,L3,,",
  ];
  const FILES = {
    agents: AGENTS,
    tickets: [
      "ticket_id,kind,created_at,agent_id,team",
      "T1,repair,2026-08-01 09:00,K1,",
      "T2,repair,2026-08-01 09:00,K1,工程部",
    ],
    complaints: [
      "complaint_id,ticket_id,customer_id,site_id,agent_id,department,category,received_at,substantiated,repeat_of",
      "named,,C1,A,W1,工程部,漏水,2026-08-10 10:00,true,",
      "named_again,,C1,A,W1,工程部,漏水,2026-08-20 10:00,true,",
      "by_department,,C2,A,,工程部,噪音,2026-08-20 10:00,true,",
      "before_him,,C2,A,,工程部,门禁,2026-07-20 10:00,true,",
      "by_handler,T1,C3,A,,客服部,噪音,2026-08-20 10:00,true,",
      "by_handler_before_him,T1,C3,A,,客服部,门禁,2026-07-20 10:00,true,",
      "by_ticket,T2,C4,A,,,噪音,2026-08-20 10:00,true,",
      "by_nobody,,C5,A,,客服部,,2026-08-20 10:00,true,long_ago",
      "untrue,,C6,A,W1,工程部,噪音,2026-08-20 10:00,false,",
      "unknown,,C7,A,W1,工程部,噪音,2026-08-20 10:00,,",
      "of_tomorrow,,C8,A,W1,工程部,噪音,2026-08-25 10:00,true,",
    ],
  };

  test("cost the agent, or the leader of the team where none is named, and double when raised again", async () => {
    const rows = await rowsOfModel("accountability.substantiated_complaint", FILES, TODAY);
    expect(rows.map((row) => [row["key"], row["agent_id"], row["amount"], row["evidence"]])).toEqual([
      ["before_him", "L0", "100.00", ["before_him"]],
      ["by_department", "L1", "100.00", ["by_department"]],
      ["by_handler", "L2", "100.00", ["by_handler"]],
      ["by_handler_before_him", "L3", "100.00", ["by_handler_before_him"]],
      ["by_nobody", null, "200.00", ["by_nobody"]],
      ["by_ticket", "L1", "100.00", ["by_ticket"]],
      ["named", "W1", "100.00", ["named"]],
      ["named_again", "W1", "200.00", ["named_again", "named"]],
    ]);
    expect(rows[7]).toMatchObject({
      month: "2026-08-01",
      happened_at: "2026-08-20",
      effect: "fine",
      evidence_source: "complaints",
      note_zh: "投诉 named_again（漏水）经查属实，同样的问题客户此前反映过（named），按 2 倍乐捐 200.00 元。",
      note_en:
        "Complaint named_again (漏水) was found true, the customer had raised the same problem before (named): 200.00 CNY, 2 times the amount.",
    });
    expect(rows[1]).toMatchObject({
      note_zh: "投诉 by_department（噪音）经查属实，没有记责任人，由组长承担，乐捐 100.00 元。",
      note_en:
        "Complaint by_department (噪音) was found true, nobody is named, so the team’s leader answers: 100.00 CNY.",
    });
  });

  test("cost what the policy of their day says", async () => {
    const amounts = [
      "rule,holds_from,value",
      "substantiated_complaint,2026-08-15,80.5",
      "repeated_complaint_factor,2026-08-20,3",
    ];
    const rows = await rowsOfModel("accountability.substantiated_complaint", { ...FILES, amounts }, TODAY);
    expect(Object.fromEntries(rows.map((row) => [row["key"], row["amount"]]))).toMatchObject({
      named: "100.00",
      named_again: "241.50",
      by_department: "80.50",
    });
  });
});
