import fc from "fast-check";
import type { Area } from "../area.ts";
import { nullable, SITES } from "../awkward.ts";
import { addDays, daysBetween } from "../calendar.ts";
import type { Data, Rows } from "../data.ts";
import { once, p90, placed, ratio, yes, type Metric } from "../metric.ts";
import type { NaiveSource } from "../source.ts";
import { createdAt, policyOfTicket, resolvedAt, ticketMembers, type Ticket } from "../ticket.ts";
import { clock, dayOf } from "../value.ts";
import { dueAfter, workingMinutes } from "../working-time.ts";

declare module "../data.ts" {
  interface Rows {
    calendars: CalendarRow;
    calendar_days: CalendarDay;
    sla_policies: SlaPolicy;
  }
}

type CalendarRow = {
  calendar_id: string;
  weekday: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
  opens: string;
  closes: string;
  holds_from: string | null;
  observes_holidays: boolean | null;
};

type CalendarDay = {
  calendar_id: string;
  date: string;
  opens: string | null;
  closes: string | null;
  kind: "closed" | "workday" | "hours";
};

type SlaPolicy = {
  policy_id: string;
  kind: "consult" | "repair" | null;
  priority: "urgent" | "normal" | null;
  site_id: string | null;
  calendar_id: string | null;
  first_response_minutes: number | null;
  resolution_minutes: number | null;
  holds_from: string;
};

type Hours = [opens: string, closes: string][];
const OFFICE: Hours = [["09:00", "18:00"]];
const WITH_NOON: Hours = [
  ["08:30", "12:00"],
  ["13:00", "17:30"],
];
const LATE: Hours = [["08:00", "24:00"]];
const SHORT: Hours = [["09:00", "12:00"]];
/** A week from Monday to Sunday. Most days from Monday to Friday are always alike. */
const WEEKS: Hours[][] = [
  [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  [WITH_NOON, WITH_NOON, WITH_NOON, WITH_NOON, SHORT, [], []],
  [WITH_NOON, WITH_NOON, [], WITH_NOON, WITH_NOON, SHORT, []],
  [LATE, LATE, LATE, LATE, LATE, LATE, LATE],
];
const NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const week = (calendar_id: string): fc.Arbitrary<CalendarRow[]> =>
  fc
    .array(
      fc.record({
        hours: fc.constantFrom(...WEEKS),
        holds_from: fc.constantFrom(null, null, "2024-02-15", "2023-12-30"),
        observes: nullable(fc.boolean(), 2),
      }),
      { minLength: 1, maxLength: 3 },
    )
    // There is always a week: one that holds from ever.
    .map((weeks) => [
      ...new Map([{ ...weeks[0]!, holds_from: null }, ...weeks].map((one) => [one.holds_from, one])).values(),
    ])
    .map((weeks) =>
      weeks.flatMap(({ hours, holds_from, observes }) =>
        NAMES.flatMap((weekday, index) =>
          hours[index]!.map(([opens, closes]) => ({
            calendar_id,
            weekday,
            opens,
            closes,
            holds_from,
            observes_holidays: weekday === "mon" ? observes : null,
          })),
        ),
      ),
    );

const calendars: NaiveSource<CalendarRow> = {
  columns: {
    calendar_id: "班制",
    weekday: { header: "星期", words: { mon: "周一", tue: "周二", sun: "周日" } },
    opens: "开始",
    closes: "结束",
    holds_from: "生效日期",
    observes_holidays: { header: "法定节假日", cell: "bool" },
  },
  key: ["calendar_id", "weekday", "opens", "holds_from"],
  file: () => fc.tuple(week("K1"), week("K2")).map((weeks) => weeks.flat()),
};

/** What kind of day a date is follows from the date, so that the rows of a day do not gainsay each other. */
const DAY_KINDS: Pick<CalendarDay, "kind" | "opens" | "closes">[] = [
  { kind: "closed", opens: null, closes: null },
  { kind: "workday", opens: null, closes: null },
  { kind: "hours", opens: "10:00", closes: "15:30" },
  { kind: "closed", opens: "11:00", closes: "14:00" },
  { kind: "hours", opens: null, closes: null },
];

const calendar_days: NaiveSource<CalendarDay> = {
  columns: {
    calendar_id: "日历",
    date: "日期",
    opens: "开始",
    closes: "结束",
    kind: { header: "类型", words: { closed: "休息", workday: "调休上班", hours: "特殊时段" } },
  },
  key: ["calendar_id", "date", "opens"],
  row: ({ days }) =>
    fc
      .record({
        calendar_id: fc.constantFrom("K1", "K2", "*"),
        date: fc.tuple(days, fc.integer({ min: 0, max: 5 })).map(([day, more]) => addDays(day, more)),
      })
      .map((row): CalendarDay => {
        const kind = (daysBetween("2020-01-01", row.date) + (row.calendar_id === "*" ? 2 : 0)) % DAY_KINDS.length;
        return { ...row, ...DAY_KINDS[kind]! };
      }),
  most: 12,
};

const sla_policies: NaiveSource<SlaPolicy> = {
  columns: {
    policy_id: "标准编号",
    kind: { header: "工单类型", words: { consult: "咨询", repair: "报修" } },
    priority: { header: "优先级", words: { urgent: "紧急" } },
    site_id: "小区",
    calendar_id: "班制",
    first_response_minutes: "首次响应时限",
    resolution_minutes: "解决时限",
    holds_from: "生效日期",
  },
  key: ["policy_id", "holds_from"],
  row: ({ days }) =>
    fc.record({
      policy_id: fc.constantFrom("P1", "P2", "P3", "P4"),
      kind: nullable(fc.constantFrom("consult", "repair"), 2),
      priority: nullable(fc.constantFrom("urgent", "normal"), 2),
      site_id: nullable(fc.constantFrom(...SITES), 2),
      calendar_id: nullable(fc.constantFrom("K1", "K2"), 4),
      first_response_minutes: nullable(fc.constantFrom(0, 1.5, 60, 180, 540, 20_000), 4),
      resolution_minutes: nullable(fc.constantFrom(60, 300, 540, 1440, 57_600, 57_600), 4),
      holds_from: fc.oneof(fc.constantFrom("2022-01-01", "2024-02-15"), days),
    }),
  most: 8,
};

/** Working minutes from a ticket's beginning; a pause is not among them. */
function minutesTo(data: Data, ticket: Ticket, end: string, waited: number): number {
  const calendar = policyOfTicket(data, ticket)?.calendar_id ?? null;
  return workingMinutes(data, calendar, ticket.created_at, end) - waited;
}

type Stop = { at: string | null; limit: number | null; waited: number; waits: boolean };

/**
 * A ticket's clock: due when so many open minutes have passed, in time if it stops by then. One that runs counts once it
 * is past its limit, not while it waits, and not if it was cancelled.
 */
function withinLimit(stop: (ticket: Ticket, policy: Rows["sla_policies"]) => Stop): Metric {
  const dues = once((data) => {
    const found = new Map<Ticket, { due: number; stopped: string | null }>();
    for (const ticket of data.tickets) {
      const policy = policyOfTicket(data, ticket);
      if (policy === null) continue;
      const { at, limit, waited, waits } = stop(ticket, policy);
      if (limit === null) continue;
      const due = dueAfter(data, policy.calendar_id, ticket.created_at, limit + waited);
      const isOver = ticket.status === "cancelled" || waits;
      if (at === null && (isOver || due >= clock(data.now))) continue;
      found.set(ticket, { due, stopped: at });
    }
    return found;
  });
  return ratio((data) =>
    placed(
      [...dues(data).keys()],
      ticketMembers,
      createdAt,
      (ticket) => {
        const { due, stopped } = dues(data).get(ticket)!;
        return [yes(stopped !== null && clock(stopped) <= due), 1];
      },
      (ticket) => {
        const { due, stopped } = dues(data).get(ticket)!;
        return stopped !== null && clock(stopped) <= due ? stopped : new Date(due).toISOString();
      },
    ),
  );
}

/** When the resolution of each ticket that still runs is due. */
function runningTickets(data: Data): number[] {
  return data.tickets.flatMap((ticket) => {
    const policy = policyOfTicket(data, ticket);
    const runs = ticket.resolved_at === null && ticket.closed_at === null && ticket.status !== "cancelled";
    if (!runs || policy === null || policy.resolution_minutes === null) return [];
    return [dueAfter(data, policy.calendar_id, ticket.created_at, policy.resolution_minutes)];
  });
}

/** Working hours and limits, and the metrics of tickets that are measured by them. */
export const area: Area = {
  sources: { calendars, calendar_days, sla_policies },
  reads: ["tickets"],
  policies: [],
  metrics: {
    first_response_minutes_p90: p90((data) =>
      placed(data.tickets, ticketMembers, createdAt, (ticket) =>
        ticket.first_response_at === null ? null : [minutesTo(data, ticket, ticket.first_response_at, 0), 1],
      ),
    ),
    resolution_minutes_p90: p90((data) =>
      placed(data.tickets, ticketMembers, resolvedAt, (ticket) =>
        ticket.resolved_at === null
          ? null
          : [Math.max(0, minutesTo(data, ticket, ticket.resolved_at, ticket.pending_minutes ?? 0)), 1],
      ),
    ),
    first_response_attainment: withinLimit(({ first_response_at }, { first_response_minutes }) => ({
      at: first_response_at,
      limit: first_response_minutes,
      waited: 0,
      waits: false,
    })),
    resolution_attainment: withinLimit((ticket, { resolution_minutes }) => ({
      at: ticket.resolved_at ?? (ticket.status === "cancelled" ? null : ticket.closed_at),
      limit: resolution_minutes,
      waited: ticket.pending_minutes ?? 0,
      waits: ticket.status === "pending",
    })),
  },
  situations: {
    "a ticket with a policy and a calendar": (data) =>
      data.tickets.some((ticket) => policyOfTicket(data, ticket)?.calendar_id != null),
    "a ticket with two policies that fit": (data) =>
      data.tickets.some((ticket) => {
        const policy = policyOfTicket(data, ticket);
        if (policy === null) return false;
        const others = data.sla_policies.filter(({ policy_id }) => policy_id !== policy.policy_id);
        return policyOfTicket({ ...data, sla_policies: others }, ticket) !== null;
      }),
    "a running ticket past its limit": (data) => runningTickets(data).some((due) => due < clock(data.now)),
    "a running ticket that has time left": (data) => runningTickets(data).some((due) => due >= clock(data.now)),
    "a ticket of a day that differs from the week": (data) =>
      data.tickets.some((ticket) => data.calendar_days.some(({ date }) => date === dayOf(ticket.created_at))),
    "a ticket of a holiday or a make-up day": (data) =>
      data.tickets.some(({ created_at }) => ["2023-12-31", "2024-01-01", "2022-12-31"].includes(dayOf(created_at))),
  },
};
