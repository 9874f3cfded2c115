import { isoWeekday } from "./calendar.ts";
import type { Data, Rows } from "./data.ts";
import { dayOf, type Members } from "./value.ts";

export type Ticket = Rows["tickets"];

export function ticketMembers(ticket: Ticket): Members {
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

export const createdAt = (ticket: Ticket): string => ticket.created_at;
export const resolvedAt = (ticket: Ticket): string | null => ticket.resolved_at;

/**
 * The policy of a ticket, as it held on the day on which the ticket came: of those that fit the one that names most of
 * kind, priority and site; of as many, the one with the site, then with the priority; of two alike the newer.
 */
export function policyOfTicket(data: Data, ticket: Ticket): Rows["sla_policies"] | null {
  const day = dayOf(ticket.created_at);
  const holding = new Map<string, Rows["sla_policies"]>();
  for (const policy of data.sla_policies) {
    const other = holding.get(policy.policy_id);
    if (policy.holds_from <= day && (other === undefined || other.holds_from < policy.holds_from)) {
      holding.set(policy.policy_id, policy);
    }
  }
  const fits = [...holding.values()].filter(
    ({ kind, priority, site_id }) =>
      (kind === null || kind === ticket.kind) &&
      (priority === null || priority === ticket.priority) &&
      (site_id === null || site_id === ticket.site_id),
  );
  const rank = ({ kind, priority, site_id, holds_from, policy_id }: Rows["sla_policies"]): string => {
    const named = [site_id, priority, kind].map((each) => (each === null ? 0 : 1));
    return `${named.reduce<number>((sum, each) => sum + each, 0)}${named.join("")} ${holds_from} ${policy_id}`;
  };
  return fits.sort((a, b) => (rank(a) < rank(b) ? 1 : -1))[0] ?? null;
}
