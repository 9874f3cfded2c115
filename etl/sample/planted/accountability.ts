import { factQuery, keyOf, planted } from "./fact.ts";
import { withPlanted } from "./plant.ts";
import type { Planting } from "./planting.ts";

const call = { queue: "信息售后", is_outbound: false, site_id: "XT01", result: "未接" };
const round = { recorded: true, severity: "严重", reported_at: "2026-07-09 10:02" };
// No other complaint has these categories: by chance it would be the same customer's and make this one a repeat.
const complaint = {
  channel: "400",
  department: "客服部",
  category: "用语不文明",
  cause: "服务态度",
  severity: "一般",
  escalation: "无",
  content: "客户反映接待时言语生硬，要求给出说明",
  process: "调取录音核实，确认情况属实，主管致歉",
  result: "已道歉，客户表示理解",
  satisfied: "是",
  substantiated: "是",
};

const consult = {
  plant: "settled by the star",
  site_id: "XQ06",
  agent_id: "KF002",
  kind: "咨询",
  category: "水费查询",
  channel: "电话",
  priority: "中",
  team: "客服一组",
  status: "已归档",
  reopened: 0,
  contacts: 1,
  subject: "水费查询",
};

/* prettier-ignore */
const COMPLAINTS = [
  { ...complaint, plant: "substantiated", complaint_id: "TS2607-90001", customer_id: "0080001", site_id: "XQ08", agent_id: "KF004", received_at: "2026-07-06 10:14", accepted_at: "2026-07-06 10:21", first_reply_at: "2026-07-06 10:43", resolved_at: "2026-07-07 09:31", replied_at: "2026-07-07 09:31", revisited_at: "2026-07-08 14:17" },
  { ...complaint, plant: "substantiated, raised again", complaint_id: "TS2607-90002", customer_id: "0080001", site_id: "XQ08", agent_id: "KF004", received_at: "2026-07-21 15:52", accepted_at: "2026-07-21 15:58", first_reply_at: "2026-07-21 16:19", resolved_at: "2026-07-22 11:26", replied_at: "2026-07-22 11:26", revisited_at: "2026-07-23 09:44", repeat_of: "TS2607-90001", content: "客户反映同一位客服态度仍然生硬" },
  { ...complaint, plant: "substantiated, nobody named", complaint_id: "TS2607-90003", ticket_id: "WO260711-90001", customer_id: "0100001", site_id: "XQ10", department: "工程部", category: "上门太迟", cause: "不及时", received_at: "2026-07-12 09:07", accepted_at: "2026-07-12 09:13", first_reply_at: "2026-07-12 09:38", resolved_at: "2026-07-12 18:22", replied_at: "2026-07-12 18:22", revisited_at: "2026-07-13 16:41", content: "客户反映报修后第二天才有人来" },
  { ...complaint, plant: "not substantiated", complaint_id: "TS2607-90004", customer_id: "0120001", site_id: "XQ12", agent_id: "KF004", received_at: "2026-07-14 11:36", accepted_at: "2026-07-14 11:44", first_reply_at: "2026-07-14 12:03", resolved_at: "2026-07-15 10:52", replied_at: "2026-07-15 10:52", revisited_at: "2026-07-16 15:08", substantiated: "否" },
  { ...complaint, plant: "no inspection that month", complaint_id: "TS2605-90001", customer_id: "Q20001", site_id: "XT02", department: "信息部", agent_id: "XX003", category: "数据错误", cause: "产品质量", received_at: "2026-05-21 14:23", accepted_at: "2026-05-21 14:31", first_reply_at: "2026-05-21 14:52", resolved_at: "2026-05-22 16:44", replied_at: "2026-05-22 16:44", revisited_at: "2026-05-25 10:19", content: "客户反映报表数据错误" },
  { ...complaint, plant: "inspected that month", complaint_id: "TS2605-90002", customer_id: "Q10001", site_id: "XT01", department: "信息部", agent_id: "XX002", category: "登录异常", cause: "产品质量", received_at: "2026-05-13 09:33", accepted_at: "2026-05-13 09:41", first_reply_at: "2026-05-13 10:02", resolved_at: "2026-05-13 17:28", replied_at: "2026-05-13 17:28", revisited_at: "2026-05-14 14:36", content: "客户反映登录异常" },
];

/**
 * Quarters and years of communities well below or well above the target, by money that came until the period's end;
 * those near it are left out, and the quarters of XQ09, which has a target of its own. Bills that loading rejects do not count.
 */
const recovery = (id: string, unit: "quarter" | "year", target: number, name: string): string => `
  with loaded as (
    select * from (select *, row_number() over (order by period, customer_id, fee_kind) as number from bills) where number not in (900, 1500, 2100)
    union all by name select * exclude (plant) from planted_bills
  ),
  due as (
    select bill_id, site_id, collector_id, amount, cast(date_trunc('${unit}', due_on) as date) as since,
      cast(date_trunc('${unit}', due_on) + interval 1 ${unit} - interval 1 day as date) as until
    from loaded
  ),
  paid as (select bill_id, sum(paid) as paid from ${withPlanted("payments", "payments")} join due using (bill_id) where paid_on <= until group by bill_id),
  judged as (
    select site_id, collector_id, since, until, sum(least(amount, greatest(0, coalesce(paid, 0)))) / sum(amount) as rate,
      list(due.bill_id order by due.bill_id) filter (coalesce(paid, 0) < amount) as keys
    from due left join paid using (bill_id)
    where since >= date '${unit === "year" ? "2025-01-01" : "2024-10-01"}' and until < date '2026-08-24'
    group by site_id, collector_id, since, until
  )
  select 'accountability' as layer, '${id}' as id, case when rate < ${target - 0.015} then 'found' else 'absent' end as expected, 'bills' as source,
    ['bill_id'] as columns, coalesce(keys, []) as keys, site_id as site, collector_id as agent,
    strftime(date_trunc('month', until), '%Y-%m-%d') as month, cast(null as varchar) as amount, false as complete,
    printf('%s 到期的账单到 %s 收回 %.1f%%，${name}目标 ${target * 100}%%', since || '—' || until, until, rate * 100) as zh,
    printf('%.1f%% of the bills due from %s to %s was paid by then; the target is ${target * 100}%%', rate * 100, since, until) as en
  from judged where abs(rate - ${target}) > 0.015${unit === "quarter" ? " and site_id <> 'XQ09'" : ""}
  order by since, site_id`;

/** What the eight rules of accountability must find. */
export const accountabilityPlanting: Planting = {
  plants: [
    {
      source: "calls",
      /* prettier-ignore */
      rows: [
        { ...call, plant: "missed on shift", call_id: "HD260812-90001", started_at: "2026-08-12 15:20:17", ended_at: "2026-08-12 15:21:02" },
        { ...call, plant: "missed, nobody on shift", call_id: "HD260819-90001", site_id: "XT02", started_at: "2026-08-19 20:11:43", ended_at: "2026-08-19 20:12:31" },
        { ...call, plant: "missed at night", call_id: "HD260814-90001", started_at: "2026-08-14 23:08:26", ended_at: "2026-08-14 23:08:58" },
      ],
    },
    {
      // Whatever the size: who has settled too few tickets is no star.
      source: "tickets",
      /* prettier-ignore */
      rows: [
        { ...consult, ticket_id: "WO260703-90002", customer_id: "0060011", created_at: "2026-07-03 09:12", first_response_at: "2026-07-03 09:14", resolved_at: "2026-07-03 09:31", closed_at: "2026-07-04 10:05" },
        { ...consult, ticket_id: "WO260708-90002", customer_id: "0060012", created_at: "2026-07-08 14:26", first_response_at: "2026-07-08 14:29", resolved_at: "2026-07-08 14:52", closed_at: "2026-07-09 09:40" },
        { ...consult, ticket_id: "WO260714-90002", customer_id: "0060013", created_at: "2026-07-14 10:41", first_response_at: "2026-07-14 10:43", resolved_at: "2026-07-14 11:06", closed_at: "2026-07-15 08:57" },
        { ...consult, ticket_id: "WO260722-90002", customer_id: "0060014", created_at: "2026-07-22 15:17", first_response_at: "2026-07-22 15:20", resolved_at: "2026-07-22 15:48", closed_at: "2026-07-23 10:22" },
        { ...consult, ticket_id: "WO260728-90002", customer_id: "0060004", created_at: "2026-07-28 11:03", first_response_at: "2026-07-28 11:05", resolved_at: "2026-07-28 11:19", closed_at: "2026-07-29 09:14" },
      ],
    },
    {
      source: "inspections",
      /* prettier-ignore */
      rows: [
        { ...round, plant: "leak, patrol not done well", inspection_id: "XG260709XQ08-9", kind: "管网巡查", site_id: "XQ08", inspector_id: "GL007", inspected_at: "2026-07-09 09:48", duration_minutes: 52, anomaly: "5 号楼南侧埋地管漏水", fixed_at: "2026-07-09 17:26", loss_amount: "3860.00", missed_inspection: true },
        { ...round, plant: "leak, no patrol", inspection_id: "XH260624XQ12-9", kind: "环境巡查", site_id: "XQ12", inspector_id: "GL006", inspected_at: "2026-06-24 14:37", duration_minutes: 38, anomaly: "9 号楼前阀门井积水", reported_at: "2026-06-24 14:52", fixed_at: "2026-06-25 11:08", loss_amount: "1240.00" },
        { ...round, plant: "leak, patrolled", inspection_id: "XG260715XQ10-9", kind: "管网巡查", site_id: "XQ10", inspector_id: "GL007", inspected_at: "2026-07-15 10:26", duration_minutes: 47, anomaly: "2 号楼水表前漏水", reported_at: "2026-07-15 10:41", fixed_at: "2026-07-15 16:33", loss_amount: "915.00", missed_inspection: false },
      ],
    },
    { source: "complaints", rows: COMPLAINTS },
    {
      source: "tickets",
      /* prettier-ignore */
      rows: [
        { plant: "substantiated, nobody named", ticket_id: "WO260711-90001", kind: "报修", category: "水管漏水", channel: "电话", priority: "中", customer_id: "0100001", site_id: "XQ10", agent_id: "WX2004", team: "维修二班", created_at: "2026-07-11 10:32", first_response_at: "2026-07-11 10:58", promised_at: "2026-07-12 18:00", deferred_reason: "人手不足", resolved_at: "2026-07-12 17:49", closed_at: "2026-07-14 09:12", status: "已归档", reopened: 0, contacts: 2, subject: "水管漏水" },
      ],
    },
    {
      source: "changes",
      /* prettier-ignore */
      rows: [
        { plant: "no inspection that month", change_id: "BG260512-91", site_id: "XT02", agent_id: "XX003", changed_at: "2026-05-12 20:34", notified_at: "2026-05-11 15:07", archived_at: "2026-05-12 21:46", incident: true },
        { plant: "inspection in doubt", change_id: "BG260618-91", site_id: "XT01", agent_id: "XX002", changed_at: "2026-06-18 19:52", notified_at: "2026-06-17 10:41", archived_at: "2026-06-18 20:37", incident: true },
        { plant: "inspected that month", change_id: "BG260714-91", site_id: "XT01", agent_id: "XX002", changed_at: "2026-07-14 20:11", notified_at: "2026-07-13 16:24", archived_at: "2026-07-14 21:08", incident: true },
      ],
    },
    {
      source: "tasks",
      /* prettier-ignore */
      rows: [
        { plant: "rewarded", task_id: "YH2606-91", kind: "优化措施", department: "信息部", owner_id: "XX002", title: "巡检表单改为扫码，漏检减少", raised_on: "2026-05-11", due_on: "2026-06-10", done_on: "2026-06-08", approved_on: "2026-06-18", rewarded: "是" },
        { plant: "rewarded", task_id: "YH2607-91", kind: "优化措施", department: "信息部", owner_id: "XX004", title: "门禁离线告警，上门次数减半", raised_on: "2026-06-15", due_on: "2026-07-15", done_on: "2026-07-13", approved_on: "2026-07-22", rewarded: "是" },
        { plant: "not rewarded", task_id: "YH2607-92", kind: "优化措施", department: "信息部", owner_id: "XX005", title: "日志清理脚本", raised_on: "2026-06-22", due_on: "2026-07-20", done_on: "2026-07-17", approved_on: "2026-07-24", rewarded: "否" },
      ],
    },
  ],
  facts: [
    // Whoever had the turn, by the roster, whether or not they came.
    `select * replace ((select agent_id from duty where queue = '信息售后' and day = date '2026-08-12' and slot = 1) as agent) from (${factQuery(
      {
        layer: "accountability",
        id: "missed_call",
        source: "calls",
        keys: planted("calls", "missed on shift"),
        site: "XT01",
        month: "2026-08-01",
        amount: "50.00",
        zh: "8 月 12 日 15:20 信息售后无人接听，由当班人承担",
        en: "Nobody answered 信息售后 at 15:20 on 12 August; the agent on shift answers for it",
      },
    )})`,
    factQuery({
      layer: "accountability",
      id: "missed_call",
      source: "calls",
      keys: planted("calls", "missed, nobody on shift"),
      site: "XT02",
      agent: "XX001",
      month: "2026-08-01",
      amount: "50.00",
      zh: "8 月 19 日晚上信息售后没有排班，20:11 的来电由线路负责人承担",
      en: "Nobody was planned for 信息售后 on the evening of 19 August; its owner answers for the call of 20:11",
    }),
    factQuery({
      layer: "accountability",
      id: "missed_call",
      expected: "absent",
      source: "calls",
      keys: planted("calls", "missed at night"),
      zh: "23:08 的来电不在服务时段",
      en: "The call of 23:08 is outside service hours",
    }),
    factQuery({
      layer: "accountability",
      id: "leak_without_patrol",
      source: "inspections",
      keys: planted("inspections", "leak, patrol not done well"),
      site: "XQ08",
      agent: "GL007",
      month: "2026-07-01",
      amount: "386.00",
      complete: true,
      zh: "光华里漏水损失 3860 元，巡查不到位，扣罚 10%",
      en: "A leak of CNY 3860 at 光华里 that a patrol should have found, at 10 %",
    }),
    factQuery({
      layer: "accountability",
      id: "leak_without_patrol",
      source: "inspections",
      keys: planted("inspections", "leak, no patrol"),
      site: "XQ12",
      agent: "GL006",
      month: "2026-06-01",
      amount: "124.00",
      complete: true,
      zh: "和平里 6 月没有管网巡查，漏水损失 1240 元，扣罚 10%",
      en: "Nobody patrolled 和平里 in June; a leak of CNY 1240, at 10 %",
    }),
    factQuery({
      layer: "accountability",
      id: "leak_without_patrol",
      expected: "absent",
      source: "inspections",
      keys: planted("inspections", "leak, patrolled"),
      site: "XQ10",
      month: "2026-07-01",
      zh: "育才小区当月巡查过，漏水由巡查发现",
      en: "育才小区 was patrolled that month, and the patrol found the leak",
    }),
    recovery("quarter_recovery", "quarter", 0.9, "季度"),
    recovery("year_recovery", "year", 0.95, "年度"),
    factQuery({
      layer: "accountability",
      id: "substantiated_complaint",
      source: "complaints",
      keys: planted("complaints", "substantiated"),
      site: "XQ08",
      agent: "KF004",
      month: "2026-07-01",
      amount: "200.00",
      zh: "属实的投诉，2026 年起 200 元",
      en: "A substantiated complaint, CNY 200 since 2026",
    }),
    factQuery({
      layer: "accountability",
      id: "substantiated_complaint",
      source: "complaints",
      keys: planted("complaints", "substantiated, raised again"),
      site: "XQ08",
      agent: "KF004",
      month: "2026-07-01",
      amount: "400.00",
      zh: "同一客户为同样的问题再次投诉属实，加倍",
      en: "The same customer complained of the same again, and rightly: doubled",
    }),
    factQuery({
      layer: "accountability",
      id: "substantiated_complaint",
      source: "complaints",
      keys: planted("complaints", "substantiated, nobody named"),
      site: "XQ10",
      agent: "WX2001",
      month: "2026-07-01",
      amount: "200.00",
      zh: "投诉没有写责任人，由工单所在班组的组长承担",
      en: "The complaint names nobody; the leader of the ticket's team answers for it",
    }),
    factQuery({
      layer: "accountability",
      id: "substantiated_complaint",
      expected: "absent",
      source: "complaints",
      keys: planted("complaints", "not substantiated"),
      zh: "不属实",
      en: "Not substantiated",
    }),
    factQuery({
      layer: "accountability",
      id: "false_inspection",
      source: "complaints",
      keys: planted("complaints", "no inspection that month"),
      site: "XT02",
      agent: "GL009",
      month: "2026-05-01",
      amount: "400.00",
      zh: "物业收费系统 2026 年 5 月没有巡检，投诉属实，加倍",
      en: "物业收费系统 was not inspected in May 2026 and a complaint was right: doubled",
    }),
    factQuery({
      layer: "accountability",
      id: "false_inspection",
      source: "changes",
      keys: planted("changes", "no inspection that month"),
      site: "XT02",
      agent: "GL009",
      month: "2026-05-01",
      amount: "400.00",
      zh: "同一个月，一次变更引发故障",
      en: "In the same month a change caused an incident",
    }),
    factQuery({
      layer: "accountability",
      id: "false_inspection",
      source: "changes",
      keys: planted("changes", "inspection in doubt"),
      site: "XT01",
      agent: "XX002",
      month: "2026-06-01",
      amount: "400.00",
      zh: "智慧水务平台 6 月有一次巡检时巡检人不在班（见 self_contradiction），当月变更引发故障",
      en: "In June 智慧水务平台 was inspected by somebody off shift (see self_contradiction), and a change caused an incident",
    }),
    factQuery({
      layer: "accountability",
      id: "false_inspection",
      expected: "absent",
      source: "changes",
      keys: planted("changes", "inspected that month"),
      zh: "当月巡检和备份都在",
      en: "Inspected and backed up that month",
    }),
    factQuery({
      layer: "accountability",
      id: "false_inspection",
      expected: "absent",
      source: "complaints",
      keys: planted("complaints", "inspected that month"),
      zh: "当月巡检和备份都在",
      en: "Inspected and backed up that month",
    }),
    ...["XX002 2026-06-01 YH2606-91", "XX004 2026-07-01 YH2607-91"].map((line) => {
      const [agent, month, task] = line.split(" ");
      return factQuery({
        layer: "accountability",
        id: "improvement_reward",
        source: "tasks",
        keys: `select ${keyOf("tasks")} as key from planted_tasks where task_id = '${task}'`,
        ...(agent === undefined ? {} : { agent }),
        ...(month === undefined ? {} : { month }),
        amount: "500.00",
        complete: true,
        zh: "获奖励的优化措施",
        en: "An improvement that was rewarded",
      });
    }),
    factQuery({
      layer: "accountability",
      id: "improvement_reward",
      expected: "absent",
      source: "tasks",
      keys: planted("tasks", "not rewarded"),
      zh: "没有奖励",
      en: "Not rewarded",
    }),
    factQuery({
      layer: "accountability",
      id: "service_star",
      source: "appraisals",
      keys: "select appraisal_id as key from appraisals where agent_id = 'KF002' and month = date '2026-07-01'",
      agent: "KF002",
      month: "2026-07-01",
      zh: "KF002 七月各项评分 98 分以上，全员最高",
      en: "KF002 has 98 and more on every facet in July, the highest of all",
    }),
  ],
};
