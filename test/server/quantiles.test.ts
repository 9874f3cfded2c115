import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publish, type Published } from "../support/published.ts";

/** More than a hundred thousand in site L, few in site S; resolution times over four orders of magnitude, some zero. */
const LARGE = 120_000;
const SMALL = 500;

/** A fixed spread of minutes without a random generator: the golden ratio's multiples fill [0, 1) evenly. */
const minutes = (i: number): number =>
  i % 50 === 0 ? 0 : Math.round(Math.exp(((i * 0.6180339887) % 1) * 9) * 60) / 60;

let published: Published;

beforeAll(async () => {
  const line = (site: string, i: number): string => {
    const resolved = new Date(Date.UTC(2026, 2, 1, 0, 0, Math.round(minutes(i) * 60)));
    return `${site}${i},repair,${site},2026-03-01 00:00:00,${resolved.toISOString().slice(0, 19).replace("T", " ")}`;
  };
  published = await publish({
    tickets: [
      "ticket_id,kind,site_id,created_at,resolved_at",
      ...Array.from({ length: LARGE }, (_, i) => line("L", i)),
      ...Array.from({ length: SMALL }, (_, i) => line("S", i)),
    ],
  });
});

afterAll(() => published?.close());

/** Linear interpolation between the two nearest ranks. */
function p90(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = 0.9 * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? NaN;
  const high = sorted[Math.ceil(rank)] ?? NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}

const valuesOf = (count: number): number[] => Array.from({ length: count }, (_, i) => minutes(i));

describe("a quantile", () => {
  test("over more than 100 000 rows is within 1 %, whether rolled up by site or cut by another dimension", async () => {
    const all = p90([...valuesOf(LARGE), ...valuesOf(SMALL)]);
    for (const more of ["", "&by=kind", "&kind=repair"]) {
      const [row] = await published.series(`metric=resolution_minutes_p90&grain=all${more}`);
      expect(row?.n).toBe(LARGE + SMALL);
      expect(Math.abs((row?.value ?? NaN) / all - 1), more).toBeLessThanOrEqual(0.01);
      // Not exact: this really is the path over buckets.
      expect(row?.value).not.toBe(all);
    }
  });

  test("over fewer rows is exact, beside a large one in the same answer", async () => {
    const rows = await published.series("metric=resolution_minutes_p90&grain=all&site=S");
    expect(rows[0]?.value).toBeCloseTo(p90(valuesOf(SMALL)), 9);
    const bySite = await published.series("metric=resolution_minutes_p90&grain=all&by=site");
    expect(bySite.map(({ site, n }) => [site, n])).toEqual([
      ["L", LARGE],
      ["S", SMALL],
    ]);
    expect(bySite[1]?.value).toBeCloseTo(p90(valuesOf(SMALL)), 9);
    const [large] = await published.series("metric=resolution_minutes_p90&grain=all&site=L");
    expect(bySite[0]?.value).toBe(large?.value);
    expect(Math.abs((large?.value ?? NaN) / p90(valuesOf(LARGE)) - 1)).toBeLessThanOrEqual(0.01);
  });
});
