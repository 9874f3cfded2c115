import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PartRow } from "../../dashboard/app/api.ts";
import { contributionsOf, inOrder, withRest } from "../../dashboard/app/contribution.ts";

function part(name: string | null, numerator: number, denominator: number): PartRow {
  return {
    metric: "m",
    part: name,
    period: "2026-08-01",
    from: "2026-08-01",
    through: "2026-08-23",
    running: true,
    value: denominator === 0 ? null : numerator / denominator,
    numerator,
    denominator,
    n: denominator,
    target: null,
    comparison: null,
    status: "none",
    previous: null,
    year: null,
    low: null,
    high: null,
  };
}

function rateOf(rows: readonly PartRow[]): number {
  const sum = (key: "numerator" | "denominator"): number => rows.reduce((total, row) => total + (row[key] ?? 0), 0);
  return sum("numerator") / sum("denominator");
}

describe("a rate's change", () => {
  test("is split into own rates and weights", () => {
    // 50/100 and 90/100 before: 70 %. Now 40/100 and 270/300: 77.5 %, since the better one has grown.
    const before = [part("A", 50, 100), part("B", 90, 100)];
    const now = [part("A", 40, 100), part("B", 270, 300)];
    const split = contributionsOf("ratio", now, before, { now: 0.775, before: 0.7 });
    const [a, b] = split?.parts ?? [];
    expect(split?.total).toBeCloseTo(0.075, 12);
    // A: half of both weights (0.5, 0.25) times −0.1.
    expect(a?.rate).toBeCloseTo(-0.0375, 12);
    expect(b?.rate).toBe(0);
    expect((a?.mix ?? 0) + (b?.mix ?? 0)).toBeCloseTo(0.1125, 12);
  });

  test("adds up exactly, whoever comes and goes", () => {
    const members = fc.dictionary(
      fc.constantFrom("A", "B", "C", "D", "E"),
      fc.record({ numerator: fc.integer({ min: 0, max: 500 }), denominator: fc.integer({ min: 1, max: 500 }) }),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(members, members, (now, before) => {
        const rows = (side: typeof now): PartRow[] =>
          Object.entries(side).map(([name, { numerator, denominator }]) => part(name, numerator, denominator));
        const [after, earlier] = [rows(now), rows(before)];
        const whole = { now: rateOf(after), before: rateOf(earlier) };
        const split = contributionsOf("ratio", after, earlier, whole);
        const sum = split?.parts.reduce((total, { rate, mix }) => total + (rate ?? 0) + (mix ?? 0), 0);
        expect(sum).toBeCloseTo(whole.now - whole.before, 9);
      }),
      { numRuns: 300 },
    );
  });

  test("is not split where the members do not add up to the whole", () => {
    const rows = [part("A", 50, 100), part("B", 50, 100)];
    expect(contributionsOf("ratio", rows, rows, { now: 0.6, before: 0.5 })).toBeNull();
    expect(contributionsOf("quantile", rows, rows, { now: 0.5, before: 0.5 })).toBeNull();
    expect(contributionsOf("ratio", rows, [], { now: 0.5, before: null })).toBeNull();
  });
});

test("a count's contributions are differences, and who has gone counts too", () => {
  const count = (name: string, value: number): PartRow => ({ ...part(name, value, 1), value, n: value });
  const split = contributionsOf("count", [count("A", 7), count("B", 3)], [count("A", 4), count("C", 5)], {
    now: 10,
    before: 9,
  });
  expect(split?.parts.map(({ part, total }) => [part, total])).toEqual([
    ["A", 3],
    ["B", 3],
    ["C", -5],
  ]);
  expect(split?.total).toBe(1);
});

test("those that pulled the change come first, and the rest is one line with its own value", () => {
  const before = Array.from({ length: 15 }, (_, index) => part(`P${index}`, 80, 100));
  const now = before.map((row, index) => part(row.part, 80 - index, 100));
  const split = contributionsOf("ratio", now, before, { now: rateOf(now), before: 0.8 });
  if (!split) throw new Error("not split");
  const { parts, rest } = withRest(inOrder(split), 12);
  expect(parts.map(({ part }) => part).slice(0, 2)).toEqual(["P14", "P13"]);
  expect(parts).toHaveLength(12);
  // P2, P1 and P0: 78, 79 and 80 of 100.
  expect(rest).toMatchObject({ count: 3, n: 300, before: 0.8 });
  expect(rest?.now).toBeCloseTo(0.79, 12);
  expect(parts.reduce((sum, { total }) => sum + total, rest?.total ?? 0)).toBeCloseTo(split.total, 12);
});

test("when the value rose, those that raised it come first", () => {
  const before = [part("A", 50, 100), part("B", 50, 100), part("C", 50, 100)];
  const now = [part("A", 40, 100), part("B", 90, 100), part("C", 60, 100)];
  const split = contributionsOf("ratio", now, before, { now: 190 / 300, before: 0.5 });
  expect(split && inOrder(split).map(({ part }) => part)).toEqual(["B", "C", "A"]);
});

test("one member over the limit is listed, not summed up", () => {
  const rows = Array.from({ length: 13 }, (_, index) => part(`P${index}`, 80, 100));
  const split = contributionsOf("ratio", rows, rows, { now: 0.8, before: 0.8 });
  expect(withRest(split?.parts ?? [], 12).rest).toBeNull();
});
