import { daysBetween, isoWeekday, type Day } from "./calendar.ts";
import type { Complaint, Data, Survey, Ticket } from "./data.ts";
import {
  accepts,
  clock,
  dayOf,
  divided,
  NOTHING,
  quantile,
  type AskedSpan,
  type Figure,
  type Filters,
  type Members,
} from "./value.ts";

/**
 * Something that happened on a day and counts there: x/y for ratios and means, x for counts and quantiles.
 * It is one row, unless it says of how many it tells (a load).
 */
type Happening = { key: string; day: Day; members: Members; x: number; y: number; rows?: number };

type Kind = "ratio" | "mean" | "count" | "p90";

function surveyMembers(data: Data, survey: Survey): Members {
  let tier: string | null = null;
  for (const customer of data.customers) {
    if (customer.customer_id === survey.customer_id) tier = customer.tier;
  }
  return { site: survey.site_id, agent: survey.agent_id, campaign: survey.campaign, method: survey.method, tier };
}

function ticketMembers(ticket: Ticket): Members {
  return {
    site: ticket.site_id,
    agent: ticket.agent_id,
    channel: ticket.channel,
    kind: ticket.kind,
    category: ticket.category,
    priority: ticket.priority,
    hour: String(Number(ticket.created_at.slice(11, 13))),
    weekday: String(isoWeekday(dayOf(ticket.created_at))),
  };
}

function complaintMembers(complaint: Complaint): Members {
  return {
    site: complaint.site_id,
    agent: complaint.agent_id,
    department: complaint.department,
    channel: complaint.channel,
    category: complaint.category,
    cause: complaint.cause,
    severity: complaint.severity,
  };
}

/** A happening for each survey that `time` places and `pair` counts; pair answers null for a row that does not count. */
function fromSurveys(
  data: Data,
  time: (survey: Survey) => string | null,
  pair: (survey: Survey) => [number, number] | null,
): Happening[] {
  const found: Happening[] = [];
  for (const survey of data.surveys) {
    const at = time(survey);
    const counted = pair(survey);
    if (at === null || counted === null) continue;
    found.push({
      key: survey.survey_id,
      day: dayOf(at),
      members: surveyMembers(data, survey),
      x: counted[0],
      y: counted[1],
    });
  }
  return found;
}

function fromTickets(
  data: Data,
  time: (ticket: Ticket) => string | null,
  pair: (ticket: Ticket) => [number, number] | null,
): Happening[] {
  const found: Happening[] = [];
  for (const ticket of data.tickets) {
    const at = time(ticket);
    const counted = pair(ticket);
    if (at === null || counted === null) continue;
    found.push({ key: ticket.ticket_id, day: dayOf(at), members: ticketMembers(ticket), x: counted[0], y: counted[1] });
  }
  return found;
}

function fromComplaints(
  data: Data,
  time: (complaint: Complaint) => string | null,
  pair: (complaint: Complaint) => [number, number] | null,
): Happening[] {
  const found: Happening[] = [];
  for (const complaint of data.complaints) {
    const at = time(complaint);
    const counted = pair(complaint);
    if (at === null || counted === null) continue;
    const members = complaintMembers(complaint);
    found.push({ key: complaint.complaint_id, day: dayOf(at), members, x: counted[0], y: counted[1] });
  }
  return found;
}

const yes = (condition: boolean): number => (condition ? 1 : 0);
const minutes = (from: string, to: string): number => (clock(to) - clock(from)) / 60_000;

function revisited(data: Data, complaint: Complaint): boolean {
  if (complaint.revisited_at !== null) return true;
  for (const survey of data.surveys) {
    if (survey.complaint_id === complaint.complaint_id && survey.outcome === "completed") return true;
  }
  return false;
}

const REVISITED_CAMPAIGNS = ["ticket", "complaint", "member", "discharge"];
const SAME_DAY_KINDS = ["consult", "repair", "request", "complaint"];
const THREE_DAYS = 3 * 24 * 60 * 60 * 1000;

type EventMetric = { kind: Kind; happenings: (data: Data) => Happening[] };

/** The metrics whose rows each belong to one day for ever. */
export const EVENT_METRICS = {
  csat: {
    kind: "ratio",
    happenings: (data) =>
      fromSurveys(
        data,
        (survey) => survey.visited_at,
        (survey) => (survey.score === null ? null : [yes(survey.score >= 4), 1]),
      ),
  },
  csat_mean: {
    kind: "mean",
    happenings: (data) =>
      fromSurveys(
        data,
        (survey) => survey.visited_at,
        (survey) => (survey.score === null ? null : [survey.score, 1]),
      ),
  },
  nps: {
    kind: "ratio",
    happenings: (data) =>
      fromSurveys(
        data,
        (survey) => survey.visited_at,
        (survey) => (survey.nps === null ? null : [survey.nps >= 9 ? 1 : survey.nps <= 6 ? -1 : 0, 1]),
      ),
  },
  survey_response_rate: {
    kind: "ratio",
    happenings: (data) =>
      fromSurveys(
        data,
        (survey) => survey.issued_at,
        (survey) => [yes(survey.outcome === "completed"), 1],
      ),
  },
  revisit_within_3_days: {
    kind: "ratio",
    happenings: (data) =>
      fromSurveys(
        data,
        (survey) => survey.due_from,
        ({ campaign, outcome, due_from, visited_at }) => {
          if (!REVISITED_CAMPAIGNS.includes(campaign)) return null;
          const inTime = due_from !== null && visited_at !== null && clock(visited_at) <= clock(due_from) + THREE_DAYS;
          return [yes(outcome === "completed" && inTime), 1];
        },
      ),
  },
  first_response_minutes_p90: {
    kind: "p90",
    happenings: (data) =>
      fromTickets(
        data,
        (ticket) => ticket.created_at,
        ({ created_at, first_response_at }) =>
          first_response_at === null ? null : [minutes(created_at, first_response_at), 1],
      ),
  },
  resolution_minutes_p90: {
    kind: "p90",
    happenings: (data) =>
      fromTickets(
        data,
        (ticket) => ticket.resolved_at,
        ({ created_at, resolved_at, pending_minutes }) =>
          resolved_at === null ? null : [minutes(created_at, resolved_at) - (pending_minutes ?? 0), 1],
      ),
  },
  same_day_resolution: {
    kind: "ratio",
    happenings: (data) =>
      fromTickets(
        data,
        (ticket) => ticket.created_at,
        ({ kind, status, created_at, resolved_at }) => {
          if (!SAME_DAY_KINDS.includes(kind) || status === "cancelled") return null;
          return [yes(resolved_at !== null && dayOf(resolved_at) === dayOf(created_at)), 1];
        },
      ),
  },
  ticket_count: {
    kind: "count",
    happenings: (data) =>
      fromTickets(
        data,
        (ticket) => ticket.created_at,
        () => [1, 1],
      ),
  },
  complaint_count: {
    kind: "count",
    happenings: (data) =>
      fromComplaints(
        data,
        (complaint) => complaint.received_at,
        () => [1, 1],
      ),
  },
  complaint_close_rate: {
    kind: "ratio",
    happenings: (data) =>
      fromComplaints(
        data,
        (complaint) => complaint.received_at,
        (complaint) => [yes(complaint.resolved_at !== null), 1],
      ),
  },
  complaint_resolution_hours_p90: {
    kind: "p90",
    happenings: (data) =>
      fromComplaints(
        data,
        (complaint) => complaint.resolved_at,
        ({ received_at, resolved_at }) =>
          resolved_at === null ? null : [(clock(resolved_at) - clock(received_at)) / 3_600_000, 1],
      ),
  },
  complaint_revisit_rate: {
    kind: "ratio",
    happenings: (data) =>
      fromComplaints(
        data,
        (complaint) => complaint.resolved_at,
        (complaint) => [yes(revisited(data, complaint)), 1],
      ),
  },
  bad_review_rate: {
    kind: "ratio",
    happenings: (data) => {
      const found: Happening[] = [];
      for (const rating of data.ratings) {
        if (rating.sentiment === null) continue;
        const x = yes(rating.sentiment === "neutral" || rating.sentiment === "bad");
        const members = { site: rating.shop_id, agent: rating.agent_id };
        found.push({ key: rating.rating_id, day: dayOf(rating.rated_at), members, x, y: 1 });
      }
      return found;
    },
  },
  rejected_row_rate: {
    kind: "ratio",
    happenings: (data) =>
      data.ledger.map(({ load, source, uploader, loadedAt, read, rejected }) => ({
        key: String(load),
        day: dayOf(loadedAt),
        members: { source, uploader },
        x: rejected,
        y: read,
        rows: read,
      })),
  },
} satisfies Record<string, EventMetric>;

export type EventMetricId = keyof typeof EVENT_METRICS;

export function eventFigure(metric: EventMetricId, data: Data, span: AskedSpan, filters: Filters): Figure {
  const { kind, happenings }: EventMetric = EVENT_METRICS[metric];
  const all = happenings(data);
  let numerator = 0;
  let denominator = 0;
  let n = 0;
  const values: number[] = [];
  for (const { day, members, x, y, rows } of all) {
    if (day < span.first || day > span.last || day > span.asOf || !accepts(filters, members)) continue;
    numerator += x;
    denominator += y;
    n += rows ?? 1;
    values.push(x);
  }
  if (kind === "p90") return { value: quantile(values, 0.9), numerator: null, denominator: null, n };
  if (kind === "count") {
    const begun = all.some(({ day }) => day <= span.last && day <= span.asOf) && span.first <= span.asOf;
    return { value: begun ? numerator : null, numerator: null, denominator: null, n };
  }
  return divided(numerator, denominator, n);
}

/** Members that rows of the metric have in a dimension. */
export function eventMembers(metric: EventMetricId, data: Data, dimension: string): (string | null)[] {
  const { happenings }: EventMetric = EVENT_METRICS[metric];
  return happenings(data).map(({ members }) => members[dimension] ?? null);
}

export function backlogMembers(data: Data, dimension: string): (string | null)[] {
  if (dimension === "age_bucket") return ["0-1", "2-3", "4-7", "8-14", "15-30", ">30"];
  return data.tickets.map((ticket) => ticketMembers(ticket)[dimension] ?? null);
}

/** Day on which a ticket stops being open: null while it is, its first day for one cancelled without an end. */
function leavesOn(ticket: Ticket): Day | null {
  const end = ticket.resolved_at ?? ticket.closed_at;
  if (end !== null) return dayOf(end);
  return ticket.status === "cancelled" ? dayOf(ticket.created_at) : null;
}

/** Days since the day of creation → bucket. The catalogue asks for buckets of age without naming them. */
function ageBucket(days: number): string {
  if (days <= 1) return "0-1";
  if (days <= 3) return "2-3";
  if (days <= 7) return "4-7";
  if (days <= 14) return "8-14";
  return days <= 30 ? "15-30" : ">30";
}

/** Tickets open at the end of min(last, asOf). */
export function backlogFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = span.last < span.asOf ? span.last : span.asOf;
  let begun = false;
  let open = 0;
  for (const ticket of data.tickets) {
    const from = dayOf(ticket.created_at);
    if (from > end) continue;
    begun = true;
    const to = leavesOn(ticket);
    if (
      (to === null || to > end) &&
      accepts(filters, { ...ticketMembers(ticket), age_bucket: ageBucket(daysBetween(from, end)) })
    )
      open += 1;
  }
  if (!begun || span.first > span.asOf) return NOTHING;
  return { value: open, numerator: null, denominator: null, n: open };
}
