import fc from "fast-check";
import { expect, test } from "vitest";
import { business } from "../naive/arbitraries.ts";
import { differencesIn } from "./all-questions.ts";
import { RUNS } from "./runs.ts";

test(
  `every metric, cut and filtered at random, agrees with the naive computation in ${RUNS.sets} random data sets`,
  async () => {
    await fc.assert(
      fc.asyncProperty(business, fc.nat(), async (deliveries, seed) => {
        expect(await differencesIn(deliveries, seed, "cuts")).toEqual([]);
      }),
      { ...RUNS.settings, numRuns: RUNS.sets },
    );
  },
  RUNS.timeout,
);
