import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatDay,
  formatDays,
  formatDelta,
  formatFigure,
  formatGap,
  formatInstantShort,
  formatN,
  formatNumber,
  formatPeriod,
  formatSigned,
  formatTarget,
  formatValue,
  formatWeekday,
  lead,
  periodId,
  scaleOf,
  splitInstant,
  type Measure,
} from "../../dashboard/app/format.ts";

const noun = { zh: "件", en: "tickets" };
const rate: Measure = { unit: "percent", decimals: 1, noun };
const tickets: Measure = { unit: "count", decimals: 0, noun };
const money: Measure = { unit: "CNY", decimals: 2, noun };
const score: Measure = { unit: "score", decimals: 2, noun };
const nps: Measure = { unit: "points", decimals: 0, noun };
const minutes: Measure = { unit: "minutes", decimals: 1, noun };
const hours: Measure = { unit: "hours", decimals: 1, noun };

describe("numbers", () => {
  test("have commas by the thousand and a true minus", () => {
    expect(formatNumber(-1234567.891, 2)).toBe("−1,234,567.89");
    expect(formatNumber(999, 0)).toBe("999");
  });

  test("that round to zero have no sign", () => {
    expect(formatNumber(-0.04, 1)).toBe("0.0");
    expect(formatSigned(0.04, 1)).toBe("0.0");
    expect(formatSigned(0.05, 1)).toBe("+0.1");
  });
});

describe("values", () => {
  test("carry the metric's decimals and its unit, with no break before a measure word", () => {
    expect(formatValue(0.8164, rate, "zh")).toBe("81.6%");
    expect(formatValue(1286, tickets, "zh")).toBe("1,286\u00a0件");
    expect(formatValue(1286, tickets, "en")).toBe("1,286\u00a0tickets");
    expect(formatValue(4.712, score, "zh")).toBe("4.71\u00a0分");
    expect(formatValue(0.38, nps, "zh")).toBe("+38");
    expect(formatValue(-0.12, nps, "zh")).toBe("−12");
  });

  test("say 100% only where it is exactly that", () => {
    expect(formatValue(1, rate, "zh")).toBe("100%");
    expect(formatValue(0.9997, rate, "zh")).toBe("100.0%");
  });

  test("of money go to 万元 from ten thousand and to 亿元 from a hundred million", () => {
    expect(formatValue(9999.5, money, "zh")).toBe("9,999.50\u00a0元");
    expect(formatValue(10_000, money, "zh")).toBe("1.0\u00a0万元");
    expect(formatValue(4_382_000, money, "zh")).toBe("438.2\u00a0万元");
    expect(formatValue(123_456_789, money, "zh")).toBe("1.23\u00a0亿元");
    expect(formatValue(4_382_000, money, "zh", scaleOf(money, 4_382_000, "zh", "table"))).toBe("438.20\u00a0万元");
    expect(formatValue(438_200, money, "en")).toBe("438.2\u00a0K CNY");
  });

  test("of time go to hours from two hours and to days from two days", () => {
    expect(formatValue(119.9, minutes, "zh")).toBe("119.9\u00a0分钟");
    expect(formatValue(120, minutes, "zh")).toBe("2.0\u00a0小时");
    expect(formatValue(2880, minutes, "zh")).toBe("2.0\u00a0天");
    expect(formatValue(52.4, hours, "zh")).toBe("52.4\u00a0小时");
    expect(formatValue(96, hours, "zh")).toBe("4.0\u00a0天");
  });

  test("that are missing are a dash without a unit", () => {
    expect(formatValue(null, tickets, "zh")).toBe("—");
    expect(formatFigure(null, scaleOf(rate, null, "zh"))).toBe("—");
  });
});

describe("differences", () => {
  test("of rates are percentage points", () => {
    const scale = scaleOf(rate, 0.816, "zh");
    expect(formatDelta(-0.026, scale)).toBe("−2.6");
    expect(formatGap(0.816, { comparison: ">=", value: 0.9 }, rate, scale, "zh")).toBe("差 8.4\u00a0个百分点");
    expect(formatGap(0.816, { comparison: ">=", value: 0.9 }, rate, scale, "en")).toBe("short by 8.4\u00a0points");
    expect(formatGap(0.935, { comparison: ">=", value: 0.9 }, rate, scale, "zh")).toBe("高 3.5\u00a0个百分点");
  });

  test("from a ceiling are 多 for amounts and 高 for rates", () => {
    expect(formatGap(14, { comparison: "<=", value: 0 }, tickets, scaleOf(tickets, 14, "zh"), "zh")).toBe(
      "多 14\u00a0件",
    );
    expect(formatGap(0.163, { comparison: "<=", value: 0.08 }, rate, scaleOf(rate, 0.163, "zh"), "zh")).toBe(
      "高 8.3\u00a0个百分点",
    );
    expect(formatGap(31, { comparison: "<=", value: 45 }, minutes, scaleOf(minutes, 31, "zh"), "zh")).toBe(
      "少 14.0\u00a0分钟",
    );
  });

  test("too small for the decimals do not read as none while the target is missed", () => {
    const scale = scaleOf(rate, 0.9997, "zh");
    expect(formatGap(0.9997, { comparison: ">=", value: 1 }, rate, scale, "zh")).toBe("差不到 0.1\u00a0个百分点");
    expect(formatGap(0.9997, { comparison: ">=", value: 1 }, rate, scale, "en")).toBe(
      "short by less than 0.1\u00a0points",
    );
    expect(formatGap(1, { comparison: ">=", value: 1 }, rate, scale, "zh")).toBe("");
  });
});

test("a target keeps a space on either side of its sign, and one that does not break", () => {
  expect(formatTarget(">=", 0.9, rate, "zh")).toBe("≥\u00a090.0%");
  expect(formatTarget("<=", 24 * 60, minutes, "zh")).toBe("≤\u00a024.0\u00a0小时");
});

test("n is written with its measure word", () => {
  expect(formatN(12846, { zh: "笔", en: "bills" }, "zh")).toBe("12,846\u00a0笔");
});

describe("periods", () => {
  test("are named in full, without the year where it goes without saying", () => {
    expect(formatPeriod("month", "2026-08-01", "zh")).toBe("2026\u00a0年 8\u00a0月");
    expect(formatPeriod("month", "2026-08-01", "zh", "2026")).toBe("8\u00a0月");
    expect(formatPeriod("quarter", "2026-07-01", "zh")).toBe("2026\u00a0年三季度");
    expect(formatPeriod("quarter", "2026-07-01", "zh", "2026")).toBe("三季度");
    expect(formatPeriod("year", "2026-01-01", "zh", "2026")).toBe("2026\u00a0年");
    expect(formatPeriod("week", "2026-08-17", "zh", "2026")).toBe("第\u00a034\u00a0周");
    expect(formatPeriod("all", null, "zh")).toBe("全部时间");
    expect(formatPeriod("month", "2025-08-01", "en", "2026")).toBe("Aug 2025");
  });

  test("have an id that the address and the API take", () => {
    expect(periodId("month", "2026-08-01")).toBe("2026-08");
    expect(periodId("quarter", "2026-07-01")).toBe("2026-Q3");
    expect(periodId("year", "2026-01-01")).toBe("2026");
    expect(periodId("day", "2026-08-23")).toBe("2026-08-23");
  });

  test("that are weeks belong to the year of their Thursday", () => {
    expect(periodId("week", "2024-12-30")).toBe("2025-W01");
    expect(periodId("week", "2026-12-28")).toBe("2026-W53");
    expect(formatPeriod("week", "2024-12-30", "zh", "2024")).toBe("2025\u00a0年第\u00a01\u00a0周");
  });
});

describe("days", () => {
  test("within a month name it once", () => {
    expect(formatDays({ first: "2026-08-01", last: "2026-08-23" }, "zh", "2026")).toBe("8\u00a0月 1–23\u00a0日");
    expect(formatDays({ first: "2025-08-01", last: "2025-08-23" }, "zh", "2026")).toBe(
      "2025\u00a0年 8\u00a0月 1–23\u00a0日",
    );
    expect(formatDays({ first: "2025-08-01", last: "2025-08-23" }, "en", "2026")).toBe("1–23 Aug 2025");
  });

  test("across months name both, across years both years that are not this one", () => {
    expect(formatDays({ first: "2026-07-01", last: "2026-08-23" }, "zh", "2026")).toBe(
      "7\u00a0月 1\u00a0日–8\u00a0月 23\u00a0日",
    );
    expect(formatDays({ first: "2025-12-29", last: "2026-01-04" }, "zh", "2026")).toBe(
      "2025\u00a0年 12\u00a0月 29\u00a0日–1\u00a0月 4\u00a0日",
    );
    expect(formatDays({ first: "2024-12-30", last: "2025-01-05" }, "zh", "2026")).toBe(
      "2024\u00a0年 12\u00a0月 30\u00a0日–2025\u00a0年 1\u00a0月 5\u00a0日",
    );
  });

  test("of one day are that day", () => {
    expect(formatDays({ first: "2026-08-23", last: "2026-08-23" }, "zh", "2026")).toBe(
      formatDay("2026-08-23", "zh", "2026"),
    );
  });

  test("know their weekday in whatever zone the reader sits", () => {
    expect(formatWeekday("2026-08-23", "zh")).toBe("星期日");
    expect(formatWeekday("2026-08-24", "en")).toBe("Monday");
  });
});

describe("instants", () => {
  test("are told in Shanghai's wall time, however they are written", () => {
    expect(splitInstant("2026-08-23T22:12:00.000Z")).toEqual({ day: "2026-08-24", time: "06:12" });
    expect(splitInstant("2026-08-24T06:12:00+08:00")).toEqual({ day: "2026-08-24", time: "06:12" });
    expect(formatInstantShort("2026-08-23T22:12:00.000Z", "2026")).toBe("8-24 06:12");
    expect(formatInstantShort("2025-08-23T22:12:00.000Z", "2026")).toBe("2025-08-24 06:12");
  });
});

test("汉字 are parted by a space from digits and Latin letters, not from each other", () => {
  expect(`回收率${lead("三季度至今")}`).toBe("回收率三季度至今");
  expect(`回收率${lead("8\u00a0月至今")}`).toBe("回收率 8\u00a0月至今");
  expect(`回到${lead("−3.2")}`).toBe("回到 −3.2");
});

test("sizes of files are short", () => {
  expect(formatBytes(800)).toBe("800\u00a0B");
  expect(formatBytes(1536)).toBe("1.5\u00a0KB");
  expect(formatBytes(850 * 1024 ** 2)).toBe("850\u00a0MB");
});
