import { describe, expect, test } from "vitest";
import { dayInOrder, dayInSystem } from "../../dashboard/app/date-orders.ts";
import {
  choicesOf,
  isCertain,
  questionsOf,
  withColumn,
  withDateOrder,
  withPart,
  withSource,
  withWord,
  wordKey,
} from "../../dashboard/app/file-questions.ts";
import { partName } from "../../dashboard/app/part-name.ts";
import { isOdd, fewRows, rowsOfReport } from "../../dashboard/app/preview-rows.ts";
import { secondsLeft } from "../../dashboard/app/time-left.ts";
import type { ColumnReport, PartReport, PreviewCell } from "../../dashboard/shared/file-report.ts";

function column(header: string, change: Partial<ColumnReport> = {}): ColumnReport {
  return {
    header,
    column: header,
    by: "name",
    confidence: 1,
    proposal: null,
    dateOrder: null,
    dateSystem: null,
    newWords: [],
    ...change,
  };
}

function part(change: Partial<PartReport> = {}): PartReport {
  return {
    name: "a.csv",
    legible: true,
    source: "complaints",
    sources: [{ id: "complaints", title: { zh: "投诉", en: "Complaints" }, confidence: 0.97 }],
    spare: false,
    encodings: [{ encoding: "utf-8", confidence: 1, sample: "" }],
    delimiter: ",",
    headerLine: 1,
    headerLines: 1,
    skipped: [],
    columns: [column("complaint_id")],
    targets: [],
    records: 10,
    preview: [],
    check: null,
    problems: [],
    ...change,
  };
}

const report = (...parts: PartReport[]) => ({ file: "a.csv", parts, problem: null });

describe("a file that is certain in all respects", () => {
  test("needs nobody's yes, a column that no source knows included", () => {
    const unknown = column("备注2", { column: null, by: "none" });
    expect(isCertain(report(part({ columns: [column("complaint_id"), unknown] })))).toBe(true);
  });

  test.each<[string, Partial<PartReport>]>([
    ["a guessed column", { columns: [column("投诉来源", { column: "channel", by: "guess" })] }],
    [
      "an encoding below the threshold",
      {
        encodings: [
          { encoding: "gb18030", confidence: 0.6, sample: "" },
          { encoding: "big5", confidence: 0.4, sample: "" },
        ],
      },
    ],
    [
      "two likely sources",
      {
        sources: [
          { id: "complaints", title: { zh: "", en: "" }, confidence: 0.8 },
          { id: "tickets", title: { zh: "", en: "" }, confidence: 0.7 },
        ],
      },
    ],
    ["no source", { source: null, sources: [] }],
    [
      "dates that fit two orders",
      { columns: [column("d", { dateOrder: { order: null, fits: ["dmy", "mdy"], examples: [] } })] },
    ],
    [
      "dates of which a person has to say the only order",
      { columns: [column("d", { dateOrder: { order: null, fits: ["dmy"], examples: [] } })] },
    ],
    ["numbers of two date systems", { columns: [column("d", { dateSystem: { system: null, examples: ["45000"] } })] }],
    ["a new word", { columns: [column("channel", { newWords: [{ word: "微信", count: 3, member: "online" }] })] }],
    ["only rows that cannot be taken", { check: { read: 3, rejected: 2, blank: 1, reasons: {} } }],
    ["a problem", { problems: [{ code: "missing_column", zh: "缺列", en: "a column is missing" }] }],
  ])("has not %s", (_, change) => {
    expect(isCertain(report(part(change)))).toBe(false);
    expect(isCertain(report(part(), part(change)))).toBe(false);
  });
});

test("a cover sheet asks nothing beside a table, and is left out unless somebody wants it", () => {
  const problems = [{ code: "unknown_source", zh: "认不出", en: "unknown" }];
  const cover = part({ name: "a.xlsx#封面", source: null, sources: [], spare: true, problems });
  expect(isCertain(report(cover, part()))).toBe(true);
  expect(isCertain(report(cover))).toBe(false);
  expect(choicesOf({}, cover)).toEqual({ skip: true });
  expect(choicesOf({ parts: { "a.xlsx#封面": { skip: false } } }, cover)).toEqual({ skip: false });
  expect(choicesOf({}, part())).toEqual({});
});

describe("a question", () => {
  const guess = part({ columns: [column("投诉来源", { column: "channel", by: "guess" })] });

  test("is answered by confirming, and by saying no", () => {
    expect(questionsOf(guess, {})).toEqual([{ kind: "column", header: "投诉来源", column: "channel" }]);
    expect(questionsOf(guess, { columns: { 投诉来源: "channel" } })).toEqual([]);
    expect(questionsOf(guess, { columns: { 投诉来源: null } })).toEqual([]);
  });

  test("about a word is answered by leaving it unknown", () => {
    const words = part({ columns: [column("渠道", { newWords: [{ word: "微信", count: 3, member: null }] })] });
    expect(questionsOf(words, {})).toHaveLength(1);
    expect(questionsOf(words, {}, [wordKey(words, "渠道", "微信")])).toEqual([]);
    // Under another source the same word is another question.
    expect(questionsOf({ ...words, source: "tickets" }, {}, [wordKey(words, "渠道", "微信")])).toHaveLength(1);
    expect(questionsOf(words, { words: { 渠道: { 微信: "online" } } })).toEqual([]);
  });

  test("is not asked of a part that is left out", () => {
    expect(questionsOf(guess, { skip: true })).toEqual([]);
  });
});

describe("a header chosen to fill a column", () => {
  const two = part({
    columns: [column("单号", { column: "complaint_id" }), column("编号", { column: null, by: "none" })],
  });

  test("takes it from the header that filled it, and keeps what was chosen before", () => {
    expect(withColumn(two, { source: "complaints" }, "编号", "complaint_id")).toEqual({
      source: "complaints",
      columns: { 编号: "complaint_id", 单号: null },
    });
    expect(withPart({ remember: true, parts: { b: { skip: true } } }, "a", { skip: true })).toEqual({
      remember: true,
      parts: { a: { skip: true }, b: { skip: true } },
    });
  });

  test("leaves the meanings of words to the columns that they are of", () => {
    const before = withWord(withWord({}, "编号", "甲", "one"), "单号", "乙", "two");
    expect(withColumn(two, before, "编号", "site_id")).toEqual({
      columns: { 编号: "site_id" },
      words: { 单号: { 乙: "two" } },
    });
    expect(withColumn(two, before, "单号", "complaint_id").words).toEqual(before.words);
  });
});

describe("another source", () => {
  test("drops what was chosen for the columns of the former one, and no more", () => {
    const before = {
      source: "complaints",
      encoding: "gbk",
      columns: { 单号: null },
      words: { 渠道: { 微信: "online" } },
    };
    const after = withSource(before, "tickets");
    expect(after).toEqual({ source: "tickets", encoding: "gbk" });
    expect(withPart({ parts: { "a.csv": before } }, "a.csv", after)).toEqual({ parts: { "a.csv": after } });
  });
});

test("an order of dates is chosen, and left to the values again", () => {
  const chosen = withDateOrder(withDateOrder({}, "日期", "dmy"), "时间", "mdy");
  expect(chosen).toEqual({ dateOrders: { 日期: "dmy", 时间: "mdy" } });
  expect(withDateOrder(chosen, "日期", null)).toEqual({ dateOrders: { 时间: "mdy" } });
});

describe("part names", () => {
  test.each([
    ["a.xlsx", "a.xlsx#应收明细", { kind: "sheet", name: "应收明细" }],
    ["a.zip", "a.zip/b.xlsx#一月", { kind: "member", name: "b.xlsx#一月" }],
    ["a.csv", "a.csv", { kind: "file", name: "a.csv" }],
  ])("of %s tell %s", (file, part, name) => {
    expect(partName(file, part)).toEqual(name);
  });
});

describe("a cell's reading", () => {
  const targets = [
    {
      name: "c",
      title: { zh: "渠道", en: "Channel" },
      type: "enum",
      required: false,
      members: [{ id: "phone", words: { zh: "电话", en: "Phone" } }],
    },
    { name: "n", title: { zh: "金额", en: "Amount" }, type: "money", required: true, members: [] },
    { name: "t", title: { zh: "时间", en: "Time" }, type: "ts", required: true, members: [] },
  ];
  const shown = (name: string, text: string, value: string | null) => {
    const cell: PreviewCell = { text, value, fault: null, hint: null };
    const of = part({
      columns: [column(name)],
      targets,
      preview: [{ line: 2, cells: [cell], fault: null, raw: null }],
    });
    return rowsOfReport(of, "zh")[0]?.cells[0]?.readAs;
  };

  test.each([
    ["c", "电话", "phone", null],
    ["c", "来电", "phone", "电话"],
    ["n", "1,206.50", "1206.5", null],
    ["n", "11.5万元", "115000.00", "115000.00"],
    ["t", "2026-7-6 10:00", "2026-07-06 10:00:00", null],
    ["t", "2026/7/6 下午3:05", "2026-07-06 15:05:00", "2026-07-06 15:05"],
    ["t", "6-7-26", "2026-07-06 00:00:00", "2026-07-06 00:00"],
    ["t", "", null, null],
  ])("of %s %s as %s shows %s", (name, text, value, said) => {
    expect(shown(name, text, value)).toBe(said);
  });
});

test("few rows are the first and the odd ones, in order", () => {
  const row = (line: number, fault: string | null) => ({ line, fault, raw: null, cells: [] });
  const rows = [row(2, null), row(3, null), row(4, "x"), row(5, null), row(6, "y")];
  expect(fewRows(rows, 1, 1).map(({ line }) => line)).toEqual([2, 4]);
  expect(rows.filter(isOdd)).toHaveLength(2);
});

test("an example tells the orders of a date apart", () => {
  expect(dayInOrder("5-3-24", "dmy", "zh")).toBe("2024\u00a0年 3\u00a0月 5\u00a0日");
  expect(dayInOrder("5-3-24", "mdy", "zh")).toBe("2024\u00a0年 5\u00a0月 3\u00a0日");
  expect(dayInOrder("25-3-24", "mdy", "zh")).toBeNull();
  expect(dayInSystem("45000.5", "1900", "zh")).toBe("2023\u00a0年 3\u00a0月 15\u00a0日");
  expect(dayInSystem("45000", "1904", "zh")).toBe("2027\u00a0年 3\u00a0月 16\u00a0日");
});

test("time left is told from the pace so far", () => {
  expect(secondsLeft(25, 100, 2000)).toBe(6);
  expect(secondsLeft(25, 100, 500)).toBeNull();
  expect(secondsLeft(100, 100, 5000)).toBeNull();
});
