import type { MetricEntry } from "../../dashboard/shared/catalogue.ts";
import { addDays, type Day, type PeriodGrain, type Span } from "../naive/calendar.ts";
import type { Data } from "../naive/data.ts";
import { membersOf, valueOf } from "../naive/metrics.ts";
import type { Filters } from "../naive/value.ts";
import type { Dice } from "./dice.ts";
import { differences, type AnswerRow } from "./difference.ts";
import { expectedFor, periodsBetween, todayFor, wholeOf } from "./expected.ts";
import type { Situation } from "./situation.ts";

type Cut = Exclude<PeriodGrain, "all">;

/** Days asked about at once: enough to hold several periods of the grain without making the naive side slow. */
const REACH: Record<Cut, number> = { day: 40, week: 150, month: 500, quarter: 900, year: 1100 };

function byMetricAndPeriod(rows: AnswerRow[]): Map<string, AnswerRow[]> {
  const found = new Map<string, AnswerRow[]>();
  for (const row of rows) {
    const name = `${String(row.metric)} ${String(row.period)}`;
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return found;
}

/** All metrics over a stretch of periods of one grain, compared with previous and year. */
export async function differencesOverTime(
  { system, metrics, data, today }: Situation,
  grain: Cut,
  around: Day,
  given: Day | null,
): Promise<string[]> {
  const entries = metrics.filter((entry) => entry.grains.includes(grain));
  if (entries.length === 0) return [];
  const from = addDays(around, -REACH[grain] / 2);
  const to = addDays(around, REACH[grain] / 2);
  const query = new URLSearchParams({ metric: entries.map((entry) => entry.id).join(","), grain, from, to });
  query.set("compare", "previous,year");
  if (given !== null) query.set("as_of", given);
  const answered = byMetricAndPeriod(await system.series(query));
  const found: string[] = [];
  for (const entry of entries) {
    const asOf = given ?? todayFor(entry.id, data, today);
    for (const period of periodsBetween(grain, from, to)) {
      const about = `${entry.id} ${grain} ${period.first} as of ${asOf}${given ? "" : " by default"}`;
      const rows = answered.get(`${entry.id} ${period.first}`) ?? [];
      // A period that has not begun may be left out.
      if (rows.length === 0 && period.first > asOf) continue;
      if (rows.length !== 1) found.push(`${about}: ${rows.length} rows instead of one`);
      const expected = expectedFor(entry.id, data, grain, period, asOf, {});
      for (const row of rows) {
        if (period.first > asOf) {
          if (row.value !== null) found.push(`${about}: a value before the period has begun`);
        } else found.push(...differences(about, row, expected, true));
      }
    }
  }
  return found;
}

/** One metric, cut by some of its dimensions and filtered by others, in periods around a day or in all there are. */
export async function differencesOfCut(
  { system, data, today }: Situation,
  entry: MetricEntry,
  around: Day,
  asOf: Day | null,
  dice: Dice,
): Promise<string[]> {
  const grain = dice.pick(entry.grains);
  const seen = asOf ?? todayFor(entry.id, data, today);
  const by = chooseSome(entry.by, dice, 2);
  const filters = chooseFilters(entry.id, data, entry.by, dice);
  const query = new URLSearchParams({ metric: entry.id, grain });
  if (by.length > 0) query.set("by", by.join(","));
  appendFilters(query, filters);
  if (asOf !== null) query.set("as_of", asOf);
  const compared = dice.roll(2) === 0;
  if (compared) query.set("compare", "previous,year");
  /** Periods that must be answered; unknown without from and to. */
  let asked: Span[] = [];
  if (grain === "all") asked = [wholeOf(entry.id, data, seen)];
  else if (dice.roll(4) > 0) {
    const from = addDays(around, -REACH[grain] / 10);
    const to = addDays(around, REACH[grain] / 10);
    query.set("from", from);
    query.set("to", to);
    asked = periodsBetween(grain, from, to).filter((period) => period.first <= seen);
  }
  const rows = await system.series(query);
  const about = `/api/series?${decodeURIComponent(query.toString())} (today ${seen})`;
  return [
    ...rows.flatMap((row) => differencesOfRow(entry.id, data, row, grain, by, filters, seen, compared, about)),
    ...missing(entry.id, data, rows, grain, asked, by, filters, seen).map((text) => `${about}: ${text}`),
    ...repeated(rows, by).map((text) => `${about}: ${text}`),
  ];
}

function differencesOfRow(
  metric: string,
  data: Data,
  row: AnswerRow,
  grain: PeriodGrain,
  by: readonly string[],
  filters: Filters,
  asOf: Day,
  compared: boolean,
  about: string,
): string[] {
  const group = groupOf(row, by);
  const named = `${about} ${String(row.period)} ${JSON.stringify(group)}`;
  if (!inFilters(group, filters)) return [`${named}: the filter leaves this group out`];
  const asked = { ...filters, ...group };
  if (grain === "all") {
    const whole = valueOf(metric, data, { ...wholeOf(metric, data, asOf), asOf }, asked);
    // The whole has no period before it and no earlier year; where it begins is the data's affair.
    const expected = { ...whole, previous: null, year: null, from: row.from as Day, through: asOf, running: true };
    const nulled = row.period === null ? [] : [`${named}: grain all has no period`];
    return [...nulled, ...differences(named, { ...row, through: asOf, running: true }, expected, true)];
  }
  const [period] = periodsBetween(grain, String(row.period), String(row.period));
  if (period === undefined || period.first !== row.period)
    return [`${named}: no period of this grain begins on that day`];
  if (period.first > asOf) return row.value === null ? [] : [`${named}: a value before the period has begun`];
  return differences(named, row, expectedFor(metric, data, grain, period, asOf, asked), compared);
}

/** Periods that were asked for and groups in which something happened, without a row. */
function missing(
  metric: string,
  data: Data,
  rows: readonly AnswerRow[],
  grain: PeriodGrain,
  asked: readonly Span[],
  by: readonly string[],
  filters: Filters,
  asOf: Day,
): string[] {
  const found: string[] = [];
  const groups = groupsIn(metric, data, by).filter((group) => inFilters(group, filters));
  for (const period of asked) {
    const name = grain === "all" ? null : period.first;
    for (const group of groups) {
      if (rows.some((row) => row.period === name && sameGroup(row, group))) continue;
      const mine = valueOf(metric, data, { ...period, asOf }, { ...filters, ...group });
      // Groups without anything, and the whole of a time before everything, have nothing to show.
      if ((by.length > 0 || grain === "all") && mine.n === 0) continue;
      found.push(`no row for ${String(name)} ${JSON.stringify(group)}, naively ${String(mine.value)} (n ${mine.n})`);
    }
  }
  return found;
}

function repeated(rows: readonly AnswerRow[], by: readonly string[]): string[] {
  const names = rows.map((row) => `${String(row.period)} ${JSON.stringify(groupOf(row, by))}`);
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} answered twice`);
}

function chooseSome(from: readonly string[], dice: Dice, most: number): string[] {
  const wanted = Math.min(dice.roll(most + 1), from.length);
  const chosen = new Set<string>();
  while (chosen.size < wanted) chosen.add(dice.pick(from));
  return [...chosen];
}

/** Filters as an address says them: each member a parameter of its own. */
export function appendFilters(query: URLSearchParams, filters: Filters): void {
  for (const [dimension, accepted] of Object.entries(filters)) {
    for (const member of accepted) query.append(dimension, member ?? "(none)");
  }
}

/** Up to two dimensions, each with one or two members that rows have (none at all among them), or one that no row has. */
export function chooseFilters(metric: string, data: Data, dimensions: readonly string[], dice: Dice): Filters {
  const filters: Filters = {};
  for (const dimension of chooseSome(dimensions, dice, 2)) {
    const known = membersOf(metric, data, dimension);
    const choices = [...known, ...known, "nobody"];
    filters[dimension] = [...new Set([dice.pick(choices), dice.pick(choices)])];
  }
  return filters;
}

function groupOf(row: AnswerRow, by: readonly string[]): Filters {
  return Object.fromEntries(by.map((dimension) => [dimension, [(row[dimension] ?? null) as string | null]]));
}

function sameGroup(row: AnswerRow, group: Filters): boolean {
  return Object.entries(group).every(([dimension, [member]]) => (row[dimension] ?? null) === member);
}

function inFilters(group: Filters, filters: Filters): boolean {
  return Object.entries(group).every(([dimension, [member]]) => filters[dimension]?.includes(member!) ?? true);
}

/** Every combination of members that rows of the metric have in these dimensions. */
function groupsIn(metric: string, data: Data, by: readonly string[]): Filters[] {
  let groups: Filters[] = [{}];
  for (const dimension of by) {
    groups = groups.flatMap((group) =>
      membersOf(metric, data, dimension).map((member) => ({ ...group, [dimension]: [member] })),
    );
  }
  return groups;
}
