import type { Catalogue, MetricEntry, Status } from "../shared/catalogue.ts";
import type { SeriesRow } from "../shared/series.ts";
import { ApiError, fetchSeries, type SeriesQuery } from "./api.ts";
import { periodId } from "./format.ts";
import { missesInARow, shareOff } from "./judge.ts";
import { historyStart, planOverview, type Ask, type View } from "./view.ts";

/** A metric at the period of the page: `history` ends with `now`, thirteen periods at most. */
export type Reading = {
  metric: MetricEntry;
  view: View;
  /** Whether the site filter holds for it; false also where the page has none. */
  filtered: boolean;
  history: SeriesRow[];
  now: SeriesRow | null;
  error: ApiError | null;
};

export function queryOf(ask: Ask, sites: readonly string[]): SeriesQuery {
  return {
    metrics: ask.metrics.map(({ id }) => id),
    grain: ask.view.grain,
    from: periodId(ask.view.grain, historyStart(ask.view)),
    to: periodId(ask.view.grain, ask.view.start),
    filters: ask.filtered ? { site: [...sites] } : {},
    compare: true,
  };
}

function readingsOf(ask: Ask, rows: readonly SeriesRow[]): Reading[] {
  return ask.metrics.map((metric) => {
    const history = rows.filter((row) => row.metric === metric.id);
    const now = history.find((row) => row.period === ask.view.start) ?? null;
    return { metric, view: ask.view, filtered: ask.filtered, history, now, error: null };
  });
}

async function read(ask: Ask, sites: readonly string[], version: number): Promise<Reading[]> {
  try {
    return readingsOf(ask, await fetchSeries(queryOf(ask, sites), version));
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.offline) throw cause;
    const [only, ...others] = ask.metrics;
    if (only && others.length === 0) {
      return [{ metric: only, view: ask.view, filtered: ask.filtered, history: [], now: null, error: cause }];
    }
    // One metric that fails must not take the others' cards with it.
    return (await Promise.all(ask.metrics.map((metric) => read({ ...ask, metrics: [metric] }, sites, version)))).flat();
  }
}

/** All metrics of the catalogue, in its order. */
export async function fetchReadings(
  catalogue: Catalogue,
  view: View,
  sites: readonly string[],
): Promise<Map<string, Reading>> {
  const asks = planOverview(catalogue.metrics, view, sites);
  const found = (await Promise.all(asks.map((ask) => read(ask, sites, catalogue.version)))).flat();
  const byId = new Map(found.map((reading) => [reading.metric.id, reading]));
  return new Map(catalogue.metrics.flatMap(({ id }) => (byId.has(id) ? [[id, byId.get(id)!] as const] : [])));
}

export function countStatuses(readings: Iterable<Reading>): Record<Status, number> {
  const counts: Record<Status, number> = { met: 0, near: 0, miss: 0, none: 0, small: 0, empty: 0 };
  for (const { now } of readings) if (now) counts[now.status] += 1;
  return counts;
}

/** A matter for the head of the page. `run`: periods missed in a row, this one included. */
export type Matter = Reading & { now: SeriesRow; run: number; before: SeriesRow | null };

function isCurrent(reading: Reading): reading is Reading & { now: SeriesRow } {
  return reading.now !== null;
}

/** What misses its target, the farthest off first. */
export function missesOf(readings: Iterable<Reading>): Matter[] {
  return [...readings]
    .filter(isCurrent)
    .filter(({ now }) => now.status === "miss")
    .map((reading) => {
      const run = missesInARow(reading.history);
      const before = reading.history.slice(0, reading.history.length - run).findLast(({ status }) => status === "met");
      return { ...reading, run, before: before ?? null };
    })
    .sort((a, b) => shareOff(b.now) - shareOff(a.now));
}

/** What meets its target now and missed it in the period before. */
export function recoveredOf(readings: Iterable<Reading>): Matter[] {
  return [...readings].filter(isCurrent).flatMap((reading) => {
    const before = reading.history.at(-2) ?? null;
    return reading.now.status === "met" && before?.status === "miss" ? [{ ...reading, run: 0, before }] : [];
  });
}

/** What of an area stands as cards at the front, what is told in a line, and what had nothing to tell. */
export type Front = { cards: Reading[]; rest: Reading[]; quiet: Reading[] };

/** The most pressing first: what could not be computed, what misses its target, what is near it, what meets it. */
const PRESSING: Status[] = ["miss", "near", "met", "none", "small"];

/** @param most as many cards as make one row */
export function frontOf(readings: readonly Reading[], most: number): Front {
  const rank = ({ now, error }: Reading): number => (error ? -1 : now ? PRESSING.indexOf(now.status) : PRESSING.length);
  const offBy = ({ now }: Reading): number => (now?.status === "miss" || now?.status === "near" ? shareOff(now) : 0);
  const quiet = readings.filter(({ now, error }) => error === null && (now === null || now.status === "empty"));
  const ordered = readings
    .filter((reading) => !quiet.includes(reading))
    .sort((a, b) => rank(a) - rank(b) || offBy(b) - offBy(a));
  return { cards: ordered.slice(0, most), rest: ordered.slice(most), quiet };
}

/** Sources of a metric that hold nothing: the reason that it has no figure, if there are any. */
export function missingSources({ sources }: Pick<Catalogue, "sources">, { metric }: Reading): string[] {
  return metric.sources.filter((id) => sources.find((source) => source.id === id)?.rows === 0);
}
