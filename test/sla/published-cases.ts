/** Published cases of working time (`shared/cases/working_time.json`) as files that a person would hand in. */
type Stretches = [opens: string, closes: string][];
export type PublishedCalendar = {
  tz: string;
  week: Partial<Record<string, Stretches>>;
  holidays?: string[];
  overrides?: Record<string, Stretches>;
  breaks?: Record<string, Stretches>;
  extra_workdays?: string[];
};
type PublishedEvent = { at: string; type: string; state?: string };
export type PublishedCase = {
  id: string;
  kind: string;
  calendar: string;
  start?: string;
  end?: string;
  at?: string;
  date?: string;
  start_date?: string;
  end_date?: string;
  add_seconds?: number;
  subtract_seconds?: number;
  boundary?: string;
  events?: PublishedEvent[];
  paused_states?: string[];
  policy?: Record<string, number>;
  as_of?: string;
  expect?: unknown;
  expect_due?: string;
  expect_seconds?: number;
  expect_workdays?: number;
  expect_non_workdays?: number;
};
export type PublishedCases = { calendars: Record<string, PublishedCalendar>; cases: PublishedCase[] };

/** Holidays of every year (*-10-01) are written out for these. */
const YEARS = Array.from({ length: 40 }, (_, index) => String(1998 + index));

/** The calendars as the exports calendars and calendar_days; none observes the official days unless told. */
export function calendarFiles(calendars: PublishedCases["calendars"], observes = "否"): Record<string, string[]> {
  const weeks = ["calendar_id,timezone,weekday,opens,closes,observes_holidays"];
  const days = new Set<string>();
  for (const [id, calendar] of Object.entries(calendars)) {
    for (const [weekday, stretches = []] of Object.entries(calendar.week)) {
      for (const [opens, closes] of stretches) {
        weeks.push([id, calendar.tz, weekday, opens, closes, observes].join(","));
      }
    }
    for (const day of calendar.holidays ?? []) {
      const dates = day.startsWith("*-") ? YEARS.map((year) => day.replace("*", year)) : [day];
      // 29 February of a year that has none is no day.
      for (const date of dates.filter(isDate)) days.add([id, date, "", "", "休息"].join(","));
    }
    for (const day of calendar.extra_workdays ?? []) days.add([id, day, "", "", "调休上班"].join(","));
    for (const [day, stretches] of Object.entries(calendar.overrides ?? {})) {
      if (stretches.length === 0) days.add([id, day, "", "", "特殊时段"].join(","));
      for (const [opens, closes] of stretches) days.add([id, day, opens, closes, "特殊时段"].join(","));
    }
    for (const [day, stretches] of Object.entries(calendar.breaks ?? {})) {
      for (const [opens, closes] of stretches) days.add([id, day, opens, closes, "休息"].join(","));
    }
  }
  return { calendars: weeks, calendar_days: ["calendar_id,date,opens,closes,kind", ...withoutTwice(days)] };
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The key is calendar, date and opening: a day that is a holiday and a make-up day is the latter. */
function withoutTwice(lines: Iterable<string>): string[] {
  return [...new Map([...lines].map((line) => [line.split(",").slice(0, 3).join(","), line])).values()];
}

/** One ticket a case, at a site of its own, under a policy of its own. */
export function ticketFiles(cases: readonly PublishedCase[]): Record<string, string[]> {
  const policies = [
    "policy_id,site_id,calendar_id,first_response_minutes,resolution_minutes,paused_states,holds_from",
    ...cases.map(({ id, kind, calendar, policy, add_seconds, paused_states }) =>
      [
        id,
        id,
        calendar,
        policy?.["first_response_minutes"] ?? "",
        policy?.["resolution_minutes"] ??
          (kind === "next_open" ? 0 : add_seconds === undefined ? "" : add_seconds / 60),
        (paused_states ?? []).join(";"),
        "1990-01-01",
      ].join(","),
    ),
  ];
  const tickets = [
    "ticket_id,kind,site_id,created_at,resolved_at",
    ...cases.map(({ id, start, end, events }) =>
      [id, "repair", id, start ?? events?.find(({ type }) => type === "created")?.at, events ? "" : (end ?? "")].join(
        ",",
      ),
    ),
  ];
  const logs = cases.flatMap(({ id, start, end, events }) => {
    if (events === undefined) return [];
    const own = events.map((event) => [id, event.at, event.type, event.state ?? ""].join(","));
    // A span of its own ends where the case says, unless the log ends it before.
    return [
      ...(start === undefined || events.some(({ type }) => type === "created")
        ? []
        : [[id, start, "created", ""].join(",")]),
      ...own,
      ...(end === undefined ? [] : [[id, end, "resolved", ""].join(",")]),
    ];
  });
  return {
    sla_policies: policies,
    tickets,
    ...(logs.length > 0 ? { ticket_events: ["ticket_id,occurred_at,event,state", ...logs] } : {}),
  };
}
