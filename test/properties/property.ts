import fc from "fast-check";
import { expect } from "vitest";
import { business } from "../naive/arbitraries.ts";
import { askForRows, askForSeries, differencesIn } from "./all-questions.ts";

/** How far the properties search: HENG_SETS and HENG_SEED make another search of the same tests. */
export const SETS = Number(process.env["HENG_SETS"] ?? 200);
const SEED = Number(process.env["HENG_SEED"] ?? 20260823);

/** Businesses whose rows are asked for, and how many filters of each metric after each half: 100 in all. */
const ROW_BUSINESSES = 10;
const FILTERS_A_HALF = 5;

/** Generous: the machine may have other things to do. */
export const TIMEOUT = 20 * 60_000;

/** Half of the data sets (0 or 1), so that two processes share the work. Each business makes two sets. */
export async function seriesAgree(half: 0 | 1): Promise<void> {
  await search(askForSeries, Math.ceil(SETS / 4), SEED + half);
}

export async function rowsAgree(): Promise<void> {
  await search(askForRows(FILTERS_A_HALF), ROW_BUSINESSES, SEED + 2);
}

async function search(questions: Parameters<typeof differencesIn>[2], numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(business, fc.noShrink(fc.nat()), async (deliveries, dice) => {
      expect(await differencesIn(deliveries, dice, questions)).toEqual([]);
    }),
    // Every attempt to shrink is a whole load, build and publication: a few minutes of them give a readable example.
    { numRuns, seed, interruptAfterTimeLimit: TIMEOUT / 2, markInterruptAsFailure: true },
  );
}
