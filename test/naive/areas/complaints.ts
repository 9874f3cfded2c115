import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, rarely, site, timeOf } from "../awkward.ts";
import { earlier } from "../calendar.ts";
import type { Data } from "../data.ts";
import { count, minutesBetween, p90, placed, ratio, stateful, sumOfMoney, yes } from "../metric.ts";
import { organised } from "../organised.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { accepts, clock, dayOf, divided, type AskedSpan, type Figure, type Filters, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    complaints: Complaint;
  }
}

type Complaint = {
  complaint_id: string;
  ticket_id: string | null;
  customer_id: string | null;
  site_id: string | null;
  agent_id: string | null;
  department: string | null;
  channel: "hotline" | "visit" | null;
  category: string | null;
  cause: "process" | "delay" | null;
  severity: "major" | "normal" | null;
  received_at: string;
  accepted_at: string | null;
  first_reply_at: string | null;
  next_reply_at: string | null;
  reported_at: string | null;
  escalation: "none" | "supervisor" | "department" | "executive" | null;
  resolved_at: string | null;
  replied_at: string | null;
  revisited_at: string | null;
  satisfied: boolean | null;
  substantiated: boolean | null;
  repeat_of: string | null;
  content: string | null;
  process: string | null;
  result: string | null;
  compensation: number | null;
};

const REPORT_MINUTES: Policy = { rule: "major_report_minutes", text: 60, others: [5, 120] };
const REPEAT_DAYS: Policy = { rule: "repeat_complaint_days", text: 30, others: [1, 3, 40] };

const complaints: NaiveSource<Complaint> = {
  columns: {
    complaint_id: "投诉编号",
    ticket_id: "关联工单",
    customer_id: "业主编号",
    site_id: "小区",
    agent_id: "被投诉人",
    department: "责任部门",
    channel: { header: "投诉渠道", words: { hotline: "投诉电话", visit: "来访" } },
    category: "投诉类别",
    cause: { header: "投诉原因", words: { process: "服务流程", delay: "不及时" } },
    severity: { header: "投诉等级", words: { major: "重大" } },
    received_at: "投诉时间",
    accepted_at: "立案时间",
    first_reply_at: "首次答复时间",
    next_reply_at: "约定回复时间",
    reported_at: "上报经理时间",
    escalation: { header: "上报级别", words: { none: "无", supervisor: "客服经理", department: "医务科" } },
    resolved_at: "办结时间",
    replied_at: "回复客户时间",
    revisited_at: "回访时间",
    satisfied: { header: "是否满意", cell: "bool" },
    substantiated: { header: "是否属实", cell: "bool" },
    repeat_of: "原投诉编号",
    content: "投诉内容",
    process: "处理过程",
    result: "处理结果",
    compensation: { header: "赔付金额", cell: "money" },
  },
  key: ["complaint_id"],
  happened: [
    "received_at",
    "accepted_at",
    "first_reply_at",
    "reported_at",
    "resolved_at",
    "replied_at",
    "revisited_at",
  ],
  row: ({ days }) =>
    fc
      .record({
        complaint_id: numbered("K", 18),
        ticket_id: nullable(numbered("T", 40)),
        customer_id: nullable(numbered("C", 2), 8),
        site_id: site,
        agent_id: agent,
        department: nullable(fc.constantFrom("工程部", "客服部")),
        channel: nullable(fc.constantFrom("hotline", "hotline", "visit")),
        category: nullable(fc.constantFrom("漏水", "收费"), 8),
        cause: nullable(fc.constantFrom("process", "delay"), 8),
        severity: nullable(fc.constantFrom("major", "normal")),
        received_at: timeOf(days),
        accepted: nullable(delay, 2),
        answered: nullable(delay, 2),
        appointed: nullable(delay, 3),
        reported: nullable(fc.constantFrom(0, 3599, 3600, 3601, 300, 7200, 90_000), 3),
        escalation: nullable(fc.constantFrom("none", "supervisor", "department", "executive")),
        resolved: nullable(delay),
        replied: nullable(delay, 4),
        revisited: fc.option(delay, { nil: null, freq: 2 }),
        satisfied: nullable(fc.boolean(), 2),
        substantiated: nullable(fc.boolean(), 3),
        repeat_of: rarely(numbered("K", 19)),
        content: nullable(fc.constant("漏水"), 12),
        process: nullable(fc.constant("已派人"), 12),
        result: nullable(fc.constant("已修好"), 8),
        compensation: nullable(fc.constantFrom(0, 1, 5_000, 123_456), 2),
      })
      .map(({ accepted, answered, appointed, reported, resolved, replied, revisited, ...row }): Complaint => {
        const after = (seconds: number | null, from = row.received_at): string | null =>
          seconds === null ? null : later(from, seconds);
        const resolved_at = after(resolved);
        return {
          ...row,
          accepted_at: after(accepted),
          first_reply_at: after(answered),
          next_reply_at: after(appointed),
          reported_at: after(reported),
          resolved_at,
          replied_at: after(replied),
          revisited_at: after(revisited, resolved_at ?? row.received_at),
        };
      }),
  most: 22,
  damages: [{ received_at: "2024-13-01 00:00:00" }, { cause: "不知道" }, { resolved_at: "1999-01-01 00:00:00" }],
};

function membersOf(complaint: Complaint): Members {
  const { site_id, agent_id, department, channel, category, cause, severity, escalation } = complaint;
  return { site: site_id, agent: agent_id, department, channel, category, cause, severity, escalation };
}

const receivedAt = (complaint: Complaint): string => complaint.received_at;
const resolvedAt = (complaint: Complaint): string | null => complaint.resolved_at;

function isRevisited(data: Data, complaint: Complaint): boolean {
  if (complaint.revisited_at !== null) return true;
  for (const survey of data.surveys) {
    if (survey.complaint_id === complaint.complaint_id && survey.outcome === "completed") return true;
  }
  return false;
}

/** What the register says; where it says nothing, whether the last scored survey gave 4 or more; null without an answer. */
function isSatisfied(data: Data, complaint: Complaint): boolean | null {
  if (complaint.satisfied !== null) return complaint.satisfied;
  let last: { at: string; score: number } | null = null;
  for (const { complaint_id, visited_at, survey_id, score } of data.surveys) {
    if (complaint_id !== complaint.complaint_id || score === null) continue;
    // One without a time comes before all others; of one moment the higher number is the later.
    const at = `${(visited_at ?? "").padEnd(23, "0")} ${survey_id}`;
    if (last === null || at > last.at) last = { at, score };
  }
  return last === null ? null : last.score >= 4;
}

/** It names an earlier one, or the same customer complained of the same category in the days before. */
function isRepeat(data: Data, complaint: Complaint): boolean {
  if (complaint.repeat_of !== null) return true;
  if (complaint.customer_id === null || complaint.category === null) return false;
  const at = clock(complaint.received_at);
  const days = policyOn(data, REPEAT_DAYS, dayOf(complaint.received_at));
  for (const other of data.complaints) {
    if (other.customer_id !== complaint.customer_id || other.category !== complaint.category) continue;
    const before = at - clock(other.received_at);
    if (before > 0 && before <= days * 86_400_000) return true;
  }
  return false;
}

function inReportingTime(data: Data, { received_at, reported_at }: Complaint): boolean {
  if (reported_at === null) return false;
  return minutesBetween(received_at, reported_at) <= policyOn(data, REPORT_MINUTES, dayOf(received_at));
}

function isOnRecord({ content, cause, process, result, replied_at, next_reply_at }: Complaint): boolean {
  const clear = content !== null && cause !== null && process !== null && result !== null;
  return clear && (replied_at !== null || next_reply_at !== null);
}

/** Complaints of the span for a thousand customers who have joined by its end. */
function perThousandFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let complaints = 0;
  let customers = 0;
  for (const { received_at, site_id } of data.complaints) {
    const day = dayOf(received_at);
    if (day < span.first || day > end || !accepts(filters, organised(data, { site: site_id }))) continue;
    complaints += 1;
  }
  for (const { joined_on, site_id } of data.customers) {
    if (joined_on === null || joined_on > end || !accepts(filters, organised(data, { site: site_id }))) continue;
    customers += 1;
  }
  const figure = divided(complaints, customers, complaints);
  return { ...figure, value: figure.value === null ? null : figure.value * 1000 };
}

export const area: Area = {
  sources: { complaints },
  reads: ["surveys", "customers"],
  policies: [REPORT_MINUTES, REPEAT_DAYS],
  metrics: {
    complaint_count: count((data) => placed(data.complaints, membersOf, receivedAt, () => [1, 1])),
    complaints_per_1000_customers: stateful(perThousandFigure, (data) =>
      [...data.complaints, ...data.customers].map(({ site_id }) => ({ site: site_id })),
    ),
    complaint_accept_minutes_p90: p90((data) =>
      placed(data.complaints, membersOf, receivedAt, ({ received_at, accepted_at, first_reply_at }) => {
        const at = accepted_at ?? first_reply_at;
        return at === null ? null : [minutesBetween(received_at, at), 1];
      }),
    ),
    complaint_close_rate: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, ({ resolved_at }) => [yes(resolved_at !== null), 1]),
    ),
    complaint_hotline_close_rate: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, ({ channel, resolved_at }) =>
        channel === "hotline" ? [yes(resolved_at !== null), 1] : null,
      ),
    ),
    complaint_resolution_hours_p90: p90((data) =>
      placed(data.complaints, membersOf, resolvedAt, ({ received_at, resolved_at }) =>
        resolved_at === null ? null : [minutesBetween(received_at, resolved_at) / 60, 1],
      ),
    ),
    complaint_revisit_rate: ratio((data) =>
      placed(data.complaints, membersOf, resolvedAt, (complaint) => [yes(isRevisited(data, complaint)), 1]),
    ),
    complaint_satisfaction: ratio((data) =>
      placed(data.complaints, membersOf, resolvedAt, (complaint) => {
        const satisfied = isSatisfied(data, complaint);
        return satisfied === null ? null : [yes(satisfied), 1];
      }),
    ),
    complaint_record_complete: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, (complaint) => [yes(isOnRecord(complaint)), 1]),
    ),
    complaint_next_reply_kept: ratio((data) =>
      placed(
        data.complaints,
        membersOf,
        ({ next_reply_at }) => next_reply_at,
        ({ replied_at, next_reply_at }) =>
          next_reply_at === null ? null : [yes(replied_at !== null && clock(replied_at) <= clock(next_reply_at)), 1],
      ),
    ),
    major_complaint_reported: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, (complaint) =>
        complaint.severity === "major" ? [yes(inReportingTime(data, complaint)), 1] : null,
      ),
    ),
    complaint_escalation_rate: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, ({ escalation }) => [
        yes(escalation !== null && escalation !== "none"),
        1,
      ]),
    ),
    complaint_repeat_rate: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, (complaint) => [yes(isRepeat(data, complaint)), 1]),
    ),
    complaint_substantiated_rate: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, ({ substantiated }) =>
        substantiated === null ? null : [yes(substantiated), 1],
      ),
    ),
    complaint_compensation: sumOfMoney((data) =>
      placed(data.complaints, membersOf, resolvedAt, ({ compensation }) =>
        compensation === null ? null : [compensation, 1],
      ),
    ),
  },
  situations: {
    "a repeat that no number names": (data) =>
      data.complaints.some((one) => one.repeat_of === null && isRepeat(data, one)),
    "a major complaint reported after exactly an hour": (data) =>
      data.complaints.some(
        ({ severity, received_at, reported_at }) =>
          severity === "major" && reported_at !== null && minutesBetween(received_at, reported_at) === 60,
      ),
    "an agreed reply that came in time": (data) =>
      data.complaints.some(
        ({ next_reply_at, replied_at }) => next_reply_at !== null && replied_at !== null && replied_at <= next_reply_at,
      ),
    "an answer from a survey alone": (data) =>
      data.complaints.some((one) => one.satisfied === null && isSatisfied(data, one) !== null),
    "a complaint with both a revisit and a survey": (data) =>
      data.complaints.some(
        (row) => row.revisited_at !== null && data.surveys.some((survey) => survey.complaint_id === row.complaint_id),
      ),
    "a complaint with several completed surveys": (data) =>
      data.complaints.some(
        (row) =>
          data.surveys.filter((survey) => survey.complaint_id === row.complaint_id && survey.outcome === "completed")
            .length > 1,
      ),
  },
};
