import fc from "fast-check";
import { expect, test } from "vitest";
import { business } from "../naive/arbitraries.ts";
import { differencesIn } from "./all-questions.ts";
import { RUNS } from "./runs.ts";

test(
  "the rows behind each metric's figure recompute it for 100 random filters",
  async () => {
    await fc.assert(
      fc.asyncProperty(business, fc.nat(), async (deliveries, seed) => {
        expect(await differencesIn(deliveries, seed, "rows")).toEqual([]);
      }),
      // Four questions of each metric to each set.
      { ...RUNS.settings, numRuns: Math.ceil(RUNS.sets / 8) },
    );
  },
  RUNS.timeout,
);
