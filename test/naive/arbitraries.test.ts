import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { business } from "./arbitraries.ts";
import { AREAS } from "./areas.ts";
import { merge } from "./merge.ts";
import { valueOf } from "./metrics.ts";

const ASKED = [...AREAS].filter(([, { metrics }]) => Object.keys(metrics).length > 0);

describe.each(ASKED)("%s: the random data sets", (_, area) => {
  const sets = fc.sample(business(area), { numRuns: 150, seed: 2 });
  const data = sets.map(merge);

  test.for(Object.entries(area.situations))("show %s", ([, happens]) => {
    expect(data.filter((one, index) => happens(one, sets[index]!)).length).toBeGreaterThanOrEqual(15);
  });

  test.for(Object.keys(area.metrics))("give %s a value often, and not always the same", (metric) => {
    // The month with most of it: the middle of 2024's first quarter draws the awkward days.
    const span = { first: "2024-02-01", last: "2024-02-29", asOf: "2026-01-01" };
    const values = data.map((one) => valueOf(metric, one, span, {}).value).filter((value) => value !== null);
    expect(values.length).toBeGreaterThanOrEqual(15);
    expect(new Set(values).size).toBeGreaterThanOrEqual(4);
  });
});
