import { daysBetween, earlier, isoWeekday, type Day } from "./calendar.ts";
import type { Data, Ticket } from "./data.ts";
import { minutesBetween, placed, yes, type EventMetric } from "./happening.ts";
import { accepts, dayOf, NOTHING, type AskedSpan, type Figure, type Filters, type Members } from "./value.ts";

const SAME_DAY_KINDS = ["consult", "repair", "request", "complaint"];

function membersOf(ticket: Ticket): Members {
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

const createdAt = (ticket: Ticket): string => ticket.created_at;

export const TICKET_METRICS = {
  first_response_minutes_p90: {
    kind: "p90",
    happenings: (data) =>
      placed(data.tickets, membersOf, createdAt, ({ created_at, first_response_at }) =>
        first_response_at === null ? null : [minutesBetween(created_at, first_response_at), 1],
      ),
  },
  resolution_minutes_p90: {
    kind: "p90",
    happenings: (data) =>
      placed(
        data.tickets,
        membersOf,
        (ticket) => ticket.resolved_at,
        ({ created_at, resolved_at, pending_minutes }) =>
          resolved_at === null ? null : [minutesBetween(created_at, resolved_at) - (pending_minutes ?? 0), 1],
      ),
  },
  same_day_resolution: {
    kind: "ratio",
    happenings: (data) =>
      placed(data.tickets, membersOf, createdAt, ({ kind, status, created_at, resolved_at }) => {
        if (!SAME_DAY_KINDS.includes(kind) || status === "cancelled") return null;
        return [yes(resolved_at !== null && dayOf(resolved_at) === dayOf(created_at)), 1];
      }),
  },
  ticket_count: {
    kind: "count",
    happenings: (data) => placed(data.tickets, membersOf, createdAt, () => [1, 1]),
  },
} satisfies Record<string, EventMetric>;

/** Day on which a ticket stops being open: null while it is, its first day for one cancelled without an end. */
function leavesOn(ticket: Ticket): Day | null {
  const end = ticket.resolved_at ?? ticket.closed_at;
  if (end !== null) return dayOf(end);
  return ticket.status === "cancelled" ? dayOf(ticket.created_at) : null;
}

const AGES = ["0-1", "2-3", "4-7", "8-14", "15-30", ">30"];

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
  const end = earlier(span.last, span.asOf);
  let begun = false;
  let open = 0;
  for (const ticket of data.tickets) {
    const from = dayOf(ticket.created_at);
    if (from > end) continue;
    begun = true;
    const to = leavesOn(ticket);
    const members = { ...membersOf(ticket), age_bucket: ageBucket(daysBetween(from, end)) };
    if ((to === null || to > end) && accepts(filters, members)) open += 1;
  }
  return begun ? { value: open, numerator: null, denominator: null, n: open } : NOTHING;
}

/** Members that tickets have in a dimension of the backlog. */
export function backlogMembers(data: Data, dimension: string): (string | null)[] {
  if (dimension === "age_bucket") return AGES;
  return data.tickets.map((ticket) => membersOf(ticket)[dimension] ?? null);
}
