import type { Grain } from "./catalogue.ts";

/** A calendar day in Asia/Shanghai, YYYY-MM-DD. Days compare as text. */
export type Day = string;

/** A stretch of days, both ends included. */
export type Days = { first: Day; last: Day };

/**
 * One period to compute: its first day (null for grain all) and the days that count.
 * `now` is cut at as_of while the period runs; `previous` and `year` are then cut to the same length.
 */
export type Slot = { period: Day | null; running: boolean; now: Days; previous: Days | null; year: Days | null };

const DAY_MS = 86_400_000;

function utc(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayOf(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10);
}

/** True for a day that exists: 2026-02-30 does not. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && dayOf(utc(text)) === text;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(utc(day) + days * DAY_MS);
}

/** The same day of the month `months` later; the month's last day where it has no such day (31 Jan + 1 = 28 Feb). */
export function addMonths(day: Day, months: number): Day {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7)) - 1 + months;
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month, Math.min(Number(day.slice(8, 10)), lastOfMonth)));
}

/** Number of days from first to last, both counted. */
export function countDays({ first, last }: Days): number {
  return Math.round((utc(last) - utc(first)) / DAY_MS) + 1;
}

/** First day of the period that holds `day`; weeks begin on Monday (ISO). */
export function periodStart(grain: Exclude<Grain, "all">, day: Day): Day {
  switch (grain) {
    case "day":
      return day;
    case "week":
      return addDays(day, -((new Date(utc(day)).getUTCDay() + 6) % 7));
    case "month":
      return `${day.slice(0, 7)}-01`;
    case "quarter":
      return `${day.slice(0, 4)}-${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
    case "year":
      return `${day.slice(0, 4)}-01-01`;
  }
}

/** The period `steps` after the one that starts at `start`. */
export function shiftPeriod(grain: Exclude<Grain, "all">, start: Day, steps: number): Day {
  switch (grain) {
    case "day":
      return addDays(start, steps);
    case "week":
      return addDays(start, 7 * steps);
    case "month":
      return addMonths(start, steps);
    case "quarter":
      return addMonths(start, 3 * steps);
    case "year":
      return addMonths(start, 12 * steps);
  }
}

/** All days of the period that starts at `start`. */
export function periodDays(grain: Exclude<Grain, "all">, start: Day): Days {
  return { first: start, last: addDays(shiftPeriod(grain, start, 1), -1) };
}

/**
 * Days named by a text: YYYY-MM-DD, YYYY-MM, YYYY-Qn, YYYY-Wnn or YYYY.
 *
 * @returns null if it names none
 */
export function parseDays(text: string): Days | null {
  if (isDay(text)) return { first: text, last: text };
  const parts = /^(\d{4})(?:-(?:(\d{2})|Q([1-4])|W(\d{2})))?$/.exec(text);
  if (!parts) return null;
  const [, year, month, quarter, week] = parts;
  if (month !== undefined) return isDay(`${year}-${month}-01`) ? periodDays("month", `${year}-${month}-01`) : null;
  if (quarter !== undefined) {
    return periodDays("quarter", `${year}-${String(Number(quarter) * 3 - 2).padStart(2, "0")}-01`);
  }
  if (week !== undefined) {
    // The week of 4 January is week 1 of its ISO year.
    const start = addDays(periodStart("week", `${year}-01-04`), 7 * (Number(week) - 1));
    const isoYear = addDays(start, 3).slice(0, 4);
    return isoYear === year && Number(week) > 0 ? periodDays("week", start) : null;
  }
  return periodDays("year", `${year}-01-01`);
}

/** The grain that a text accepted by `parseDays` spells; null for any other. */
export function grainOfPeriod(text: string): Exclude<Grain, "all"> | null {
  if (!parseDays(text)) return null;
  if (text.includes("Q")) return "quarter";
  if (text.includes("W")) return "week";
  return text.length === 4 ? "year" : text.length === 7 ? "month" : "day";
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

/** A year back: the same date (29 Feb becomes 28 Feb); for weeks 52 weeks, so that weekdays stay. */
function yearBack(grain: Grain, day: Day): Day {
  return grain === "week" ? addDays(day, -364) : addMonths(day, -12);
}

/** The slot of one period; null if it begins after `asOf`. */
export function slotOf(grain: Exclude<Grain, "all">, start: Day, asOf: Day): Slot | null {
  if (start > asOf) return null;
  const whole = periodDays(grain, start);
  const running = whole.last > asOf;
  const now = { first: start, last: earlier(whole.last, asOf) };
  const before = periodDays(grain, shiftPeriod(grain, start, -1));
  const lastYear = periodDays(grain, yearBack(grain, start));
  return {
    period: start,
    running,
    now,
    previous: running
      ? { first: before.first, last: earlier(before.last, addDays(before.first, countDays(now) - 1)) }
      : before,
    year: running ? { first: lastYear.first, last: earlier(lastYear.last, yearBack(grain, now.last)) } : lastYear,
  };
}

/**
 * All periods that hold a day from `first` to `last`, in order, none beyond `asOf`.
 * Grain all is one slot over everything up to the earlier of `last` and `asOf`.
 *
 * @throws RangeError if there would be more than `limit`
 */
export function slotsBetween(grain: Grain, { first, last }: Days, asOf: Day, limit = 5000): Slot[] {
  if (grain === "all") {
    const now = { first, last: earlier(last, asOf) };
    return now.first > now.last ? [] : [{ period: null, running: false, now, previous: null, year: null }];
  }
  const slots: Slot[] = [];
  for (let start = periodStart(grain, first); start <= last; start = shiftPeriod(grain, start, 1)) {
    const slot = slotOf(grain, start, asOf);
    if (!slot) break;
    if (slots.length === limit) throw new RangeError(`more than ${limit} periods`);
    slots.push(slot);
  }
  return slots;
}
