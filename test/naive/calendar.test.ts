import { describe, expect, test } from "vitest";
import { addMonths, isoWeekday, nextPeriod, periodOf, previousSpan, yearSpan } from "./calendar.ts";

describe("the naive calendar", () => {
  test("cuts weeks at Monday, over the turn of the year too", () => {
    expect(isoWeekday("2026-08-23")).toBe(7);
    expect(periodOf("week", "2024-12-31")).toEqual({ first: "2024-12-30", last: "2025-01-05" });
    expect(periodOf("week", "2023-01-01")).toEqual({ first: "2022-12-26", last: "2023-01-01" });
  });

  test("knows month ends, quarters and the leap day", () => {
    expect(periodOf("month", "2024-02-10")).toEqual({ first: "2024-02-01", last: "2024-02-29" });
    expect(periodOf("quarter", "2024-06-30")).toEqual({ first: "2024-04-01", last: "2024-06-30" });
    expect(nextPeriod("quarter", { first: "2024-10-01", last: "2024-12-31" })).toEqual({
      first: "2025-01-01",
      last: "2025-03-31",
    });
    expect(addMonths("2024-08-31", -6)).toBe("2024-02-29");
    expect(addMonths("2023-11-30", 3)).toBe("2024-02-29");
    expect(addMonths("2024-02-29", -12)).toBe("2023-02-28");
  });

  test("takes whole periods for comparison once a period is over", () => {
    const march = periodOf("month", "2024-03-15");
    expect(previousSpan("month", march, "2024-05-01")).toEqual({ first: "2024-02-01", last: "2024-02-29" });
    expect(yearSpan("month", march, "2024-05-01")).toEqual({ first: "2023-03-01", last: "2023-03-31" });
    expect(yearSpan("month", periodOf("month", "2025-02-01"), "2025-05-01").last).toBe("2024-02-29");
  });

  test("takes a period as whole on its last day, not before", () => {
    const february = periodOf("month", "2025-02-01");
    expect(previousSpan("month", february, "2025-02-28").last).toBe("2025-01-31");
    expect(yearSpan("month", february, "2025-02-28").last).toBe("2024-02-29");
    expect(previousSpan("month", february, "2025-02-27").last).toBe("2025-01-27");
  });

  test("compares a running period with as many days of the one before, at most its own", () => {
    const march = periodOf("month", "2024-03-15");
    expect(previousSpan("month", march, "2024-03-15")).toEqual({ first: "2024-02-01", last: "2024-02-15" });
    expect(previousSpan("month", march, "2024-03-30")).toEqual({ first: "2024-02-01", last: "2024-02-29" });
    expect(previousSpan("year", periodOf("year", "2024-03-01"), "2024-03-01")).toEqual({
      first: "2023-01-01",
      last: "2023-03-02",
    });
  });

  test("compares a running period with the same calendar day a year ago, weeks with the same weekday", () => {
    expect(yearSpan("year", periodOf("year", "2024-03-01"), "2024-03-01").last).toBe("2023-03-01");
    expect(yearSpan("quarter", periodOf("quarter", "2024-02-29"), "2024-02-29")).toEqual({
      first: "2023-01-01",
      last: "2023-02-28",
    });
    expect(yearSpan("day", periodOf("day", "2024-02-29"), "2024-03-09")).toEqual({
      first: "2023-02-28",
      last: "2023-02-28",
    });
    expect(yearSpan("week", periodOf("week", "2026-08-23"), "2026-08-19")).toEqual({
      first: "2025-08-18",
      last: "2025-08-20",
    });
  });
});
