import { literal, type Export } from "./export.ts";

type TargetRow = [
  metric: string,
  grain: "月" | "季" | "年" | "不限",
  site: string,
  holdsFrom: string,
  comparison: ">=" | "<=",
  value: number,
];

/**
 * What the managers of 清源物业 decided, and since when; an empty site means all. The shops' DSR is left to the mean of
 * their industry.
 */
const TARGETS: TargetRow[] = [
  ["csat", "不限", "", "2024-01-01", ">=", 0.9],
  ["csat", "不限", "", "2026-01-01", ">=", 0.92],
  ["nps", "不限", "", "2024-01-01", ">=", 0.35],
  ["survey_response_rate", "不限", "", "2024-01-01", ">=", 0.4],
  ["revisit_within_3_days", "不限", "", "2024-01-01", ">=", 1],
  ["first_response_minutes_p90", "不限", "", "2024-01-01", "<=", 45],
  ["resolution_minutes_p90", "不限", "", "2024-01-01", "<=", 1440],
  ["same_day_resolution", "不限", "", "2024-01-01", ">=", 0.9],
  ["same_day_resolution", "不限", "", "2026-01-01", ">=", 0.92],
  ["complaint_close_rate", "不限", "", "2024-01-01", ">=", 1],
  ["complaint_resolution_hours_p90", "不限", "", "2024-01-01", "<=", 48],
  ["complaint_revisit_rate", "不限", "", "2024-01-01", ">=", 1],
  ["dsr_vs_industry", "月", "", "2024-01-01", ">=", 0],
  ["bad_review_rate", "不限", "", "2024-01-01", "<=", 0.08],
  ["recovery_rate", "月", "", "2024-08-01", ">=", 0.82],
  ["recovery_rate", "月", "", "2026-01-01", ">=", 0.84],
  ["recovery_rate", "季", "", "2024-08-01", ">=", 0.9],
  ["recovery_rate", "年", "", "2024-08-01", ">=", 0.95],
  ["recovery_rate", "季", "XQ09", "2026-01-01", ">=", 0.92],
  ["rejected_row_rate", "不限", "", "2024-01-01", "<=", 0.01],
];

export const targetsExport: Export = {
  file: "目标值.csv",
  encoding: "utf-8",
  bom: true,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `select metric as 指标, grain as 周期, nullif(site, '') as 小区, holds_from as 生效日期, comparison as 方向, value as 目标值
    from (values ${TARGETS.map(
      ([metric, grain, site, from, comparison, value]) =>
        `(${[metric, grain, site, from, comparison].map(literal).join(", ")}, ${value})`,
    ).join(",\n      ")}) as targets(metric, grain, site, holds_from, comparison, value)`,
};
