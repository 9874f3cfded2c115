import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { SHARED } from "../support/heng.ts";
import { publish } from "../support/published.ts";
import { factsOf, type Row } from "./facts.ts";
import { calendarFiles, ticketFiles, type PublishedCase, type PublishedCases } from "./published-cases.ts";

const PATH = join(SHARED, "cases/working_time.json");
const IS_HERE = existsSync(PATH);
const WITHOUT = IS_HERE ? "" : " (skipped: ../shared/cases is not here)";
const { calendars, cases } = (
  IS_HERE ? JSON.parse(readFileSync(PATH, "utf8")) : { calendars: {}, cases: [] }
) as PublishedCases;

/** Kinds that the product has no use for, and why. */
const LEFT_OUT: Record<string, string> = {
  due_workdays: "limits are minutes of working time; none is written in working days",
  elapsed_multi_schedule: "a ticket has one calendar",
  // Tried below: none of them is taken.
  elapsed_reversed: "an end before its start is rejected at load",
};

function isTried({ kind, boundary }: PublishedCase): boolean {
  // What is due at closing time is due then, not when it next opens: the project's decision.
  return !(kind in LEFT_OUT) && boundary !== "next_open";
}

/** Asked of the calendar alone; all other kinds are tickets under a policy. */
const OF_CALENDAR = ["is_open", "is_workday", "workday_count", "due_backward"];

const instant = (text: unknown): number => new Date(`${String(text).replace(" ", "T")}+08:00`).getTime();
/** An instant as the facts write it. */
const wall = (text: string | undefined): string => {
  const time = new Date(String(text)).getTime() + 8 * 3_600_000;
  return `timestamp '${new Date(time).toISOString().slice(0, 23).replace("T", " ")}'`;
};

/** The calendar's own answer, from what the build made of it. */
function calendarQuestion(one: PublishedCase): string {
  const own = `calendar_id = '${one.calendar}'`;
  switch (one.kind) {
    case "is_open":
      return `select count(*) > 0 as answer from facts.working_segments where ${own} and opens_at <= ${wall(one.at)} and ${wall(one.at)} < closes_at`;
    case "is_workday":
      return `select is_workday as answer from facts.working_days where ${own} and day = date '${one.date}'`;
    case "workday_count":
      return `select count(*) filter (is_workday)::integer as answer, count(*) filter (not is_workday)::integer as others
        from facts.working_days where ${own} and day between date '${one.start_date}' and date '${one.end_date}'`;
    default:
      return `with place as (
          select us_before + epoch_us(least(closes_at, ${wall(one.start)})) - epoch_us(opens_at) - ${Number(one.subtract_seconds) * 1e6} as us
          from facts.working_segments where ${own} and opens_at <= ${wall(one.start)} order by opens_at desc limit 1)
        select make_timestamp(epoch_us(opens_at) + us - us_before) as answer
        from facts.working_segments, place where ${own} and us_before <= us order by us_before desc limit 1`;
  }
}

const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;

/** What the facts say of a case, in the words of the case; only what it expects is compared. */
function differences(one: PublishedCase, clocks: Map<string, Row>, ticket: Row | undefined): string[] {
  const found: string[] = [];
  const check = (what: string, actual: unknown, wanted: unknown, equal = Object.is(actual, wanted)): void => {
    if (!equal) found.push(`${what}: ${String(actual)}, expected ${String(wanted)}`);
  };
  const dueOf = (clock: string): number => instant(clocks.get(clock)?.["due_at"]);
  switch (one.kind) {
    case "elapsed":
    case "elapsed_with_pauses": {
      const seconds = Number(ticket?.["resolution_minutes"] ?? NaN) * 60;
      check("seconds", seconds, one.expect_seconds, close(seconds, Number(one.expect_seconds)));
      break;
    }
    case "due":
    case "due_with_pauses":
      check("due", dueOf("resolution"), Date.parse(String(one.expect_due)));
      break;
    case "next_open":
      check("next open", dueOf("resolution"), Date.parse(String(one.expect)));
      break;
    case "sla": {
      const asOf = one.as_of === undefined ? Infinity : Date.parse(one.as_of);
      const isBreached = (clock: string): boolean => {
        const { state, stopped_at } = clocks.get(clock) ?? {};
        return state === "breached" || (stopped_at === null && dueOf(clock) <= asOf);
      };
      const stateOf = (clock: string): unknown => clocks.get(clock)?.["state"];
      const status = (): string => {
        if (isBreached("first_response") || isBreached("resolution")) return "Failed";
        if (stateOf("resolution") === "met") return "Fulfilled";
        if (stateOf("resolution") === "paused") return "Paused";
        return stateOf("first_response") === "running" ? "First Response Due" : "Resolution Due";
      };
      for (const [name, wanted] of Object.entries(one.expect as Record<string, unknown>)) {
        const [, clock = "", what = ""] = /^(first_response|resolution)_(due|minutes|breached|slack)$/.exec(name) ?? [];
        const row = clocks.get(clock);
        if (what === "due") check(name, dueOf(clock), Date.parse(String(wanted)));
        else if (what === "minutes") check(name, Math.floor(Number(row?.["working_minutes"]) + 1e-9), wanted);
        else if (what === "slack") {
          check(name, Number(row?.["limit_minutes"]) - Math.floor(Number(row?.["working_minutes"]) + 1e-9), wanted);
        } else if (what === "breached") check(name, isBreached(clock), wanted);
        else if (name === "status") check(name, status(), wanted);
        else if (name === "hold_minutes") check(name, Math.floor(Number(ticket?.["held_minutes"]) + 1e-9), wanted);
        else found.push(`${name}: no such question`);
      }
      break;
    }
    default:
      found.push(`no such kind: ${one.kind}`);
  }
  return found;
}

const HELD = `select ticket_id, sum(until_us - from_us) filter (status = 'paused') / 60e6 as held from facts.ticket_states group by ticket_id`;

describe(`published cases of working time${WITHOUT}`, () => {
  const tried = cases.filter(isTried);
  const tickets = tried.filter(({ kind }) => !OF_CALENDAR.includes(kind));
  const questions = tried.filter(({ kind }) => OF_CALENDAR.includes(kind));
  let clocks = new Map<string, Map<string, Row>>();
  let rows = new Map<string, Row>();
  let answers: Row[][] = [];

  beforeAll(async () => {
    if (!IS_HERE) return;
    const [clockRows = [], ticketRows = [], ...others] = await factsOf(
      { ...calendarFiles(calendars), ...ticketFiles(tickets) },
      [
        "from facts.sla_clocks",
        `select tickets.ticket_id, tickets.resolution_minutes, helds.held as held_minutes from facts.tickets as tickets left join (${HELD}) as helds using (ticket_id)`,
        ...questions.map(calendarQuestion),
      ],
    );
    clocks = new Map();
    for (const row of clockRows) {
      const own = clocks.get(String(row["ticket_id"])) ?? new Map<string, Row>();
      clocks.set(String(row["ticket_id"]), own.set(String(row["clock"]), row));
    }
    rows = new Map(ticketRows.map((row) => [String(row["ticket_id"]), row]));
    answers = others;
  }, 120_000);

  test.skipIf(!IS_HERE)("are all tried but those of kinds that the product has no use for", () => {
    const left = cases.filter((one) => !isTried(one));
    expect(tried.length + left.length).toBe(cases.length);
    expect(tried.length).toBeGreaterThan(100);
    for (const one of left) expect(LEFT_OUT[one.kind] ?? "due at closing time, not at the next opening").toBeTruthy();
  });

  test.skipIf(!IS_HERE).each(tickets.map((one) => [one.id, one.kind, one] as const))("%s, %s", (id, _kind, one) => {
    expect(differences(one, clocks.get(id) ?? new Map(), rows.get(id))).toEqual([]);
  });

  test.skipIf(!IS_HERE).each(questions.map((one, index) => [one.id, one.kind, one, index] as const))(
    "%s, %s, of the calendar",
    (_id, kind, one, index) => {
      const answer = answers[index]?.[0];
      if (kind === "due_backward") expect(instant(answer?.["answer"])).toBe(Date.parse(String(one.expect_due)));
      else if (kind === "workday_count") {
        expect([answer?.["answer"], answer?.["others"]]).toEqual([one.expect_workdays, one.expect_non_workdays]);
      } else expect(answer?.["answer"]).toBe(one.expect);
    },
  );

  test.skipIf(!IS_HERE)("an end before its start is rejected, whatever others make of it", async () => {
    const reversed = cases.filter(({ kind }) => kind === "elapsed_reversed");
    expect(reversed.length).toBeGreaterThan(0);
    for (const one of reversed) {
      const { tickets: lines } = ticketFiles([one]);
      await expect(publish({ tickets: lines ?? [] })).rejects.toThrow(/rejected/);
    }
  });

  // The same days from what the project ships, none of them said by the calendar itself.
  test.skipIf(!IS_HERE)("official days that are shipped answer the cases of the mainland's calendar", async () => {
    const own = questions.filter(({ calendar, kind }) => calendar.startsWith("cn_") && kind !== "is_open");
    expect(own.length).toBeGreaterThan(10);
    const plain = Object.fromEntries(
      own.map(({ calendar }) => [calendar, { tz: "Asia/Shanghai", week: calendars[calendar]?.week ?? {} }]),
    );
    const { calendars: weeks = [] } = calendarFiles(plain, "");
    const said = await factsOf({ calendars: weeks }, own.map(calendarQuestion), ["facts.working_days"]);
    const wanted = own.map((one) => (one.kind === "is_workday" ? one.expect : one.expect_workdays));
    expect(said.map((rows) => rows[0]?.["answer"])).toEqual(wanted);
  });
});
