import type { Complaint, Data } from "./data.ts";
import { minutesBetween, placed, yes, type EventMetric } from "./happening.ts";
import type { Members } from "./value.ts";

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

export const COMPLAINT_METRICS = {
  complaint_count: {
    kind: "count",
    happenings: (data) => placed(data.complaints, membersOf, receivedAt, () => [1, 1]),
  },
  complaint_close_rate: {
    kind: "ratio",
    happenings: (data) =>
      placed(data.complaints, membersOf, receivedAt, ({ resolved_at }) => [yes(resolved_at !== null), 1]),
  },
  complaint_resolution_hours_p90: {
    kind: "p90",
    happenings: (data) =>
      placed(data.complaints, membersOf, resolvedAt, ({ received_at, resolved_at }) =>
        resolved_at === null ? null : [minutesBetween(received_at, resolved_at) / 60, 1],
      ),
  },
  complaint_revisit_rate: {
    kind: "ratio",
    happenings: (data) =>
      placed(data.complaints, membersOf, resolvedAt, (complaint) => [yes(isRevisited(data, complaint)), 1]),
  },
} satisfies Record<string, EventMetric>;
