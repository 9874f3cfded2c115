import { addDays, type Day, type PeriodGrain } from "../naive/calendar.ts";
import type { Data, Delivery } from "../naive/data.ts";
import { merge } from "../naive/merge.ts";
import { diceOf, type Dice } from "./dice.ts";
import { differencesOfRows } from "./rows-questions.ts";
import type { Situation } from "./situation.ts";
import { differencesOfCut, differencesOverTime } from "./series-questions.ts";
import { openSystem, type System } from "./system.ts";

const CUTS = ["day", "week", "month", "quarter", "year"] as const satisfies PeriodGrain[];

export type Questions = (situation: Situation, dice: Dice) => AsyncGenerator<string[]>;

/**
 * Loads, builds, publishes and serves the first half of the deliveries, asks, does the same with the others on top, and
 * tells in words where an answer is not what the naive computation makes of the same rows. The questions follow from
 * the seed. That is two data sets for the price of one and a half, and the second was not built from nothing.
 */
export async function differencesIn(
  deliveries: readonly Delivery[],
  only: readonly string[],
  seed: number,
  questions: Questions,
): Promise<string[]> {
  const dice = diceOf(seed);
  const half = Math.ceil(deliveries.length / 2);
  const system = await openSystem(only);
  try {
    await system.takeIn(deliveries.slice(0, half));
    const first = await differencesNow(system, merge(deliveries.slice(0, half)), dice, questions);
    await system.takeIn(deliveries.slice(half));
    const second = await differencesNow(system, merge(deliveries), dice, questions);
    return [
      ...first.map((text) => `after ${half} files: ${text}`),
      ...second.map((text) => `after all files: ${text}`),
    ];
  } finally {
    await system.close();
  }
}

async function differencesNow(system: System, data: Data, dice: Dice, questions: Questions): Promise<string[]> {
  const { asOf, metrics } = await system.catalogue();
  const { today } = data;
  const found = asOf === today ? [] : [`today is ${asOf}, naively ${today}`];
  for await (const question of questions({ system, metrics, data, today }, dice)) found.push(...question);
  return found;
}

/** A day that some row names, or today, or one some way off either that brings out the edges of periods. */
function someDay({ data, today }: Situation, dice: Dice): Day {
  const named = JSON.stringify(data).match(/\d{4}-\d{2}-\d{2}/g) ?? [];
  const day = dice.roll(3) === 0 ? today : dice.pick([...named, today]);
  return addDays(day, dice.pick([0, 0, 0, 1, -1, 3, 7, 14, -30, 30, 31, 60, 61, 90, 91, 180, 181, -200, 365, 366]));
}

/** How many of the five grains a set is asked by: over all sets each grain comes often enough, in half the time. */
const GRAINS_A_SET = 3;

/** All metrics over time in some grains, as of today or another day; then each metric cut and filtered at random. */
export const askForSeries: Questions = async function* (situation, dice) {
  const day = (): Day => someDay(situation, dice);
  const firstGrain = dice.roll(CUTS.length);
  for (let step = 0; step < GRAINS_A_SET; step += 1) {
    const grain = CUTS[(firstGrain + 2 * step) % CUTS.length]!;
    yield attempt(differencesOverTime(situation, grain, day(), dice.roll(2) === 0 ? null : day()));
  }
  for (const entry of situation.metrics) {
    yield attempt(differencesOfCut(situation, entry, day(), dice.roll(3) === 0 ? day() : null, dice));
  }
};

/** Behind each metric's figures, the rows: so many times, each with filters of its own. */
export function askForRows(times: number): Questions {
  return async function* (situation, dice) {
    for (const entry of situation.metrics) {
      for (let time = 0; time < times; time += 1) {
        yield attempt(differencesOfRows(situation, entry, someDay(situation, dice), dice));
      }
    }
  };
}

/** A request that fails differs, too, and keeps nobody from asking the next. */
async function attempt(asked: Promise<string[]>): Promise<string[]> {
  return asked.catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
}
