import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { business } from "./arbitraries.ts";
import { AREAS } from "./areas.ts";
import { periodOf } from "./calendar.ts";
import { merge } from "./merge.ts";
import { valueOf } from "./metrics.ts";

const ASKED = [...AREAS].filter(([, { metrics }]) => Object.keys(metrics).length > 0);

/** Those around the awkward days. */
const MONTHS = ["2023-01", "2023-12", "2024-02", "2024-03", "2024-12"];

describe.each(ASKED)("%s: the random data sets", (_, area) => {
  const sets = fc.sample(business([area]), { numRuns: 200, seed: 2 });
  const data = sets.map(merge);

  test.for(Object.entries(area.situations))("show %s", ([, happens]) => {
    expect(data.filter((one, index) => happens(one, sets[index]!)).length).toBeGreaterThanOrEqual(10);
  });

  test.for(Object.keys(area.metrics))("give %s a value often, and not always the same", (metric) => {
    const spans = MONTHS.map((month) => ({ ...periodOf("month", `${month}-01`), asOf: "2026-01-01" }));
    const values = data
      .flatMap((one) => spans.map((span) => valueOf(metric, one, span, {}).value))
      .filter((value) => value !== null);
    expect(values.length).toBeGreaterThanOrEqual(20);
    expect(new Set(values).size).toBeGreaterThanOrEqual(3);
  });
});
