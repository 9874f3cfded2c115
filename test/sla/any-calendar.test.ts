import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { factsOf, type Row } from "./facts.ts";
import {
  clockOf,
  openMinutes,
  type Calendar,
  type CalendarDay,
  type Clock,
  type Log,
  type Stretch,
} from "./minutes.ts";

/** 2024-09-27 to 2024-11-09 UTC: National Day, and the clocks set back in Berlin and New York, forward on Lord Howe. */
const FIRST = Date.parse("2024-09-27T00:00:00Z");
const MINUTES = 43 * 1440;
/** Tickets lie in the middle, so that what is due lies in what is counted. */
const CREATED = { min: 2 * 1440, max: 20 * 1440 };
const CALENDARS = Number(process.env["HENG_CALENDARS"] ?? 24);
const TICKETS = 24;
const SEED = Number(process.env["HENG_SEED"] ?? 20260823);

/** None lies in an hour that clocks skip or repeat: there "open by the wall clock" and "from … to …" differ. */
const HOURS = [0, 300, 450, 540, 720, 780, 810, 1020, 1080, 1200, 1320];
const stretch: fc.Arbitrary<Stretch> = fc
  .tuple(fc.constantFrom(...HOURS), fc.constantFrom(...HOURS.slice(1), 1440))
  .filter(([opens, closes]) => opens !== closes);
const stretches = (most: number): fc.Arbitrary<Stretch[]> =>
  fc.uniqueArray(stretch, { maxLength: most, selector: ([opens]) => opens });
const dateOf = (index: number): string => new Date(FIRST + index * 86_400_000).toISOString().slice(0, 10);
const calendarDay: fc.Arbitrary<CalendarDay> = fc.record({
  date: fc.integer({ min: 1, max: 41 }).map(dateOf),
  kind: fc.constantFrom("closed", "workday", "hours"),
  stretch: fc.option(stretch),
});
/** The key of a row is its calendar, day and opening. */
const calendarDays = (most: number): fc.Arbitrary<CalendarDay[]> =>
  fc.uniqueArray(calendarDay, { maxLength: most, selector: ({ date, stretch }) => `${date} ${stretch?.[0]}` });

const calendar: fc.Arbitrary<Calendar> = fc.record({
  timezone: fc.constantFrom(
    "Asia/Shanghai",
    "Asia/Shanghai",
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
  ),
  week: fc
    .tuple(
      fc.array(stretches(2), { minLength: 5, maxLength: 5 }),
      fc.array(stretches(1), { minLength: 2, maxLength: 2 }),
    )
    .map(([weekdays, weekend]) => [...weekdays, ...weekend])
    // A week that is worked enough for every limit to be reached.
    .filter((week) => week.filter((hours) => hours.length > 0).length >= 4),
  days: calendarDays(8),
  observes: fc.boolean(),
});

const PAUSED = ["挂起", "等待客户"];
type Ticket = { created: number; responseLimit: number; resolutionLimit: number; log: Log };
const event = fc.oneof(
  fc.record({ event: fc.constantFrom("first_response", "agent_reply", "customer_message"), state: fc.constant(null) }),
  fc.record({ event: fc.constant("state"), state: fc.constantFrom("处理中", "挂起", "等待客户", "已解决") }),
  fc.record({ event: fc.constantFrom("resolved", "closed", "reopened"), state: fc.constant(null) }),
);
const ticket: fc.Arbitrary<Ticket> = fc
  .record({
    created: fc.integer(CREATED),
    responseLimit: fc.integer({ min: 1, max: 700 }),
    resolutionLimit: fc.integer({ min: 1, max: 2500 }),
    events: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5 * 1440 }), event), {
      maxLength: 8,
      selector: ([after]) => after,
    }),
  })
  .map(({ created, events, ...limits }) => ({
    created,
    ...limits,
    log: {
      pausedStates: PAUSED,
      events: [...events].sort(([a], [b]) => a - b).map(([after, one]) => ({ minute: created + after, ...one })),
    },
  }));

const [world] = fc.sample(
  fc.record({
    calendars: fc.array(calendar, { minLength: CALENDARS, maxLength: CALENDARS }),
    everyone: calendarDays(3),
    tickets: fc.array(fc.array(ticket, { minLength: TICKETS, maxLength: TICKETS }), {
      minLength: CALENDARS,
      maxLength: CALENDARS,
    }),
  }),
  { numRuns: 1, seed: SEED },
);

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
/** Exports write Shanghai's time, or an offset. */
const instant = (minute: number): string => new Date(FIRST + minute * 60_000).toISOString().replace(".000", "");

function filesOf({ calendars, everyone, tickets }: NonNullable<typeof world>): Record<string, string[]> {
  const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const dayRow = (id: string, { date, kind, stretch }: CalendarDay): string =>
    [id, date, kind, ...(stretch ? stretch.map(clockText) : ["", ""])].join(",");
  const ids = tickets.flatMap((own, number) => own.map((one, index) => ({ ...one, id: `${number}-${index}`, number })));
  return {
    calendars: [
      "calendar_id,timezone,observes_holidays,weekday,opens,closes",
      ...calendars.flatMap(({ timezone, week, observes }, number) =>
        week.flatMap((hours, day) =>
          hours.map((one) =>
            [`c${number}`, timezone, observes ? "是" : "否", WEEKDAYS[day], ...one.map(clockText)].join(","),
          ),
        ),
      ),
    ],
    calendar_days: [
      "calendar_id,date,kind,opens,closes",
      ...everyone.map((day) => dayRow("*", day)),
      ...calendars.flatMap(({ days }, number) => days.map((day) => dayRow(`c${number}`, day))),
    ],
    sla_policies: [
      "policy_id,site_id,calendar_id,first_response_minutes,resolution_minutes,paused_states,holds_from",
      ...ids.map(({ id, number, responseLimit, resolutionLimit }) =>
        [id, id, `c${number}`, responseLimit, resolutionLimit, PAUSED.join("; "), "2024-01-01"].join(","),
      ),
    ],
    tickets: [
      "ticket_id,kind,site_id,created_at",
      ...ids.map(({ id, created }) => `${id},repair,${id},${instant(created)}`),
    ],
    ticket_events: [
      "ticket_id,occurred_at,event,state",
      // A ticket to which nothing happened has no log.
      ...ids.flatMap(({ id, created, log }) => [
        ...(log.events.length > 0 ? [`${id},${instant(created)},created,`] : []),
        ...log.events.map(({ minute, event, state }) => `${id},${instant(minute)},${event},${state ?? ""}`),
      ]),
    ],
  };
}

const minuteOf = (moment: unknown): number | null =>
  moment === null ? null : (Date.parse(`${String(moment).replace(" ", "T")}+08:00`) - FIRST) / 60_000;

function told(row: Row): Clock {
  const stopped = minuteOf(row["stopped_at"]);
  const minutes = row["working_minutes"];
  return {
    minutes: minutes === null ? null : Math.round(Number(minutes) * 1e6) / 1e6,
    due: minuteOf(row["due_at"]),
    stopped,
    paused: row["state"] === "paused",
  };
}

describe("working time of random calendars, zones and logs, against a count of minutes", () => {
  if (world === undefined) throw new Error("no world");
  let rows = new Map<string, Row>();
  beforeAll(async () => {
    const [clocks = []] = await factsOf(filesOf(world), ["from facts.sla_clocks"]);
    rows = new Map(clocks.map((row) => [`${String(row["ticket_id"])} ${String(row["clock"])}`, row]));
  }, 120_000);

  test.each(world.calendars.map((one, number) => [number, one.timezone, one] as const))(
    "calendar %i, %s",
    (number, _timezone, one) => {
      const open = openMinutes(one, world.everyone, FIRST, MINUTES);
      for (const [index, { created, responseLimit, resolutionLimit, log }] of (world.tickets[number] ?? []).entries()) {
        for (const [which, limit] of [
          ["first_response", responseLimit],
          ["resolution", resolutionLimit],
        ] as const) {
          const row = rows.get(`${number}-${index} ${which}`);
          expect(
            row && told(row),
            JSON.stringify({ which, number, index, limit, created: instant(created), log }, null, 1),
          ).toEqual(clockOf(which, created, limit, log, open));
        }
      }
    },
    60_000,
  );

  test("the random logs stop, pause, wait and run on", () => {
    const states = new Map<unknown, number>();
    for (const { state } of rows.values()) states.set(state, (states.get(state) ?? 0) + 1);
    for (const state of ["met", "breached", "paused", "running"]) {
      expect(states.get(state) ?? 0, state).toBeGreaterThan(rows.size / 50);
    }
  });
});
