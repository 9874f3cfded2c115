import { factQuery, planted } from "./fact.ts";
import type { Planting } from "./planting.ts";

/* prettier-ignore */
const TICKETS = [
  { plant: "past its limit", ticket_id: "WO260822-90001", kind: "报修", category: "停水", priority: "紧急", customer_id: "0030001", site_id: "XQ03", agent_id: "WX1002", team: "维修一班", created_at: "2026-08-22 09:14", first_response_at: "2026-08-22 09:31", status: "处理中", subject: "停水，整栋无水" },
  { plant: "near its limit", ticket_id: "WO260823-90001", kind: "报修", category: "水管漏水", priority: "紧急", customer_id: "0050001", site_id: "XQ05", agent_id: "WX1004", team: "维修一班", created_at: "2026-08-23 13:17", first_response_at: "2026-08-23 13:36", status: "处理中", subject: "水管漏水，楼下渗水" },
  { plant: "far from its limit", ticket_id: "WO260823-90002", kind: "报修", category: "停水", priority: "紧急", customer_id: "0070001", site_id: "XQ07", agent_id: "WX1001", team: "维修一班", created_at: "2026-08-23 21:41", first_response_at: "2026-08-23 21:52", status: "处理中", subject: "停水" },
  { plant: "open today, no promise", ticket_id: "WO260823-90003", kind: "咨询", category: "水费查询", priority: "中", customer_id: "0110001", site_id: "XQ11", agent_id: "KF003", team: "客服一组", created_at: "2026-08-23 17:06", first_response_at: "2026-08-23 17:18", status: "处理中", subject: "水费查询，要求核对上月读数" },
  { plant: "open today, promised", ticket_id: "WO260823-90004", kind: "业务办理", category: "装修申请", priority: "中", customer_id: "0110002", site_id: "XQ11", agent_id: "KF004", team: "客服一组", created_at: "2026-08-23 16:12", first_response_at: "2026-08-23 16:20", promised_at: "2026-08-27 10:00", deferred_reason: "需上级审批", status: "处理中", subject: "装修申请" },
  { plant: "settled today", ticket_id: "WO260823-90005", kind: "咨询", category: "物业费查询", priority: "低", customer_id: "0100001", site_id: "XQ10", agent_id: "KF002", team: "客服一组", created_at: "2026-08-23 10:28", first_response_at: "2026-08-23 10:31", resolved_at: "2026-08-23 10:47", status: "已解决", reopened: 0, contacts: 1, subject: "物业费查询" },
  { plant: "promise broken", ticket_id: "WO260820-90001", kind: "投诉", category: "噪音扰民", priority: "中", customer_id: "0080001", site_id: "XQ08", agent_id: "KF005", team: "客服一组", created_at: "2026-08-20 10:09", first_response_at: "2026-08-20 10:22", promised_at: "2026-08-22 18:00", deferred_reason: "客户不在家", status: "处理中", subject: "噪音扰民，夜间施工" },
  { plant: "promise tomorrow", ticket_id: "WO260821-90001", kind: "业务办理", category: "过户", priority: "中", customer_id: "0080002", site_id: "XQ08", agent_id: "KF006", team: "客服一组", created_at: "2026-08-21 15:33", first_response_at: "2026-08-21 15:44", promised_at: "2026-08-24 15:00", deferred_reason: "需上级审批", status: "处理中", subject: "过户" },
  { plant: "promise later", ticket_id: "WO260821-90002", kind: "业务办理", category: "车位办理", priority: "低", customer_id: "0120001", site_id: "XQ12", agent_id: "KF001", team: "客服一组", created_at: "2026-08-21 11:18", first_response_at: "2026-08-21 11:27", promised_at: "2026-08-28 12:00", deferred_reason: "需上级审批", status: "处理中", subject: "车位办理" },
  { plant: "promise kept", ticket_id: "WO260819-90001", kind: "报修", category: "门禁故障", priority: "中", customer_id: "0120002", site_id: "XQ12", agent_id: "WX2003", team: "维修二班", created_at: "2026-08-19 08:52", first_response_at: "2026-08-19 09:06", promised_at: "2026-08-20 18:00", deferred_reason: "待配件", resolved_at: "2026-08-20 16:37", status: "已解决", reopened: 0, contacts: 2, subject: "门禁故障" },
].map((row) => ({ channel: "电话", ...row }));

const complaint = {
  channel: "400",
  department: "客服部",
  category: "服务态度",
  cause: "服务态度",
  severity: "一般",
  escalation: "无",
  content: "客户反映处理过程中的问题，要求给出说明",
};
const settled = { process: "调取录音核实，责任人已说明经过，次日给出答复", result: "已道歉，客户表示理解" };

/* prettier-ignore */
const COMPLAINTS = [
  { ...complaint, plant: "major and open", complaint_id: "TS2608-90001", customer_id: "0070002", site_id: "XQ07", agent_id: "WX1003", department: "工程部", category: "电梯故障", cause: "设施设备", severity: "重大", received_at: "2026-08-21 09:23", accepted_at: "2026-08-21 09:26", first_reply_at: "2026-08-21 09:48", reported_at: "2026-08-21 09:41", escalation: "总经理" },
  { ...complaint, ...settled, plant: "major, never reported", complaint_id: "TS2608-90002", customer_id: "P10001", site_id: "KS01", agent_id: "DY002", department: "门诊部", category: "候诊时间长", cause: "服务流程", severity: "重大", received_at: "2026-08-11 14:34", accepted_at: "2026-08-11 14:39", first_reply_at: "2026-08-11 15:02", escalation: "无", resolved_at: "2026-08-12 11:17", replied_at: "2026-08-12 11:17", revisited_at: "2026-08-13 10:08", satisfied: "是", substantiated: "否" },
  { ...complaint, ...settled, plant: "major, reported and settled", complaint_id: "TS2608-90003", customer_id: "0090001", site_id: "XQ09", agent_id: "WX1002", department: "工程部", category: "停水", cause: "设施设备", severity: "重大", received_at: "2026-08-06 08:12", accepted_at: "2026-08-06 08:16", first_reply_at: "2026-08-06 08:31", reported_at: "2026-08-06 08:29", escalation: "总经理", resolved_at: "2026-08-06 19:44", replied_at: "2026-08-06 19:44", revisited_at: "2026-08-07 15:21", satisfied: "是", substantiated: "否" },
  { ...complaint, plant: "reply agreed for tomorrow", complaint_id: "TS2608-90004", customer_id: "0100002", site_id: "XQ10", agent_id: "KF002", received_at: "2026-08-22 10:41", accepted_at: "2026-08-22 10:49", first_reply_at: "2026-08-22 11:07", next_reply_at: "2026-08-24 10:00" },
  { ...complaint, ...settled, plant: "not revisited", complaint_id: "TS2608-90005", customer_id: "0010001", site_id: "XQ01", agent_id: "KF003", received_at: "2026-08-19 13:26", accepted_at: "2026-08-19 13:33", first_reply_at: "2026-08-19 13:52", resolved_at: "2026-08-20 09:58", replied_at: "2026-08-20 09:58", substantiated: "否" },
  { ...complaint, ...settled, plant: "revisited by survey", complaint_id: "TS2608-90006", customer_id: "0010002", site_id: "XQ01", agent_id: "KF007", received_at: "2026-08-17 16:04", accepted_at: "2026-08-17 16:11", first_reply_at: "2026-08-17 16:37", resolved_at: "2026-08-18 10:23", replied_at: "2026-08-18 10:23", substantiated: "否" },
];

const revisit = { method: "电话", site_id: "DP01", agent_id: "KF002" };

/* prettier-ignore */
const SURVEYS = [
  { ...revisit, plant: "revisit due", survey_id: "HF260821-90001", campaign: "会员回访", customer_id: "M19001", due_from: "2026-08-21 16:07", outcome: "待回访" },
  { ...revisit, plant: "revisit due", survey_id: "HF260815-90001", campaign: "维修回访", customer_id: "0050002", site_id: "XQ05", due_from: "2026-08-15 11:46", outcome: "待回访" },
  { ...revisit, plant: "revisit done", survey_id: "HF260818-90001", campaign: "会员回访", customer_id: "M19002", due_from: "2026-08-18 15:13", visited_at: "2026-08-19 10:32", outcome: "已完成", score: 4, comment: "包装可以再结实一些，其他都好", recorded_fully: "是" },
  { ...revisit, plant: "complaint revisited", survey_id: "HT2608-90006", campaign: "投诉回访", complaint_id: "TS2608-90006", customer_id: "0010002", site_id: "XQ01", agent_id: "KF004", due_from: "2026-08-18 10:23", visited_at: "2026-08-19 15:47", outcome: "已完成", score: 4, comment: "说明得清楚，可以接受", recorded_fully: "是" },
];

const on = (plants: string[], source: string): string =>
  plants.map((plant) => planted(source, plant)).join(" union all ");

/** Tickets, complaints and revisits of the desk's worklists. */
export const deskPlanting: Planting = {
  plants: [
    { source: "tickets", rows: TICKETS },
    { source: "complaints", rows: COMPLAINTS },
    { source: "surveys", rows: SURVEYS },
  ],
  facts: [
    factQuery({
      layer: "worklists",
      id: "breaching_soon",
      source: "tickets",
      keys: on(["past its limit", "near its limit"], "tickets"),
      zh: "紧急报修限 12 小时：一件开了 38 小时，一件到 23 日 23:59 已用 89%",
      en: "Urgent repairs have 12 hours: one has been open for 38, one has used 89 % by 23:59 of the 23rd",
    }),
    factQuery({
      layer: "worklists",
      id: "breaching_soon",
      expected: "absent",
      source: "tickets",
      keys: on(["far from its limit", "settled today"], "tickets"),
      zh: "一件到 23:59 只用了两个多小时；一件已解决",
      en: "One has used little over two hours by 23:59; one is settled",
    }),
    factQuery({
      layer: "worklists",
      id: "unresolved_today",
      source: "tickets",
      keys: on(["near its limit", "far from its limit", "open today, no promise", "open today, promised"], "tickets"),
      zh: "8 月 23 日受理、当日未结的四件，其中 WO260823-90004 有承诺时间",
      en: "Four tickets of 23 August still open, of which WO260823-90004 has a promise",
    }),
    factQuery({
      layer: "worklists",
      id: "unresolved_today",
      expected: "absent",
      source: "tickets",
      keys: on(["settled today", "past its limit"], "tickets"),
      zh: "一件当日已结；一件是前一天的",
      en: "One was settled on the day; one is of the day before",
    }),
    factQuery({
      layer: "worklists",
      id: "promises_due",
      source: "tickets",
      keys: on(["promise broken", "promise tomorrow"], "tickets"),
      zh: "一件承诺 22 日 18:00 已过，一件承诺 24 日 15:00",
      en: "One was promised for 18:00 on the 22nd, one for 15:00 on the 24th",
    }),
    factQuery({
      layer: "worklists",
      id: "promises_due",
      source: "complaints",
      keys: planted("complaints", "reply agreed for tomorrow"),
      zh: "约定 24 日 10:00 回复的投诉",
      en: "A complaint that is to be answered at 10:00 on the 24th",
    }),
    factQuery({
      layer: "worklists",
      id: "promises_due",
      expected: "absent",
      source: "tickets",
      keys: on(["promise later", "promise kept"], "tickets"),
      zh: "一件承诺 28 日；一件承诺前已完成",
      en: "One is promised for the 28th; one was settled before its promise",
    }),
    factQuery({
      layer: "worklists",
      id: "major_complaints",
      source: "complaints",
      keys: on(["major and open", "major, never reported"], "complaints"),
      zh: "一件重大投诉未办结，一件已办结但从未上报",
      en: "One major complaint is open, one was settled but never reported",
    }),
    factQuery({
      layer: "worklists",
      id: "major_complaints",
      expected: "absent",
      source: "complaints",
      keys: planted("complaints", "major, reported and settled"),
      zh: "17 分钟内上报、当日办结",
      en: "Reported within 17 minutes and settled on the day",
    }),
    factQuery({
      layer: "worklists",
      id: "complaints_to_revisit",
      source: "complaints",
      keys: planted("complaints", "not revisited"),
      zh: "8 月 20 日办结，没有回访",
      en: "Settled on 20 August and not revisited",
    }),
    factQuery({
      layer: "worklists",
      id: "complaints_to_revisit",
      expected: "absent",
      source: "complaints",
      keys: on(["revisited by survey", "major and open"], "complaints"),
      zh: "一件由回访记录 HT2608-90006 回访过；一件还没办结",
      en: "One was revisited by HT2608-90006; one is not settled yet",
    }),
    factQuery({
      layer: "worklists",
      id: "revisits_due",
      source: "surveys",
      keys: planted("surveys", "revisit due"),
      zh: "会员 21 日服务完成、待回访；另一户 15 日起已过三天期限",
      en: "A member served on the 21st is to be revisited; another customer has waited since the 15th",
    }),
    factQuery({
      layer: "worklists",
      id: "revisits_due",
      expected: "absent",
      source: "surveys",
      keys: on(["revisit done", "complaint revisited"], "surveys"),
      zh: "已回访",
      en: "Already revisited",
    }),
  ],
};
