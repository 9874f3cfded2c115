import { describe, expect, test } from "vitest";
import { missesInARow, shareOff, toneOf } from "../../dashboard/app/judge.ts";

describe("a change", () => {
  test("is good or bad by the metric's direction, not by the arrow", () => {
    expect(toneOf(0.8, 0.9, { unit: "percent", better: "up" })).toBe("bad");
    expect(toneOf(0.8, 0.9, { unit: "percent", better: "down" })).toBe("good");
    expect(toneOf(120, 100, { unit: "count", better: "down" })).toBe("bad");
  });

  test("within a percentage point of a rate is neither", () => {
    expect(toneOf(0.93, 0.92, { unit: "percent", better: "up" })).toBeNull();
    expect(toneOf(0.931, 0.92, { unit: "percent", better: "up" })).toBe("good");
  });

  test("within five percent of an amount is neither", () => {
    expect(toneOf(105, 100, { unit: "count", better: "down" })).toBeNull();
    expect(toneOf(106, 100, { unit: "count", better: "down" })).toBe("bad");
  });

  test("within 0.03 of a score is neither", () => {
    expect(toneOf(4.73, 4.76, { unit: "score", better: "up" })).toBeNull();
    expect(toneOf(4.72, 4.76, { unit: "score", better: "up" })).toBe("bad");
  });

  test("of a metric without a direction, or from nothing, is neither", () => {
    expect(toneOf(200, 100, { unit: "count", better: null })).toBeNull();
    expect(toneOf(200, null, { unit: "count", better: "up" })).toBeNull();
  });
});

test("misses in a row are counted up to the last period, and an empty one ends them", () => {
  const history = (...statuses: ("miss" | "met" | "near" | "empty")[]) => statuses.map((status) => ({ status }));
  expect(missesInARow(history("miss", "met", "miss", "miss"))).toBe(2);
  expect(missesInARow(history("miss", "empty", "miss"))).toBe(1);
  expect(missesInARow(history("miss", "met"))).toBe(0);
});

test("how far off target is a share of the target, and of one where the target is small", () => {
  expect(shareOff({ value: 300, target: 200 })).toBeCloseTo(0.5, 12);
  expect(shareOff({ value: 0.8, target: 0.9 })).toBeCloseTo(0.1, 12);
  expect(shareOff({ value: 3, target: 0 })).toBe(3);
});
