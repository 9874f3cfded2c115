import { factQuery, planted } from "./fact.ts";
import type { Planting } from "./planting.ts";

const bill = { site_id: "XQ03", collector_id: "GL003", fee_kind: "物业费" };

const unpaid = ["01", "02", "03", "04", "05"].map((month) => ({
  ...bill,
  plant: "five months unpaid",
  bill_id: `W26${month}-0039001`,
  customer_id: "0039001",
  period: `2026-${month}-01`,
  due_on: `2026-${month}-10`,
  amount: "186.40",
}));

const task = { kind: "整改", department: "工程部", owner_id: "WX1001", site_id: "XQ05" };

/** Arrears, rounds, tasks, contracts, backups and the roster: the other worklists. */
export const fieldPlanting: Planting = {
  plants: [
    {
      source: "bills",
      /* prettier-ignore */
      rows: [
        ...unpaid,
        { ...bill, plant: "due in June", bill_id: "W2606-0039002", customer_id: "0039002", period: "2026-06-01", due_on: "2026-06-10", amount: "203.50" },
        { ...bill, plant: "paid at last", bill_id: "W2604-0039003", customer_id: "0039003", period: "2026-04-01", due_on: "2026-04-10", amount: "175.12" },
        { ...bill, plant: "paid in part", bill_id: "W2605-0039004", customer_id: "0039004", period: "2026-05-01", due_on: "2026-05-10", amount: "412.00" },
      ],
    },
    {
      source: "payments",
      /* prettier-ignore */
      rows: [
        { plant: "arrears", payment_id: "W2604-0039003/1", bill_id: "W2604-0039003", paid_on: "2026-08-14", paid: 175.12, method: "微信" },
        { plant: "arrears", payment_id: "W2605-0039004/1", bill_id: "W2605-0039004", paid_on: "2026-06-02", paid: 250.0, method: "前台现金" },
      ],
    },
    {
      source: "collections",
      /* prettier-ignore */
      rows: [
        { plant: "arrears", collection_id: "CS260714-0039001", customer_id: "0039001", site_id: "XQ03", collector_id: "GL003", collected_at: "2026-07-14 16:22", method: "贴单", promise_on: "2026-07-31" },
      ],
    },
    {
      source: "tasks",
      /* prettier-ignore */
      rows: [
        { ...task, plant: "due soon", task_id: "ZG2608-91", title: "单元门闭门器更换", raised_on: "2026-08-12", due_on: "2026-08-27" },
        { ...task, plant: "due soon", task_id: "ZG2607-91", title: "地下车库照明整改", raised_on: "2026-07-08", due_on: "2026-07-31" },
        { ...task, plant: "due later", task_id: "ZG2608-92", title: "消防栓标识更新", raised_on: "2026-08-18", due_on: "2026-09-15" },
        { ...task, plant: "done", task_id: "ZG2608-93", title: "水表井盖复位", raised_on: "2026-08-05", due_on: "2026-08-20", done_on: "2026-08-18" },
      ],
    },
    {
      source: "contracts",
      /* prettier-ignore */
      rows: [
        { plant: "ends unremarked", contract_id: "HT2409-951", customer_id: "Q19001", site_id: "XT01", accepted_on: "2024-09-03", handover_started_on: "2024-08-05", handover_done_on: "2024-09-12", documents_missing: 0, maintenance_ends_on: "2026-09-02" },
        { plant: "ends unremarked", contract_id: "HT2410-952", customer_id: "Q29001", site_id: "XT02", accepted_on: "2024-10-18", handover_started_on: "2024-09-20", handover_done_on: "2024-10-29", documents_missing: 0, maintenance_ends_on: "2026-10-17" },
        { plant: "reminded", contract_id: "HT2411-953", customer_id: "Q19001", site_id: "XT01", accepted_on: "2024-11-11", handover_started_on: "2024-10-12", handover_done_on: "2024-11-20", documents_missing: 0, maintenance_ends_on: "2026-11-10", reminded_on: "2026-08-04" },
        { plant: "ends later", contract_id: "HT2502-954", customer_id: "Q29001", site_id: "XT02", accepted_on: "2025-02-03", handover_started_on: "2025-01-06", handover_done_on: "2025-02-13", documents_missing: 0, maintenance_ends_on: "2027-02-02" },
      ],
    },
  ],
  facts: [
    factQuery({
      layer: "worklists",
      id: "arrears_3_months",
      source: "bills",
      columns: ["customer_id"],
      keys: `select distinct customer_id as key from planted_bills where plant in ('five months unpaid', 'paid in part')`,
      site: "XQ03",
      agent: "GL003",
      zh: "0039001 欠五个月共 932.00 元，上次催收 2026-07-14；0039004 的 5 月账单还欠 162.00 元",
      en: "0039001 owes five months, CNY 932.00, last collected on 2026-07-14; 0039004 still owes CNY 162.00 of May",
    }),
    factQuery({
      layer: "worklists",
      id: "arrears_3_months",
      expected: "absent",
      source: "bills",
      columns: ["customer_id"],
      keys: `select customer_id as key from planted_bills where plant in ('due in June', 'paid at last')`,
      site: "XQ03",
      agent: "GL003",
      zh: "0039002 的账单 6 月 10 日才到期；0039003 已在 8 月 14 日缴清",
      en: "0039002's bill was due on 10 June only; 0039003 paid on 14 August",
    }),
    factQuery({
      layer: "worklists",
      id: "unpatrolled_sites",
      source: "sites",
      keys: "select unnest(['XQ06', 'XT02']) as key",
      complete: true,
      zh: "2026 年 8 月，东风里没有管网巡查，物业收费系统没有巡检",
      en: "In August 2026 nobody patrolled the network of 东风里 or inspected 物业收费系统",
    }),
    factQuery({
      layer: "worklists",
      id: "rectifications_due",
      source: "tasks",
      keys: planted("tasks", "due soon"),
      zh: "两项整改没有完成：一项 7 月 31 日已到期，一项 8 月 27 日到期",
      en: "Two rectifications not done: one was due on 31 July, one is on 27 August",
    }),
    factQuery({
      layer: "worklists",
      id: "rectifications_due",
      expected: "absent",
      source: "tasks",
      keys: `${planted("tasks", "due later")} union all ${planted("tasks", "done")}`,
      zh: "一项 9 月 15 日到期，一项已完成",
      en: "One is due on 15 September, one is done",
    }),
    factQuery({
      layer: "worklists",
      id: "contracts_expiring",
      source: "contracts",
      keys: planted("contracts", "ends unremarked"),
      agent: "XX001",
      zh: "两份合同在 9 月 2 日和 10 月 17 日期满，没有提醒",
      en: "Two contracts end on 2 September and 17 October, and nobody was reminded",
    }),
    factQuery({
      layer: "worklists",
      id: "contracts_expiring",
      expected: "absent",
      source: "contracts",
      keys: `${planted("contracts", "reminded")} union all ${planted("contracts", "ends later")}`,
      agent: "XX001",
      zh: "一份已提醒；一份 2027 年 2 月期满",
      en: "Of one somebody was reminded; one ends in February 2027",
    }),
    factQuery({
      layer: "worklists",
      id: "stale_backups",
      source: "backups",
      columns: ["site_id"],
      keys: "select unnest(['XT01', 'XT02']) as key",
      complete: true,
      zh: "智慧水务平台 8 月 23 日没有成功备份；物业收费系统两个月没有恢复演练",
      en: "智慧水务平台 has had no good backup on 23 August, 物业收费系统 no restore test for two months",
    }),
    factQuery({
      layer: "worklists",
      id: "stale_backups",
      expected: "absent",
      source: "backups",
      columns: ["site_id"],
      keys: "select 'XT03' as key",
      zh: "门禁改造项目备份和演练都有效",
      en: "门禁改造项目 has a fresh backup and test",
    }),
    factQuery({
      layer: "worklists",
      id: "roster_gaps",
      source: "shifts",
      columns: ["queue", "day", "slot"],
      keys: "select unnest(['信息售后 2026-08-27 evening', '电商客服 2026-08-29 afternoon']) as key",
      complete: true,
      zh: "8 月 27 日晚上信息售后、29 日下午电商客服没有排人",
      en: "Nobody is planned for 信息售后 on the evening of 27 August, nor for 电商客服 on the afternoon of the 29th",
    }),
  ],
};
