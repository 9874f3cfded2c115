import { addDays, type Day, type PeriodGrain } from "../naive/calendar.ts";
import { merge, type Data, type Delivery } from "../naive/data.ts";
import { diceOf, type Dice } from "./dice.ts";
import { lastDayWithData } from "./expected.ts";
import { differencesOfRows } from "./rows-questions.ts";
import { differencesOfCut, differencesOverTime } from "./series-questions.ts";
import { publish, type System } from "./system.ts";

const CUTS = ["day", "week", "month", "quarter", "year"] as const satisfies PeriodGrain[];

type Questions = (system: System, data: Data, today: Day, dice: Dice) => AsyncGenerator<string[]>;

/**
 * Loads, builds, publishes and serves the deliveries, asks as the seed has it, and tells in words where an answer is
 * not what the naive computation makes of the same rows.
 */
export async function differencesIn(
  deliveries: readonly Delivery[],
  seed: number,
  questions: Questions,
): Promise<string[]> {
  const dice = diceOf(seed);
  const data = merge(deliveries);
  const system = await publish(deliveries, dice.roll(4) === 0);
  try {
    // Where nothing ever happened, today is any day: the page's own.
    const today = lastDayWithData(data) ?? system.catalogue.asOf;
    const found = system.catalogue.asOf === today ? [] : [`today is ${system.catalogue.asOf}, naively ${today}`];
    for await (const question of questions(system, data, today, dice)) found.push(...question);
    return found;
  } finally {
    await system.close();
  }
}

/** Today, or a day some way off it that brings out the edges of periods. */
function someDay(today: Day, dice: Dice): Day {
  return addDays(today, -dice.pick([0, 0, 1, 3, 30, 31, 60, 200, 366]) + dice.pick([0, 0, 0, 20]));
}

/** How many of the five grains a set is asked by: over all sets each grain comes often enough, in half the time. */
const GRAINS_A_SET = 3;

/** All metrics over time in some grains, as of today or another day; then each metric cut and filtered at random. */
export const askForSeries: Questions = async function* (system, data, today, dice) {
  const day = (): Day => someDay(today, dice);
  const firstGrain = dice.roll(CUTS.length);
  for (let step = 0; step < GRAINS_A_SET; step += 1) {
    const grain = CUTS[(firstGrain + 2 * step) % CUTS.length]!;
    yield attempt(differencesOverTime(system, data, grain, day(), today, dice.roll(2) === 0 ? null : day()));
  }
  for (const entry of system.catalogue.metrics) {
    yield attempt(differencesOfCut(system, data, entry, day(), dice.roll(3) === 0 ? day() : null, today, dice));
  }
};

/** Behind each metric's figures, the rows: so many times, each with filters of its own. */
export function askForRows(times: number): Questions {
  return async function* (system, data, today, dice) {
    for (const entry of system.catalogue.metrics) {
      for (let time = 0; time < times; time += 1) {
        yield attempt(differencesOfRows(system, data, entry, someDay(today, dice), today, dice));
      }
    }
  };
}

/** A request that fails differs, too, and keeps nobody from asking the next. */
async function attempt(asked: Promise<string[]>): Promise<string[]> {
  return asked.catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
}
