import type { Day } from "./calendar.ts";
import type { Data } from "./data.ts";
import { organised } from "./organised.ts";
import {
  accepts,
  clock,
  dayOf,
  divided,
  quantile,
  type AskedSpan,
  type Figure,
  type Filters,
  type Members,
} from "./value.ts";

/** A metric by plain loops: a figure for any stretch of days, any day as today, any filters. */
export type Metric = {
  /** Asked only for spans that have begun by `asOf`. */
  figure: (data: Data, span: AskedSpan, filters: Filters) => Figure;
  /** Members that its rows have in a dimension, of which filters and groups are chosen; null where a row has none. */
  members: (data: Data, dimension: string) => readonly (string | null)[];
  /** It looks back so many months from the period's end. */
  windowMonths?: number;
  /** Its own today, where that is not the last day on which something happened. */
  today?: (data: Data) => Day | null;
  /** Where the one period of grain all begins, for the metric to which that matters. */
  begins?: (data: Data) => Day | null;
};

/**
 * Something that happened on a day and counts there for ever: x/y for ratios and means, x for counts, sums and
 * quantiles. It is one row, unless it says of how many it tells (a load); `knownOn`: it says nothing before today has
 * reached that day (a deadline).
 */
export type Happening = { day: Day; members: Members; x: number; y: number; rows?: number; knownOn?: Day };

type Happenings = (data: Data) => Happening[];

/**
 * A happening for each row that has a time and that `pair` counts.
 *
 * @param pair [x, y], or null for a row that does not count
 * @param known when it is settled that the row counts; null and by default at once
 */
export function placed<Row>(
  rows: readonly Row[],
  members: (row: Row) => Members,
  time: (row: Row) => string | null,
  pair: (row: Row) => [x: number, y: number] | null,
  known: (row: Row) => string | null = () => null,
): Happening[] {
  const found: Happening[] = [];
  for (const row of rows) {
    const at = time(row);
    const counted = at === null ? null : pair(row);
    if (at === null || counted === null) continue;
    const [x, y] = counted;
    const since = known(row);
    found.push({ day: dayOf(at), members: members(row), x, y, ...(since !== null && { knownOn: dayOf(since) }) });
  }
  return found;
}

/** Σx ÷ Σy: shares and means. */
export function ratio(happenings: Happenings): Metric {
  return ofHappenings(happenings, (counted) => divided(total(counted, "x"), total(counted, "y"), rowsOf(counted)));
}

/** Σx. Before the first of its kind nobody was counting; from then on a period without any has 0. */
export function count(happenings: Happenings): Metric {
  return ofHappenings(happenings, (counted, begun) => ({
    value: begun ? total(counted, "x") : null,
    numerator: null,
    denominator: null,
    n: rowsOf(counted),
  }));
}

/** Amounts are whole fen on the way and yuan at the end. */
export function sumOfMoney(happenings: Happenings): Metric {
  return ofHappenings(happenings, (counted, begun) => ({
    value: begun ? total(counted, "x") / 100 : null,
    numerator: null,
    denominator: null,
    n: rowsOf(counted),
  }));
}

export function p90(happenings: Happenings): Metric {
  return ofHappenings(happenings, (counted) => ({
    value: quantile(
      counted.map(({ x }) => x),
      0.9,
    ),
    numerator: null,
    denominator: null,
    n: rowsOf(counted),
  }));
}

/** A metric whose rows are not each of one day: a state, a comparison. Its members come with what its site and staff imply. */
export function stateful(
  figure: Metric["figure"],
  rows: (data: Data) => Members[],
  more: Pick<Metric, "windowMonths" | "today" | "begins"> = {},
): Metric {
  const all = once((data) => rows(data).map((members) => organised(data, members)));
  return { figure, members: (data, dimension) => all(data).map((members) => members[dimension] ?? null), ...more };
}

function ofHappenings(
  happenings: Happenings,
  figure: (counted: readonly Happening[], begun: boolean) => Figure,
): Metric {
  const all = once((data) => happenings(data).map((one) => ({ ...one, members: organised(data, one.members) })));
  return {
    figure: (data, span, filters) => {
      const counted: Happening[] = [];
      let begun = false;
      for (const one of all(data)) {
        if (one.day > span.last || one.day > span.asOf || (one.knownOn ?? one.day) > span.asOf) continue;
        begun = true;
        if (one.day >= span.first && accepts(filters, one.members)) counted.push(one);
      }
      return figure(counted, begun);
    },
    members: (data, dimension) => all(data).map(({ members }) => members[dimension] ?? null),
  };
}

/** The same data are asked about hundreds of times. */
export function once<T>(compute: (data: Data) => T): (data: Data) => T {
  const known = new WeakMap<Data, T>();
  return (data) => {
    let value = known.get(data);
    if (value === undefined) known.set(data, (value = compute(data)));
    return value;
  };
}

function total(counted: readonly Happening[], what: "x" | "y"): number {
  let sum = 0;
  for (const one of counted) sum += one[what];
  return sum;
}

function rowsOf(counted: readonly Happening[]): number {
  let sum = 0;
  for (const { rows } of counted) sum += rows ?? 1;
  return sum;
}

export function yes(condition: boolean): number {
  return condition ? 1 : 0;
}

export function minutesBetween(from: string, to: string): number {
  return (clock(to) - clock(from)) / 60_000;
}
