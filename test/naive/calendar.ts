/**
 * The test's own calendar. Days are texts (YYYY-MM-DD), which compare as they stand; nothing here is shared with the
 * product, so that an error in its period arithmetic cannot hide.
 */
export type Day = string;
export type PeriodGrain = "day" | "week" | "month" | "quarter" | "year" | "all";
/** Both ends included. */
export type Span = { first: Day; last: Day };

const MS_A_DAY = 86_400_000;

function parts(day: Day): [year: number, month: number, date: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

function text(year: number, month: number, date: number): Day {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}

/** Whole days since 1970-01-01. */
function ordinal(day: Day): number {
  const [year, month, date] = parts(day);
  return Date.UTC(year, month - 1, date) / MS_A_DAY;
}

export function addDays(day: Day, days: number): Day {
  return new Date((ordinal(day) + days) * MS_A_DAY).toISOString().slice(0, 10);
}

/** Days from a to b: 1 when b is the day after a. */
export function daysBetween(a: Day, b: Day): number {
  return ordinal(b) - ordinal(a);
}

export function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The same date so many months on; a date that the month lacks becomes its last (2024-05-31 − 3 = 2024-02-29). */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = parts(day);
  const index = year * 12 + (month - 1) + months;
  const y = Math.floor(index / 12);
  const m = index - y * 12 + 1;
  return text(y, m, Math.min(date, daysInMonth(y, m)));
}

/** 1 = Monday … 7 = Sunday. */
export function isoWeekday(day: Day): number {
  return ((((ordinal(day) + 3) % 7) + 7) % 7) + 1; // 1970-01-01 was a Thursday
}

export function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

/** The period of this grain that holds the day; grain all needs the data's own ends and is not answered here. */
export function periodOf(grain: Exclude<PeriodGrain, "all">, day: Day): Span {
  const [year, month] = parts(day);
  switch (grain) {
    case "day":
      return { first: day, last: day };
    case "week": {
      const first = addDays(day, 1 - isoWeekday(day));
      return { first, last: addDays(first, 6) };
    }
    case "month":
      return { first: text(year, month, 1), last: text(year, month, daysInMonth(year, month)) };
    case "quarter": {
      const opening = month <= 3 ? 1 : month <= 6 ? 4 : month <= 9 ? 7 : 10;
      return { first: text(year, opening, 1), last: text(year, opening + 2, daysInMonth(year, opening + 2)) };
    }
    case "year":
      return { first: text(year, 1, 1), last: text(year, 12, 31) };
  }
}

export function nextPeriod(grain: Exclude<PeriodGrain, "all">, period: Span): Span {
  return periodOf(grain, addDays(period.last, 1));
}

/** As of this day the period has begun and days of it are still to come; with its last day it is whole. */
export function isRunning(period: Span, asOf: Day): boolean {
  return period.first <= asOf && asOf < period.last;
}

/** The period before; while `period` runs, cut to as many days as have passed, at most its own length. */
export function previousSpan(grain: Exclude<PeriodGrain, "all">, period: Span, asOf: Day): Span {
  const before = periodOf(grain, addDays(period.first, -1));
  if (!isRunning(period, asOf)) return before;
  return { first: before.first, last: earlier(before.last, addDays(before.first, daysBetween(period.first, asOf))) };
}

/** The same period a year earlier; while `period` runs, cut at the same calendar day (weeks: at as many days). */
export function yearSpan(grain: Exclude<PeriodGrain, "all">, period: Span, asOf: Day): Span {
  if (grain === "week") {
    const before = { first: addDays(period.first, -364), last: addDays(period.last, -364) };
    return isRunning(period, asOf) ? { first: before.first, last: addDays(asOf, -364) } : before;
  }
  const before = periodOf(grain, addMonths(period.first, -12));
  return isRunning(period, asOf) ? { first: before.first, last: earlier(before.last, addMonths(asOf, -12)) } : before;
}
