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

/** Every attempt to shrink is a whole load, build and publication: so long, then the smallest example so far is told. */
const SHRINKING_MS = 90_000;

async function search(questions: Parameters<typeof differencesIn>[2], numRuns: number, seed: number): Promise<void> {
  let failedAt: number | null = null;
  await fc.assert(
    fc.asyncProperty(business, fc.noShrink(fc.nat()), async (deliveries, dice) => {
      if (failedAt !== null && Date.now() - failedAt > SHRINKING_MS) return;
      const differences = await differencesIn(deliveries, dice, questions);
      if (differences.length > 0) failedAt ??= Date.now();
      expect(differences).toEqual([]);
    }),
    { numRuns, seed },
  );
}
