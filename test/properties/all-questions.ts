import { addDays, type Day, type PeriodGrain } from "../naive/calendar.ts";
import type { Data, Delivery } from "../naive/data.ts";
import { merge } from "../naive/merge.ts";
import { diceOf, type Dice } from "./dice.ts";
import { differencesOfRows } from "./rows-questions.ts";
import type { Situation } from "./situation.ts";
import { differencesOfCut, differencesOverTime } from "./series-questions.ts";
import { openSystem, type System } from "./system.ts";

const CUTS = ["day", "week", "month", "quarter", "year"] as const satisfies PeriodGrain[];

/** How many data sets a business makes: after so many parts of its files, each on top of the parts before. */
export const PARTS = 3;

/**
 * Loads, builds, publishes and serves a part of the deliveries, asks, does the same with the next part on top, and tells
 * in words where an answer is not what the naive computation makes of the same rows. The questions follow from the
 * seed. That is several data sets for little more than the price of one, and only the first was built from nothing.
 */
export async function differencesIn(
  deliveries: readonly Delivery[],
  only: readonly string[],
  seed: number,
): Promise<string[]> {
  const dice = diceOf(seed);
  const system = await openSystem(only);
  const found: string[] = [];
  try {
    let taken = 0;
    for (let part = 1; part <= PARTS; part += 1) {
      const upTo = Math.ceil((deliveries.length * part) / PARTS);
      await system.takeIn(deliveries.slice(taken, upTo));
      taken = upTo;
      const differences = await differencesNow(system, merge(deliveries.slice(0, upTo)), dice);
      found.push(...differences.map((text) => `after ${upTo} of ${deliveries.length} files: ${text}`));
    }
    return found;
  } finally {
    await system.close();
  }
}

async function differencesNow(system: System, data: Data, dice: Dice): Promise<string[]> {
  const { asOf, metrics } = await system.catalogue();
  const { today } = data;
  const found = asOf === today ? [] : [`today is ${asOf}, naively ${today}`];
  for await (const question of ask({ system, metrics, data, today }, dice)) found.push(...question);
  return found;
}

/** A day that some row names, or today, or one some way off either that brings out the edges of periods. */
function someDay({ data, today }: Situation, dice: Dice): Day {
  const named = JSON.stringify(data).match(/\d{4}-\d{2}-\d{2}/g) ?? [];
  const day = dice.roll(3) === 0 ? today : dice.pick([...named, today]);
  return addDays(day, dice.pick([0, 0, 0, 1, -1, 3, 7, 14, -30, 30, 31, 60, 61, 90, 91, 180, 181, -200, 365, 366]));
}

/** How many of the five grains a set is asked by: over all sets each grain comes often enough, in less time. */
const GRAINS_A_SET = 2;
/** Of how many metrics one is opened to its rows in a set. */
const ONE_OPENED_IN = 3;

/**
 * All metrics over time in some grains, as of today or another day; then each metric cut and filtered at random, and
 * behind the figures of some, the rows.
 */
async function* ask(situation: Situation, dice: Dice): AsyncGenerator<string[]> {
  const day = (): Day => someDay(situation, dice);
  const firstGrain = dice.roll(CUTS.length);
  for (let step = 0; step < GRAINS_A_SET; step += 1) {
    const grain = CUTS[(firstGrain + 2 * step) % CUTS.length]!;
    yield attempt(differencesOverTime(situation, grain, day(), dice.roll(2) === 0 ? null : day()));
  }
  for (const entry of situation.metrics) {
    yield attempt(differencesOfCut(situation, entry, day(), dice.roll(3) === 0 ? day() : null, dice));
    if (dice.roll(ONE_OPENED_IN) === 0) yield attempt(differencesOfRows(situation, entry, day(), dice));
  }
}

/** A request that fails differs, too, and keeps nobody from asking the next. */
async function attempt(asked: Promise<string[]>): Promise<string[]> {
  return asked.catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
}
