import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { METRICS } from "./areas.ts";

/** They add up what rules and tests found; those are held against what is planted for them, not computed again here. */
const OF_FINDINGS = ["penalty_amount", "authenticity_flags"];

test("every metric of the catalogue is computed a second time", () => {
  const files = readdirSync(join(import.meta.dirname, "../../sql/metrics")).map((file) => file.replace(/\.sql$/, ""));
  expect(files.length).toBeGreaterThanOrEqual(90);
  expect(files.filter((metric) => !METRICS.has(metric) && !OF_FINDINGS.includes(metric))).toEqual([]);
  expect([...METRICS.keys()].filter((metric) => !files.includes(metric))).toEqual([]);
});
