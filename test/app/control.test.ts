import { describe, expect, test } from "vitest";
import { controlOf } from "../../dashboard/app/control.ts";
import type { MetricEntry } from "../../dashboard/shared/catalogue.ts";
import type { SeriesRow } from "../../dashboard/shared/series.ts";

const metric = (change: Partial<MetricEntry> = {}): MetricEntry =>
  ({ kind: "ratio", unit: "percent", better: "up", windowMonths: null, ...change }) as MetricEntry;

function row(index: number, value: number | null, change: Partial<SeriesRow> = {}): SeriesRow {
  const n = 100;
  return {
    period: `2024-${String(index + 1).padStart(2, "0")}-01`,
    running: false,
    value,
    numerator: value === null ? null : value * n,
    denominator: n,
    n: value === null ? 0 : n,
    ...change,
  } as SeriesRow;
}

const shares = (values: (number | null)[]) => values.map((value, i) => row(i, value));

describe("control limits of a metric", () => {
  test("of a share are those of a p chart, and a point beyond them is a signal for the worse", () => {
    const control = controlOf(metric(), shares([0.8, 0.82, 0.78, 0.8, 0.79, 0.81, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.6]));
    const center = (0.8 * 9 + 0.82 + 0.78 + 0.79 + 0.81 - 0.8 + 0.6) / 13;
    expect(control?.chart).toBe("p");
    expect(control?.center).toBeCloseTo(center, 12);
    expect(control?.lower[0]).toBeCloseTo(center - 3 * Math.sqrt((center * (1 - center)) / 100), 12);
    expect(control?.signals).toContainEqual({ index: 12, rule: "limit", worse: true });
    expect(control?.trial).toBe(false);
  });

  test("of a share that jumps more than chance are widened, and say so", () => {
    const jumping = Array.from({ length: 12 }, (_, i) => (i % 2 ? 0.6 : 0.9));
    const control = controlOf(metric(), shares(jumping));
    expect(control?.chart).toBe("p′");
    expect(control?.signals).toEqual([]);
  });

  test("leave the running period and periods without data unjudged", () => {
    const rows = [...shares([0.8, 0.8, null, 0.81, 0.79, 0.8, 0.8, 0.8, 0.8]), row(9, 0.1, { running: true })];
    const control = controlOf(metric(), rows);
    expect(control?.points).toBe(8);
    expect(control?.trial).toBe(true);
    expect([control?.lower[2], control?.lower[9]]).toEqual([null, null]);
    expect(control?.signals).toEqual([]);
  });

  test("of a duration come from the distance between neighbours, and falling is good where less is better", () => {
    const values = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 3];
    const rows = values.map((value, i) => row(i, value, { numerator: null, denominator: null }));
    const control = controlOf(metric({ kind: "quantile", unit: "minutes", better: "down" }), rows);
    // Eleven steps of one and one of eight, over twelve.
    const sigma = (11 + 8) / 12 / 1.128;
    const center = values.reduce((total, value) => total + value, 0) / values.length;
    expect(control?.upper[0]).toBeCloseTo(center + 3 * sigma, 12);
    expect(control?.signals).toContainEqual({ index: 12, rule: "limit", worse: false });
  });

  test("of a rate for each thousand take the exposure into account", () => {
    const rows = Array.from({ length: 10 }, (_, i) =>
      row(i, 5, { numerator: i < 5 ? 5 : 50, denominator: i < 5 ? 1000 : 10_000 }),
    );
    const control = controlOf(metric({ unit: "per_1000", better: "down" }), rows);
    expect(control?.chart).toBe("u");
    expect(control?.upper[0]).toBeCloseTo(5 + 3 * Math.sqrt(5), 12);
    expect(control?.upper[9]).toBeCloseTo(5 + 3 * Math.sqrt(0.5), 12);
  });

  test("come from the first two years alone, so that a drift does not pull them along", () => {
    const rows = Array.from({ length: 30 }, (_, i) => row(i, i < 24 ? (i % 2 ? 0.8 : 0.82) : 0.7));
    const control = controlOf(metric(), rows);
    expect(control?.center).toBeCloseTo(0.81, 12);
    expect(control?.to).toBe(23);
    expect(control?.signals.map(({ index }) => index)).toContain(26);
  });

  test("are not drawn for few periods, nor where neighbours share rows", () => {
    expect(controlOf(metric(), shares([0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]))).toBeNull();
    expect(controlOf(metric({ windowMonths: 6 }), shares(Array.from({ length: 20 }, () => 0.8)))).toBeNull();
  });
});
