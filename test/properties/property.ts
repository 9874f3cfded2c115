import fc from "fast-check";
import { expect } from "vitest";
import { business } from "../naive/arbitraries.ts";
import { areaNamed, AREAS } from "../naive/areas.ts";
import { csvOf } from "../naive/csv.ts";
import { askForRows, askForSeries, differencesIn, type Questions } from "./all-questions.ts";

/** How far the properties search: HENG_SETS (data sets of each area) and HENG_SEED make another search of the same tests. */
export const SETS = Number(process.env["HENG_SETS"] ?? 60);
const SEED = Number(process.env["HENG_SEED"] ?? 20260823);

/** Businesses of each area whose rows are asked for, and how many filters of each metric after each half. */
const ROW_BUSINESSES = 3;
const FILTERS_A_HALF = 4;

/** Generous: the machine may have other things to do. */
export const TIMEOUT = 20 * 60_000;

/** Every second area (0 or 1), those with most metrics first, so that two processes share the work. */
export function everySecondArea(half: 0 | 1): string[] {
  const size = (name: string): number => Object.keys(areaNamed(name).metrics).length;
  return [...AREAS.keys()]
    .filter((name) => size(name) > 0)
    .sort((a, b) => size(b) - size(a))
    .filter((_, index) => index % 2 === half);
}

/** Each business makes two data sets: after half of its files, and after all. */
export async function seriesAgree(area: string): Promise<void> {
  await search(area, askForSeries, Math.ceil(SETS / 2), SEED);
}

export async function rowsAgree(area: string): Promise<void> {
  await search(area, askForRows(FILTERS_A_HALF), ROW_BUSINESSES, SEED + 1);
}

/** Every attempt to shrink is a whole load, build and publication: so long, then the smallest example so far is told. */
const SHRINKING_MS = 90_000;

async function search(name: string, questions: Questions, numRuns: number, seed: number): Promise<void> {
  const area = areaNamed(name);
  let failedAt: number | null = null;
  await fc.assert(
    fc.asyncProperty(business(area), fc.noShrink(fc.nat()), async (deliveries, dice) => {
      if (failedAt !== null && Date.now() - failedAt > SHRINKING_MS) return;
      const differences = await differencesIn(deliveries, Object.keys(area.metrics), dice, questions);
      if (differences.length > 0) failedAt ??= Date.now();
      // Many say the same; the files tell where to look.
      expect(differences.slice(0, 20), `On these files:\n\n${deliveries.map(csvOf).join("\n")}`).toEqual([]);
    }),
    { numRuns, seed },
  );
}
