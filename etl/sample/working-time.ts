import { literal, type Export } from "./export.ts";

const WEEK = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/** [line of service, days of the week, opens, closes, from which day on] */
const HOURS: [string, string[], string, string, string][] = [
  ["工程", WEEK, "00:00", "24:00", ""],
  ["客服", WEEK, "08:00", "21:00", ""],
  ["客服", WEEK, "08:00", "22:00", "2025-07-01"],
  ["电商", WEEK, "09:00", "24:00", ""],
  ["信息", WEEK.slice(0, 5), "09:00", "12:00", ""],
  ["信息", WEEK.slice(0, 5), "13:30", "18:00", ""],
  ["门诊", WEEK.slice(0, 6), "08:00", "12:00", ""],
  ["门诊", WEEK.slice(0, 6), "13:30", "17:00", ""],
];

const rows = (values: readonly (readonly (string | number)[])[]): string =>
  values
    .map((row) => `(${row.map((value) => (typeof value === "number" ? String(value) : literal(value))).join(", ")})`)
    .join(",\n      ");

const spelling = { encoding: "utf-8", bom: true, delimiter: ",", lineEnd: "\r\n" } as const;

/** The hours of each line of service. The desk stays an hour longer since July 2025. */
export const calendarsExport: Export = {
  ...spelling,
  file: "工作时间.csv",
  query: `select calendar as 日历, weekday as 星期, opens as 开始, closes as 结束, nullif(holds_from, '') as 生效日期
    from (values ${rows(HOURS.flatMap(([calendar, days, opens, closes, from]) => days.map((day) => [calendar, day, opens, closes, from])))})
      as hours(calendar, weekday, opens, closes, holds_from)`,
};

/** Days on which the company itself does otherwise; the official holidays are not its to decide. */
const DAYS: [string, string, string, string, string][] = [
  ["客服", "2025-01-28", "08:00", "17:00", "特殊时段"],
  ["客服", "2026-02-16", "08:00", "17:00", "特殊时段"],
  ["门诊", "2025-01-29", "", "", "休息"],
  ["门诊", "2025-01-30", "", "", "休息"],
  ["门诊", "2026-02-17", "", "", "休息"],
  ["门诊", "2026-02-18", "", "", "休息"],
  ["信息", "2025-12-31", "09:00", "12:00", "特殊时段"],
  ["信息", "2026-05-18", "", "", "休息"],
];

export const calendarDaysExport: Export = {
  ...spelling,
  file: "节假日与调休.csv",
  query: `select calendar as 日历, day as 日期, nullif(opens, '') as 开始, nullif(closes, '') as 结束, kind as 类型
    from (values ${rows(DAYS)}) as days(calendar, day, opens, closes, kind)`,
};

/** [number, kind, priority, site, calendar, first response, resolution in minutes of that calendar, from which day on] */
const POLICIES: [string, string, string, string, string, number, number, string][] = [
  ["BX-紧急", "报修", "紧急", "", "工程", 60, 960, "2024-01-01"],
  ["BX-紧急", "报修", "紧急", "", "工程", 45, 720, "2026-01-01"],
  ["BX", "报修", "", "", "工程", 90, 1440, "2024-01-01"],
  ["ZX", "咨询", "", "", "客服", 60, 480, "2024-01-01"],
  ["YW", "业务办理", "", "", "客服", 60, 840, "2024-01-01"],
  ["TS", "投诉", "", "", "客服", 60, 1260, "2024-01-01"],
  ["DD", "订单", "", "", "电商", 30, 480, "2024-01-01"],
  ["XT01-BX", "报修", "", "XT01", "信息", 60, 480, "2024-01-01"],
  ["XT02-BX", "报修", "", "XT02", "信息", 60, 480, "2024-01-01"],
  ["XT03-BX", "报修", "", "XT03", "信息", 60, 480, "2024-01-01"],
];

export const slaPoliciesExport: Export = {
  ...spelling,
  file: "时效标准.csv",
  query: `select policy as 标准编号, kind as 工单类型, nullif(priority, '') as 优先级, nullif(site, '') as 项目, calendar as 日历,
      first_response as 首次响应时限, resolution as 解决时限, '挂起' as 暂停状态, holds_from as 生效日期
    from (values ${rows(POLICIES)}) as policies(policy, kind, priority, site, calendar, first_response, resolution, holds_from)`,
};

/** What the managers of 清源物业 decided otherwise than the texts, and since when. */
const AMOUNTS: [string, string, number, string][] = [
  ["missed_call", "2025-01-01", 30, "试行期减半后定为 30 元/次"],
  ["missed_call", "2026-01-01", 50, "恢复 50 元/次"],
  ["substantiated_complaint", "2026-01-01", 200, "投诉管理办法 2026 版"],
  ["roster_morning_from.物业热线", "2025-08-01", 8, "物业热线早八点开线"],
  ["roster_morning_from.外勤巡查", "2025-08-01", 8, "外勤 8:00–18:00"],
  ["roster_evening_from.外勤巡查", "2025-08-01", 17, "外勤 8:00–18:00"],
  ["roster_until.外勤巡查", "2025-08-01", 18, "外勤 8:00–18:00"],
];

export const amountsExport: Export = {
  ...spelling,
  file: "金额与阈值.csv",
  query: `select rule as 规则, holds_from as 生效日期, value as 数值, note as 说明
    from (values ${rows(AMOUNTS)}) as amounts(rule, holds_from, value, note)`,
};
