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
  ["revisit_within_3_days", "不限", "", "2024-01-01", ">=", 0.92],
  ["first_response_minutes_p90", "不限", "", "2024-01-01", "<=", 45],
  ["resolution_minutes_p90", "不限", "", "2024-01-01", "<=", 1440],
  ["same_day_resolution", "不限", "", "2024-01-01", ">=", 0.9],
  ["same_day_resolution", "不限", "", "2026-01-01", ">=", 0.92],
  ["complaint_close_rate", "不限", "", "2024-01-01", ">=", 1],
  ["complaint_resolution_hours_p90", "不限", "", "2024-01-01", "<=", 48],
  ["complaint_revisit_rate", "不限", "", "2024-01-01", ">=", 0.85],
  ["dsr_vs_industry", "月", "", "2024-01-01", ">=", 0],
  ["bad_review_rate", "不限", "", "2024-01-01", "<=", 0.08],
  ["recovery_rate", "月", "", "2024-08-01", ">=", 0.82],
  ["recovery_rate", "月", "", "2026-01-01", ">=", 0.84],
  ["recovery_rate", "季", "", "2024-08-01", ">=", 0.9],
  ["recovery_rate", "年", "", "2024-08-01", ">=", 0.95],
  ["recovery_rate", "季", "XQ09", "2026-01-01", ">=", 0.92],
  ["rejected_row_rate", "不限", "", "2024-01-01", "<=", 0.01],
  // The texts want all of these; until then the managers settle for less.
  ["revisit_recorded_fully", "不限", "", "2025-01-01", ">=", 0.97],
  ["promise_kept", "不限", "", "2025-01-01", ">=", 0.88],
  ["deferral_registered", "不限", "", "2025-01-01", ">=", 0.9],
  ["complaint_record_complete", "不限", "", "2025-01-01", ">=", 0.85],
  ["complaint_next_reply_kept", "不限", "", "2025-01-01", ">=", 0.8],
  ["on_time_shipment", "不限", "", "2025-01-01", ">=", 0.9],
  ["unpaid_followed_up", "不限", "", "2025-01-01", ">=", 0.85],
  ["exception_notified", "不限", "", "2025-01-01", ">=", 0.9],
  ["review_reply_same_day", "不限", "", "2025-01-01", ">=", 0.9],
  ["collection_coverage", "不限", "", "2025-01-01", ">=", 0.85],
  ["inspection_recorded", "不限", "", "2025-01-01", ">=", 0.98],
  ["anomaly_reported", "不限", "", "2025-01-01", ">=", 0.9],
  ["cleaning_by_0730", "不限", "", "2025-01-01", ">=", 0.97],
  ["roster_coverage", "不限", "", "2025-01-01", ">=", 0.98],
  ["shift_handover", "不限", "", "2025-01-01", ">=", 0.95],
  ["post_reply_rate", "不限", "", "2025-01-01", ">=", 0.96],
  ["wait_explained", "不限", "", "2025-01-01", ">=", 0.8],
  ["rectification_on_time", "不限", "", "2025-01-01", ">=", 0.9],
  ["deliverable_on_time", "不限", "", "2025-01-01", ">=", 0.93],
  ["change_notified", "不限", "", "2025-01-01", ">=", 0.92],
  ["visit_plan_completion", "不限", "", "2025-01-01", ">=", 0.8],
  ["csat_mean", "不限", "", "2024-01-01", ">=", 4.4],
  ["first_contact_resolution", "不限", "", "2024-01-01", ">=", 0.75],
  ["reopen_rate", "不限", "", "2024-01-01", "<=", 0.05],
  ["complaint_accept_minutes_p90", "不限", "", "2024-01-01", "<=", 45],
  ["complaint_satisfaction", "不限", "", "2024-01-01", ">=", 0.85],
  ["complaint_repeat_rate", "不限", "", "2024-01-01", "<=", 0.05],
  ["answer_rate", "不限", "", "2024-01-01", ">=", 0.92],
  ["answer_seconds_mean", "不限", "", "2024-01-01", "<=", 15],
  ["inquiry_conversion", "不限", "", "2024-01-01", ">=", 0.55],
  ["return_rate", "不限", "", "2024-01-01", "<=", 0.07],
  ["return_close_hours_p90", "不限", "", "2024-01-01", "<=", 72],
  ["dispute_rate", "不限", "", "2024-01-01", "<=", 0.02],
  ["wait_minutes_p90", "不限", "", "2024-01-01", "<=", 20],
  ["wait_over_15", "不限", "", "2024-01-01", "<=", 0.2],
  ["days_sales_outstanding", "月", "", "2024-01-01", "<=", 15],
  ["renewal_rate", "年", "", "2024-01-01", ">=", 0.7],
  ["profile_complete", "不限", "", "2024-01-01", ">=", 0.95],
  ["appraisal_score", "月", "", "2024-01-01", ">=", 85],
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
