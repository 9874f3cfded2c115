import fc from "fast-check";
import type { Area } from "../area.ts";
import { later, nullable, numbered, site } from "../awkward.ts";
import type { Data } from "../data.ts";
import { placed, ratio, yes, type Metric } from "../metric.ts";
import type { NaiveSource } from "../source.ts";
import { nowOf } from "../today.ts";
import { clock, dayOf } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    sla_policies: Policy;
  }
}

/** Without a calendar: what calendars do to time, `test/sla` counts by minutes. */
type Policy = {
  policy_id: string;
  kind: "repair" | "consult" | null;
  priority: "urgent" | "normal" | null;
  site_id: string | null;
  first_response_minutes: number | null;
  resolution_minutes: number | null;
  holds_from: string;
};

const sla_policies: NaiveSource<Policy> = {
  columns: {
    policy_id: "标准编号",
    kind: { header: "工单类型", words: { repair: "维修", consult: "咨询" } },
    priority: { header: "优先级", words: { urgent: "特急", normal: "一般" } },
    site_id: "小区",
    first_response_minutes: "首次响应时限",
    resolution_minutes: "解决时限",
    holds_from: "生效日期",
  },
  key: ["policy_id", "holds_from"],
  row: ({ days }) =>
    fc.record({
      policy_id: numbered("P", 4),
      kind: nullable(fc.constantFrom("repair", "consult"), 1),
      priority: nullable(fc.constantFrom("urgent", "normal"), 1),
      site_id: fc.oneof(fc.constant(null), site),
      // Limits that the delays of tickets just keep and just miss.
      first_response_minutes: nullable(fc.constantFrom(0, 1.5, 60, 1440, 57_600), 4),
      resolution_minutes: nullable(fc.constantFrom(59, 60, 4320, 4350, 57_600, 60_000), 4),
      holds_from: fc.oneof(fc.constant("2020-01-01"), days),
    }),
  most: 6,
};

type Ticket = Data["tickets"][number];

/** What holds for a ticket: of what held on its day, what names most of it; the site before the priority before the kind. */
function policyOf(policies: readonly Policy[], ticket: Ticket): Policy | null {
  const day = dayOf(ticket.created_at);
  const inForce = policies.filter(
    (one) =>
      one.holds_from <= day &&
      !policies.some(
        (other) => other.policy_id === one.policy_id && other.holds_from <= day && other.holds_from > one.holds_from,
      ),
  );
  const fitting = inForce.filter(
    (one) =>
      (one.kind === null || one.kind === ticket.kind) &&
      (one.priority === null || one.priority === ticket.priority) &&
      (one.site_id === null || one.site_id === ticket.site_id),
  );
  const rank = (one: Policy): string => {
    const named = [one.site_id, one.priority, one.kind].map((criterion) => (criterion === null ? "0" : "1"));
    return [named.filter((digit) => digit === "1").length, ...named, one.holds_from].join(" ");
  };
  return fitting.reduce<Policy | null>((best, one) => {
    if (best === null || rank(one) > rank(best)) return one;
    return rank(one) === rank(best) && one.policy_id < best.policy_id ? one : best;
  }, null);
}

/** A ticket's clock: until when it may run, and when it stopped. */
type Clock = { due: string; stopped: string | null };

function responseOf(ticket: Ticket, policy: Policy): Clock | null {
  const limit = policy.first_response_minutes;
  return limit === null ? null : { due: later(ticket.created_at, limit * 60), stopped: ticket.first_response_at };
}

function resolutionOf(ticket: Ticket, policy: Policy): Clock | null {
  const limit = policy.resolution_minutes;
  if (limit === null) return null;
  const closed = ticket.status === "cancelled" ? null : ticket.closed_at;
  return {
    due: later(ticket.created_at, (limit + (ticket.pending_minutes ?? 0)) * 60),
    stopped: ticket.resolved_at ?? closed,
  };
}

function attainment(clockOf: (ticket: Ticket, policy: Policy) => Clock | null): Metric {
  return ratio((data) => {
    const now = nowOf(data);
    const found = (ticket: Ticket): Clock | null => {
      const policy = policyOf(data.sla_policies, ticket);
      return policy === null ? null : clockOf(ticket, policy);
    };
    return placed(
      data.tickets,
      ({ site_id, agent_id, channel, kind, priority }) => ({
        site: site_id,
        agent: agent_id,
        channel,
        kind,
        priority,
      }),
      (ticket) => ticket.created_at,
      (ticket) => {
        const one = found(ticket);
        if (one === null) return null;
        if (one.stopped !== null) return [yes(clock(one.stopped) <= clock(one.due)), 1];
        return ticket.status !== "cancelled" && clock(one.due) < clock(now) ? [0, 1] : null;
      },
      // Kept is known when it stops, missed when the limit passes.
      (ticket) => {
        const one = found(ticket);
        if (one === null) return null;
        return one.stopped !== null && clock(one.stopped) < clock(one.due) ? one.stopped : one.due;
      },
    );
  });
}

const clocksOf = (data: Data): { ticket: Ticket; response: Clock | null; resolution: Clock | null }[] =>
  data.tickets.flatMap((ticket) => {
    const policy = policyOf(data.sla_policies, ticket);
    return policy === null
      ? []
      : [{ ticket, response: responseOf(ticket, policy), resolution: resolutionOf(ticket, policy) }];
  });

export const area: Area = {
  sources: { sla_policies },
  reads: ["tickets"],
  policies: [],
  metrics: {
    first_response_attainment: attainment(responseOf),
    resolution_attainment: attainment(resolutionOf),
  },
  situations: {
    "a ticket resolved at the very moment of its limit": (data) =>
      clocksOf(data).some(({ resolution }) => resolution !== null && resolution.stopped === resolution.due),
    "a ticket unanswered and past its limit": (data) =>
      clocksOf(data).some(
        ({ ticket, response }) =>
          response !== null && response.stopped === null && response.due < nowOf(data) && ticket.status !== "cancelled",
      ),
    "a ticket that still has time": (data) =>
      clocksOf(data).some(
        ({ resolution }) => resolution !== null && resolution.stopped === null && resolution.due > nowOf(data),
      ),
    "two policies that fit one ticket": (data) =>
      data.tickets.some(
        (ticket) =>
          new Set(data.sla_policies.filter((one) => policyOf([one], ticket) !== null).map(({ policy_id }) => policy_id))
            .size > 1,
      ),
  },
};
