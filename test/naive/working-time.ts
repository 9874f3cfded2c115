import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addDays, isoWeekday, type Day } from "./calendar.ts";
import type { Data, Rows } from "./data.ts";
import { clock, dayOf } from "./value.ts";

/** From and to, in milliseconds of the day. */
type Stretch = [from: number, to: number];
type CalendarDay = Rows["calendar_days"];

const DAY = 86_400_000;
const AROUND_THE_CLOCK: Stretch[] = [[0, DAY]];
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** China's holidays and make-up workdays as others keep them: not the product's list. */
const OFFICIAL = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../node_modules/chinese-days/dist/chinese-days.json"), "utf8"),
) as Record<"holidays" | "workdays", Record<string, string>>;

function ofDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** The week of a calendar that holds on the day: a stretch list for each weekday, and whether it keeps official days. */
function weekOn(data: Data, calendar: string, day: Day): { hours: Stretch[][]; observes: boolean } {
  const own = data.calendars.filter((row) => row.calendar_id === calendar);
  let since = "";
  for (const { holds_from } of own)
    if (holds_from !== null && holds_from <= day && holds_from > since) since = holds_from;
  const week = own.filter(({ holds_from }) => (holds_from ?? "") === since);
  const hours = WEEKDAYS.map((weekday) =>
    week.filter((row) => row.weekday === weekday).map(({ opens, closes }): Stretch => [ofDay(opens), ofDay(closes)]),
  );
  const said = week.flatMap(({ observes_holidays }) => observes_holidays ?? []);
  const restsAtWeekends = hours[5]!.length === 0 && hours[6]!.length === 0;
  return { hours, observes: said.length > 0 ? said.includes(true) : restsAtWeekends };
}

/** The hours of a make-up workday: the weekday's own, and at a weekend what most days from Monday to Friday have. */
function usualHours(hours: Stretch[][], weekday: number): Stretch[] {
  if (weekday <= 5) return hours[weekday - 1]!;
  const times = new Map<string, number>();
  for (const day of hours.slice(0, 5)) {
    const text = JSON.stringify(day);
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  const [most] = [...times].sort(([, a], [, b]) => b - a)[0]!;
  return JSON.parse(most) as Stretch[];
}

/** When the calendar is open on the day: as its own special days say, then those of all calendars, then the notice. */
function openOn(data: Data, calendar: string, day: Day): Stretch[] {
  const { hours, observes } = weekOn(data, calendar, day);
  const weekday = isoWeekday(day);
  const special = (id: string): CalendarDay[] =>
    data.calendar_days.filter((row) => row.calendar_id === id && row.date === day);
  const rows = special(calendar).length > 0 ? special(calendar) : special("*");
  const isBreak = ({ kind, opens }: CalendarDay): boolean => kind === "closed" && opens !== null;
  const whole = rows.filter((row) => !isBreak(row));
  let open: Stretch[];
  if (whole.some(({ kind }) => kind === "closed")) open = [];
  else if (whole.some(({ kind }) => kind === "workday")) open = usualHours(hours, weekday);
  else if (whole.length > 0) {
    open = whole.flatMap(({ opens, closes }) =>
      opens === null || closes === null ? [] : [[ofDay(opens), ofDay(closes)] as Stretch],
    );
  } else if (observes && day in OFFICIAL.holidays) open = [];
  else if (observes && day in OFFICIAL.workdays) open = usualHours(hours, weekday);
  else open = hours[weekday - 1]!;
  for (const { opens, closes } of rows.filter(isBreak)) {
    const [from, to] = [ofDay(opens!), ofDay(closes!)];
    open = open.flatMap(([a, b]): Stretch[] => [
      [a, Math.min(b, from)],
      [Math.max(a, to), b],
    ]);
  }
  return open.filter(([from, to]) => from < to).sort(([a], [b]) => a - b);
}

function* stretchesFrom(data: Data, calendar: string | null, from: string): Generator<Stretch> {
  const begin = clock(from);
  for (let day = dayOf(from); ; day = addDays(day, 1)) {
    const midnight = clock(`${day} 00:00:00`);
    for (const [opens, closes] of calendar === null ? AROUND_THE_CLOCK : openOn(data, calendar, day)) {
      if (midnight + closes > begin) yield [Math.max(begin, midnight + opens), midnight + closes];
    }
    if (day > "2030") return;
  }
}

/** Minutes between two moments in which the calendar is open; a calendar of null never closes. */
export function workingMinutes(data: Data, calendar: string | null, from: string, to: string): number {
  const end = clock(to);
  let open = 0;
  for (const [opens, closes] of stretchesFrom(data, calendar, from)) {
    if (opens >= end) break;
    open += Math.min(closes, end) - opens;
  }
  return open / 60_000;
}

/** The first moment by which so many open minutes have passed, in milliseconds: closing time rather than the next opening. */
export function dueAfter(data: Data, calendar: string | null, from: string, minutes: number): number {
  let left = minutes * 60_000;
  for (const [opens, closes] of stretchesFrom(data, calendar, from)) {
    if (left <= closes - opens) return opens + left;
    left -= closes - opens;
  }
  return Infinity;
}
