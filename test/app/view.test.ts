import { describe, expect, test } from "vitest";
import { cardGrain, historyStart, nearestGrain, standingOn, viewAt, viewOf } from "../../dashboard/app/view.ts";

const TODAY = "2026-08-23";
const august = viewOf({ period: null, grain: null }, TODAY);

describe("a page", () => {
  test("stands on the month that runs, with the days it is compared with", () => {
    expect(august).toMatchObject({ grain: "month", start: "2026-08-01", latest: true });
    expect(august.slot).toMatchObject({
      running: true,
      now: { first: "2026-08-01", last: "2026-08-23" },
      previous: { first: "2026-07-01", last: "2026-07-23" },
      year: { first: "2025-08-01", last: "2025-08-23" },
    });
  });

  test("stands on the period of its address", () => {
    expect(viewOf({ period: "2026-Q2", grain: "quarter" }, TODAY)).toMatchObject({
      start: "2026-04-01",
      latest: false,
    });
  });

  test("falls back to the present for a period that has not begun", () => {
    expect(viewOf({ period: "2027-01", grain: "month" }, TODAY)).toMatchObject({ start: "2026-08-01", latest: true });
  });

  test("names the latest period by its grain alone, so that the link moves on with the data", () => {
    expect(standingOn(august)).toEqual({ period: null, grain: null });
    expect(standingOn(viewOf({ period: null, grain: "quarter" }, TODAY))).toEqual({ period: null, grain: "quarter" });
    expect(standingOn(viewOf({ period: "2026-07", grain: "month" }, TODAY))).toEqual({
      period: "2026-07",
      grain: null,
    });
  });

  test("shows thirteen periods with its own", () => {
    expect(historyStart(august)).toBe("2025-08-01");
  });
});

describe("a metric without the page's grain", () => {
  test("is shown at the nearest coarser one, else the nearest finer one", () => {
    expect(nearestGrain(["month", "quarter", "year"], "week")).toBe("month");
    expect(nearestGrain(["day", "week", "month"], "year")).toBe("month");
    expect(nearestGrain(["month", "all"], "month")).toBe("month");
  });

  test("stands on the period around the page's last day", () => {
    expect(viewAt(august, "quarter")).toMatchObject({ start: "2026-07-01", latest: true });
    const year = viewOf({ period: "2025", grain: "year" }, TODAY);
    expect(viewAt(year, "month")).toMatchObject({ start: "2025-12-01", latest: false });
    expect(viewAt(viewOf({ period: "2026", grain: "year" }, TODAY), "month").start).toBe("2026-08-01");
  });
});

describe("a card", () => {
  const target = { comparison: ">=", value: 0.9 } as const;

  test("is judged at a coarser grain where only that has a target", () => {
    const recovery = { grains: ["month", "quarter", "year"] as const, targets: { quarter: target, year: target } };
    expect(cardGrain({ ...recovery, grains: [...recovery.grains] }, "month")).toBe("quarter");
    expect(cardGrain({ ...recovery, grains: [...recovery.grains] }, "year")).toBe("year");
  });

  test("stays at the page's grain where that has a target, or none has", () => {
    expect(cardGrain({ grains: ["month", "quarter"], targets: { any: target } }, "month")).toBe("month");
    expect(cardGrain({ grains: ["month", "quarter"], targets: {} }, "month")).toBe("month");
  });
});
