import fc from "fast-check";
import { addDays } from "./calendar.ts";

/** Month ends, leap day, turns of year, an ISO week over new year, and days that lack a namesake three or six months on. */
export const AWKWARD_DAYS = [
  ...["2022-12-31", "2023-01-01", "2023-02-28", "2023-03-01", "2023-05-31", "2023-08-31", "2023-11-30", "2023-12-31"],
  ...["2024-01-01", "2024-01-31", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-31", "2024-04-01", "2024-04-30"],
  ...["2024-06-30", "2024-07-01", "2024-08-31", "2024-12-29", "2024-12-30", "2024-12-31", "2025-01-01", "2025-02-28"],
];
const TIMES = ["00:00:00", "23:59:59", "12:00:00", "08:30:15", "23:59:59.999"];

export const nullable = <T>(arbitrary: fc.Arbitrary<T>, freq = 4): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq });
/** Empty three times in four. */
export const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
export const numbered = (letter: string, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most }).map((number) => `${letter}${String(number).padStart(2, "0")}`);

/** Days of one data set: around one awkward day, over some months, or all over. */
export const daysOfSet = fc.constantFrom(...AWKWARD_DAYS).chain((centre) =>
  fc.constantFrom(
    fc.integer({ min: -3, max: 3 }).map((days) => addDays(centre, days)),
    fc.integer({ min: -70, max: 70 }).map((days) => addDays(centre, days)),
    fc.oneof(
      fc.constantFrom(...AWKWARD_DAYS),
      fc.integer({ min: -400, max: 400 }).map((days) => addDays("2024-01-31", days)),
    ),
  ),
);
/** A time of one of the days: at its edges, or at one of `more`. */
export const timeOf = (days: fc.Arbitrary<string>, more: readonly string[] = []): fc.Arbitrary<string> =>
  fc.tuple(days, fc.constantFrom(...TIMES, ...more)).map(([day, time]) => `${day} ${time}`);

/** So many seconds later, with the fraction of the original. */
export function later(time: string, seconds: number): string {
  return new Date(Date.parse(`${time.replace(" ", "T")}Z`) + seconds * 1000)
    .toISOString()
    .replace("T", " ")
    .replace(/(\.000)?Z$/, "");
}

const DAY = 86_400;
/** At once, soon, over midnight, after exactly three days and one second more, next month. */
export const delay = fc.constantFrom(
  0,
  1,
  95,
  3600,
  5 * 3600,
  DAY - 1,
  DAY,
  3 * DAY - 1,
  3 * DAY,
  3 * DAY + 1,
  40 * DAY,
);

export const SITES = ["S01", "S02", "S03"];
export const SHOPS = ["P01", "P02"];
export const WARDS = ["D01", "D02"];
export const site = nullable(fc.constantFrom(...SITES, ...SITES, "X99"), 6);
export const agent = nullable(fc.constantFrom("A01", "A02", "A99"));
