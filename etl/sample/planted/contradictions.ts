import { factQuery, planted } from "./fact.ts";
import { days, turns } from "./patterns.ts";
import type { Planting } from "./planting.ts";

const complaint = {
  channel: "电话",
  department: "工程部",
  category: "水压不足",
  cause: "不及时",
  severity: "一般",
  escalation: "无",
  content: "客户反映水压不足，多次上门没有解决",
};
const revisit = { campaign: "投诉回访", method: "电话", outcome: "已完成", score: 5, recorded_fully: "是" };
const ticket = {
  kind: "报修",
  category: "水压不足",
  channel: "电话",
  priority: "中",
  team: "维修二班",
  status: "已归档",
  reopened: 0,
  contacts: 1,
};

/** Records that say the opposite of others: content with an open complaint, on a round while off shift. */
export const contradictionsPlanting: Planting = {
  plants: [
    {
      source: "surveys",
      /* prettier-ignore */
      rows: [
        { ...revisit, plant: "content with an open complaint", survey_id: "HT2608-90011", ticket_id: "WO260810-90001", complaint_id: "TS2608-90011", customer_id: "0060002", site_id: "XQ06", agent_id: "KF003", due_from: "2026-08-11 17:21", visited_at: "2026-08-13 10:44" },
        { ...revisit, plant: "content with an open complaint", survey_id: "HF260811-90002", campaign: "维修回访", ticket_id: "WO260811-90001", customer_id: "0090001", site_id: "XQ09", agent_id: "KF003", due_from: "2026-08-12 10:37", visited_at: "2026-08-14 16:12" },
        { ...revisit, plant: "content with an open complaint", survey_id: "HT2608-90013", complaint_id: "TS2608-90013", customer_id: "0100001", site_id: "XQ10", agent_id: "KF003", due_from: "2026-08-05 14:33", visited_at: "2026-08-07 11:28", score: 4 },
      ],
    },
    {
      source: "complaints",
      /* prettier-ignore */
      rows: [
        { ...complaint, plant: "open", complaint_id: "TS2608-90011", ticket_id: "WO260810-90001", customer_id: "0060002", site_id: "XQ06", agent_id: "WX2002", received_at: "2026-08-12 09:14", accepted_at: "2026-08-12 09:22", first_reply_at: "2026-08-12 09:41" },
        { ...complaint, plant: "open", complaint_id: "TS2608-90012", ticket_id: "WO260811-90001", customer_id: "0090001", site_id: "XQ09", agent_id: "WX2004", received_at: "2026-08-13 13:36", accepted_at: "2026-08-13 13:47", first_reply_at: "2026-08-13 14:03" },
        { ...complaint, plant: "settled later", complaint_id: "TS2608-90013", customer_id: "0100001", site_id: "XQ10", agent_id: "WX2005", received_at: "2026-08-05 14:33", accepted_at: "2026-08-05 14:41", first_reply_at: "2026-08-05 14:58", resolved_at: "2026-08-18 17:26", replied_at: "2026-08-18 17:26", revisited_at: "2026-08-19 10:37", satisfied: "是", substantiated: "否", process: "转责任部门调查，情况与客户反映不完全一致", result: "已说明原因，客户表示理解" },
      ],
    },
    {
      source: "tickets",
      /* prettier-ignore */
      rows: [
        { ...ticket, plant: "for a revisit", ticket_id: "WO260810-90001", customer_id: "0060002", site_id: "XQ06", agent_id: "WX2002", created_at: "2026-08-11 10:33", first_response_at: "2026-08-11 10:47", resolved_at: "2026-08-11 17:21", closed_at: "2026-08-13 08:26", subject: "水压不足" },
        { ...ticket, plant: "for a revisit", ticket_id: "WO260811-90001", customer_id: "0090001", site_id: "XQ09", agent_id: "WX2004", created_at: "2026-08-12 08:19", first_response_at: "2026-08-12 08:34", resolved_at: "2026-08-12 10:37", closed_at: "2026-08-13 19:03", subject: "水压不足" },
      ],
    },
    {
      source: "inspections",
      /* prettier-ignore */
      rows: [
        { plant: "off shift", inspection_id: "XG260809XQ04-9", kind: "环境巡查", site_id: "XQ04", inspector_id: "WX2006", inspected_at: "2026-08-09 10:17", duration_minutes: 34, recorded: true, severity: "无" },
        { plant: "off shift", inspection_id: "XG260813XQ06-9", kind: "环境巡查", site_id: "XQ06", inspector_id: "WX2006", inspected_at: "2026-08-13 20:46", duration_minutes: 29, recorded: true, severity: "无" },
        { plant: "on shift", inspection_id: "XG260811XQ04-9", kind: "环境巡查", site_id: "XQ04", inspector_id: "WX2006", inspected_at: "2026-08-11 14:36", duration_minutes: 33, recorded: true, severity: "无" },
      ],
      queries: [
        // XX002 has no turn on that day: the rota of five gives three turns a day.
        `select 'system off shift' as plant, 'XJ260600XT01-9' as inspection_id, '系统巡检' as kind, 'XT01' as site_id, 'XX002' as inspector_id,
             cast(day as timestamp) + interval 631 minutes as inspected_at, 58 as duration_minutes, true as recorded, '无' as severity,
             cast(day as timestamp) + interval 774 minutes as report_at
           from (
             select min(day) as day from days
             where day between date '2026-06-22' and date '2026-06-28'
               and day not in (select day from duty where agent_id = 'XX002' and not is_struck)
           )`,
      ],
    },
    { source: "shifts", queries: [turns("WX2006", days("2026-08-03", "2026-08-21"))] },
  ],
  facts: [
    factQuery({
      layer: "authenticity",
      id: "self_contradiction",
      source: "surveys",
      keys: planted("surveys", "content with an open complaint"),
      month: "2026-08-01",
      agent: "KF003",
      zh: "回访满意时，同一客户同一件事的投诉还没有办结（TS2608-90011、90012、90013）",
      en: "Content, while a complaint of the same customer on the same was open (TS2608-90011, 90012, 90013)",
    }),
    factQuery({
      layer: "authenticity",
      id: "self_contradiction",
      source: "inspections",
      keys: planted("inspections", "off shift"),
      agent: "WX2006",
      month: "2026-08-01",
      zh: "WX2006 两次巡查时都不在班：一次是星期日，一次在下班以后",
      en: "WX2006 was off shift on two rounds: one on a Sunday, one after the shift",
    }),
    factQuery({
      layer: "authenticity",
      id: "self_contradiction",
      source: "inspections",
      keys: planted("inspections", "system off shift"),
      site: "XT01",
      agent: "XX002",
      month: "2026-06-01",
      zh: "XX002 巡检智慧水务平台那天没有班",
      en: "XX002 had no turn on the day of an inspection of 智慧水务平台",
    }),
    factQuery({
      layer: "authenticity",
      id: "self_contradiction",
      expected: "absent",
      source: "inspections",
      keys: planted("inspections", "on shift"),
      agent: "WX2006",
      month: "2026-08-01",
      zh: "这次巡查在班上",
      en: "This round was within a shift",
    }),
  ],
};
