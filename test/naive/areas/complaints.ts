import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, site, timeOf } from "../awkward.ts";
import type { Data } from "../data.ts";
import { count, minutesBetween, p90, placed, ratio, yes } from "../metric.ts";
import type { NaiveSource } from "../source.ts";
import type { Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    complaints: Complaint;
  }
}

type Complaint = {
  complaint_id: string;
  ticket_id: string | null;
  site_id: string | null;
  agent_id: string | null;
  department: string | null;
  channel: "hotline" | "visit" | null;
  category: string | null;
  cause: "process" | "delay" | null;
  severity: "major" | "normal" | null;
  received_at: string;
  resolved_at: string | null;
  revisited_at: string | null;
};

const complaints: NaiveSource<Complaint> = {
  columns: {
    complaint_id: "投诉编号",
    ticket_id: "关联工单",
    site_id: "小区",
    agent_id: "被投诉人",
    department: "责任部门",
    channel: { header: "投诉渠道", words: { hotline: "投诉电话", visit: "来访" } },
    category: "投诉类别",
    cause: { header: "投诉原因", words: { process: "服务流程", delay: "不及时" } },
    severity: { header: "投诉等级", words: { major: "重大" } },
    received_at: "投诉时间",
    resolved_at: "办结时间",
    revisited_at: "回访时间",
  },
  key: ["complaint_id"],
  happened: ["received_at", "resolved_at", "revisited_at"],
  row: ({ days }) =>
    fc
      .record({
        complaint_id: numbered("K", 14),
        ticket_id: nullable(numbered("T", 40)),
        site_id: site,
        agent_id: agent,
        department: nullable(fc.constantFrom("工程部", "客服部")),
        channel: nullable(fc.constantFrom("hotline", "visit")),
        category: nullable(fc.constantFrom("漏水", "收费")),
        cause: nullable(fc.constantFrom("process", "delay")),
        severity: nullable(fc.constantFrom("major", "normal")),
        received_at: timeOf(days),
        resolved: nullable(delay),
        revisited: fc.option(delay, { nil: null, freq: 2 }),
      })
      .map(({ resolved, revisited, ...row }): Complaint => {
        const resolved_at = resolved === null ? null : later(row.received_at, resolved);
        return {
          ...(row as Omit<Complaint, "resolved_at" | "revisited_at">),
          resolved_at,
          revisited_at: revisited === null ? null : later(resolved_at ?? row.received_at, revisited),
        };
      }),
  most: 15,
  damages: [{ received_at: "2024-13-01 00:00:00" }, { cause: "不知道" }, { resolved_at: "1999-01-01 00:00:00" }],
};

function membersOf(complaint: Complaint): Members {
  const { site_id, agent_id, department, channel, category, cause, severity } = complaint;
  return { site: site_id, agent: agent_id, department, channel, category, cause, severity };
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

export const area: Area = {
  sources: { complaints },
  reads: ["surveys"],
  policies: [],
  metrics: {
    complaint_count: count((data) => placed(data.complaints, membersOf, receivedAt, () => [1, 1])),
    complaint_close_rate: ratio((data) =>
      placed(data.complaints, membersOf, receivedAt, ({ resolved_at }) => [yes(resolved_at !== null), 1]),
    ),
    complaint_resolution_hours_p90: p90((data) =>
      placed(data.complaints, membersOf, resolvedAt, ({ received_at, resolved_at }) =>
        resolved_at === null ? null : [minutesBetween(received_at, resolved_at) / 60, 1],
      ),
    ),
    complaint_revisit_rate: ratio((data) =>
      placed(data.complaints, membersOf, resolvedAt, (complaint) => [yes(isRevisited(data, complaint)), 1]),
    ),
  },
  situations: {
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
