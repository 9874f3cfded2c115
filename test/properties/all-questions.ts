import type { PeriodGrain } from "../naive/calendar.ts";
import { addDays, type Day } from "../naive/calendar.ts";
import { merge, type Delivery } from "../naive/data.ts";
import { diceOf } from "./dice.ts";
import { lastDayWithData } from "./expected.ts";
import { differencesOfRows } from "./rows-questions.ts";
import { differencesOfCut, differencesOverTime } from "./series-questions.ts";
import { publish } from "./system.ts";

const CUTS = ["day", "week", "month", "quarter", "year"] as const satisfies PeriodGrain[];

/** What to find out about one data set: all metrics in all grains; each metric cut and filtered; rows behind figures. */
export type Interest = "over time" | "cuts" | "rows";

/**
 * Loads, builds, publishes and serves the deliveries, asks as the seed has it, and tells in words where an answer is
 * not what the naive computation makes of the same rows.
 */
export async function differencesIn(
  deliveries: readonly Delivery[],
  seed: number,
  interest: Interest,
): Promise<string[]> {
  const dice = diceOf(seed);
  const data = merge(deliveries);
  const system = await publish(deliveries, dice.roll(4) === 0);
  try {
    const lastDay = lastDayWithData(data);
    // Where nothing ever happened, today is any day: the page's own.
    const today = lastDay ?? system.catalogue.asOf;
    const found = system.catalogue.asOf === today ? [] : [`today is ${system.catalogue.asOf}, naively ${today}`];
    const someDay = (): Day =>
      addDays(today, -dice.pick([0, 0, 1, 3, 30, 31, 60, 200, 366]) + dice.pick([0, 0, 0, 20]));
    switch (interest) {
      case "over time":
        for (const grain of CUTS) {
          found.push(...(await attempt(differencesOverTime(system, data, grain, someDay(), today, null))));
          found.push(...(await attempt(differencesOverTime(system, data, grain, someDay(), today, someDay()))));
        }
        break;
      case "cuts":
        for (const entry of system.catalogue.metrics) {
          for (const asOf of [null, null, someDay()]) {
            found.push(...(await attempt(differencesOfCut(system, data, entry, someDay(), asOf, today, dice))));
          }
        }
        break;
      case "rows":
        for (const entry of system.catalogue.metrics) {
          for (let times = 0; times < 4; times += 1) {
            found.push(...(await attempt(differencesOfRows(system, data, entry, someDay(), today, dice))));
          }
        }
    }
    return found;
  } finally {
    await system.close();
  }
}

/** A request that fails differs, too, and keeps nobody from asking the next. */
async function attempt(asked: Promise<string[]>): Promise<string[]> {
  return asked.catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
}
