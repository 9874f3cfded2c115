import { describe, expect, test } from "vitest";
import { decideSystem } from "../../../etl/load/column-style.ts";
import { isBeyondChance } from "../../../etl/load/typing/read-id.ts";
import { serialDay, splitSerial } from "../../../etl/load/typing/serial.ts";
import { openTestStore, NOW } from "../store-in-folder.ts";
import { readColumn, type CellType } from "./read-column.ts";

type Choices = Parameters<typeof readColumn>[3];

/** What a column of these texts becomes: values, ∅, or codes. */
async function read(type: CellType, texts: string[], choices?: Choices): Promise<string[]> {
  const store = await openTestStore();
  const all = await readColumn(store, type, texts, choices);
  return all.map((each) => ("code" in each ? each.code : (each.value ?? "∅")));
}

describe("day or month first", () => {
  test("one value that fits one order only speaks for all of its column", async () => {
    expect(await read("date", ["05/03/2024", "25/12/2023", "06-04-2024", "1.2.2024"])).toEqual([
      "2024-03-05",
      "2023-12-25",
      "2024-04-06",
      "2024-02-01",
    ]);
    expect(await read("ts", ["3/5/2024 15:05", "12/31/2023 3:05 PM"])).toEqual([
      "2024-03-05 15:05:00",
      "2023-12-31 15:05:00",
    ]);
  });

  test("a weekday tells the order too", async () => {
    // 2024-03-05 is a Tuesday, 2024-05-03 a Friday.
    expect(await read("date", ["05/03/2024 (Tue)", "06/04/2024"])).toEqual(["2024-03-05", "2024-04-06"]);
  });

  test("where all fit both, all are refused with both readings; what is the same either way is not", async () => {
    const store = await openTestStore();
    const [first, second, third] = await readColumn(store, "date", ["05/03/2024", "07/07/2024", "2024-03-09"]);
    expect(first).toEqual({
      code: "unclear_date",
      zh: "“left_on”：可能是 2024-03-05，也可能是 2024-05-03；请为这一列选定日期顺序（日-月-年、月-日-年）后重新载入",
      en: '"left_on": it may be 2024-03-05 or 2024-05-03; choose the order for this column (day, month, year; month, day, year) and load again',
    });
    expect([second, third]).toEqual([{ value: "2024-07-07" }, { value: "2024-03-09" }]);
  });

  test("values that contradict each other decide nothing: only those that fit one order load", async () => {
    expect(await read("date", ["25/12/2023", "12/25/2023", "05/03/2024", "08/08/2024"])).toEqual([
      "2023-12-25",
      "2023-12-25",
      "unclear_date",
      "2024-08-08",
    ]);
  });

  test("a month by its name proves nothing of those in digits", async () => {
    expect(await read("date", ["25-Dec-2023", "Mar 25, 2024", "05/03/2024"])).toEqual([
      "2023-12-25",
      "2024-03-25",
      "unclear_date",
    ]);
    expect(await read("date", ["25-Dec-2023", "05/03/2024"])).toEqual(["2023-12-25", "unclear_date"]);
  });

  test("a value that is no day in any order proves nothing", async () => {
    expect(await read("date", ["31/04/2024", "02/30/2024", "05/03/2024"])).toEqual([
      "bad_date",
      "bad_date",
      "unclear_date",
    ]);
  });

  test("a person's word comes first, even for years of two digits, and what contradicts it is refused", async () => {
    const dmy = { dateOrders: { left_on: "dmy" } } as const;
    expect(await read("date", ["05/03/2024", "5-3-24", "12/25/2023", "2024-03-09"], dmy)).toEqual([
      "2024-03-05",
      "2024-03-05",
      "bad_date",
      "2024-03-09",
    ]);
    const ymd = { dateOrders: { left_on: "ymd" } } as const;
    expect(await read("date", ["24-3-5", "05/03/2024"], ymd)).toEqual(["2024-03-05", "bad_date"]);
    expect(await read("date", ["24-3-5", "95-3-5", "25/12/23", "31-12-99"])).toEqual(
      Array.from({ length: 4 }, () => "unclear_date"),
    );
  });

  test("the day comes first before a month's name where any value shows it", async () => {
    expect(await read("date", ["05-Mar-24", "1-Jan-21"])).toEqual(["2024-03-05", "2021-01-01"]);
    expect(await read("date", ["05-Mar-24", "06-Mar-24"])).toEqual(["unclear_date", "unclear_date"]);
  });

  test("one column's order says nothing about another's", async () => {
    const store = await openTestStore();
    const outcome = await store.give("工号,入职日期,离职日期\nA1,25/12/2023,\nA2,05/03/2024,\nA3,,05/03/2024\n");
    expect(outcome).toMatchObject({ loaded: 2, rejected: 1, reasons: { unclear_date: 1 } });
  });
});

describe("Excel's day numbers", () => {
  test.each([
    [1, "1900", "1900-01-01"],
    [59, "1900", "1900-02-28"],
    [60, "1900", null], // 1900-02-29, which there was not
    [61, "1900", "1900-03-01"],
    [36526, "1900", "2000-01-01"],
    [39448, "1900", "2008-01-01"],
    [45356, "1900", "2024-03-05"],
    [0, "1904", "1904-01-01"],
    [37986, "1904", "2008-01-01"],
    [43894, "1904", "2024-03-05"],
  ] as const)("%i in the system of %s is %s", (serial, system, expected) => {
    const day = serialDay(serial, system);
    const two = (part: number): string => String(part).padStart(2, "0");
    expect(day === null ? null : `${day.year}-${two(day.month)}-${two(day.day)}`).toBe(expected);
  });

  test.each([
    ["45356.5", 45356, 43_200],
    ["45356.42708", 45356, 36_900], // 10:15:00 as Excel writes it in eleven characters
    ["45356.4270833333", 45356, 36_900],
    ["45356.4271", 45356, 36_901],
    ["45356.999999", 45357, 0],
  ])("the fraction of %s is a time", (text, serial, second) => {
    expect(splitSerial(text)).toEqual({ serial, second });
  });

  test("are of 1900 where 1904 would put them after today (2026-08-23)", async () => {
    expect(await read("date", ["45356", "45900"])).toEqual(["2024-03-05", "2025-08-31"]);
    const store = await openTestStore();
    await store.give("订单号,下单时间\nO1,45356.5\nO2,45900.42708\n");
    expect(await store.ask("select placed_at from sources.orders order by order_id")).toEqual([
      { placed_at: "2024-03-05 12:00:00" },
      { placed_at: "2025-08-31 10:15:00" },
    ]);
  });

  test("are refused where both systems lie in the past, and where one number cannot be a day", async () => {
    expect(await read("date", ["43894", "43895"])).toEqual(["unclear_date", "unclear_date"]);
    expect(await read("date", ["45900", "7"])).toEqual(["unclear_date", "bad_date"]);
  });

  test("are told by the file's other dates", async () => {
    expect(await read("date", ["2024-03-01", "45356"])).toEqual(["2024-03-01", "2024-03-05"]);
    // Four years before the others: hired then, or of 1904.
    expect(await read("date", ["2024-03-01", "43894"])).toEqual(["2024-03-01", "unclear_date"]);
    expect(await read("date", ["2020-03-01", "43894"])).toEqual(["2020-03-01", "2020-03-04"]);
    expect(await read("date", ["2012-03-01", "45356"])).toEqual(["2012-03-01", "unclear_date"]);
  });

  test("decided by the future, the neighbours, or not at all", () => {
    const day = (text: string): number => Date.parse(text) / 86_400_000;
    const near = (from: string, to: string) => ({ from: day(from), to: day(to) });
    expect(decideSystem({ from: 45356, to: 45400 }, null, NOW)).toBe("1900");
    expect(decideSystem({ from: 43894, to: 43894 }, null, NOW)).toBeNull();
    // 1904 would end just today: nothing tells.
    expect(decideSystem({ from: 44795, to: 44795 }, null, NOW)).toBeNull();
    expect(decideSystem({ from: 44796, to: 44796 }, null, NOW)).toBe("1900");
    expect(decideSystem({ from: 43894, to: 43894 }, near("2024-01-01", "2024-06-01"), NOW)).toBeNull();
    expect(decideSystem({ from: 43894, to: 43894 }, near("2020-01-01", "2020-06-01"), NOW)).toBe("1900");
    expect(decideSystem({ from: 43894, to: 43894 }, near("2019-01-01", "2025-06-01"), NOW)).toBeNull();
    expect(decideSystem({ from: 43894, to: 43894 }, near("2001-01-01", "2001-06-01"), NOW)).toBeNull();
  });
});

describe("a decimal comma", () => {
  test("is one where all of the column shows it, and 万元 is exact", async () => {
    expect(await read("money", ["1052,75元", "11,50万元", "26,10元", "94"])).toEqual([
      "1052.75",
      "115000.00",
      "26.10",
      "94.00",
    ]);
    expect(await read("money", ["1.052,75", "26,10", "3,5"])).toEqual(["1052.75", "26.10", "3.50"]);
  });

  test.each([
    ["1,234.50", "1234.50"],
    ["1,234", "1234.00"],
    ["94.5", "94.50"],
  ])("is none where a value such as %s speaks against it", async (against, value) => {
    expect(await read("money", ["1052,75", "11,50", "26,10", against])).toEqual([
      "bad_money",
      "bad_money",
      "bad_money",
      value,
    ]);
  });

  test("is none where only two values show it", async () => {
    expect(await read("money", ["1052,75", "11,50", "11,50"])).toEqual(["bad_money", "bad_money", "bad_money"]);
  });
});

describe("long numbers of which a spreadsheet keeps fifteen digits", () => {
  test("are refused where more end in zeros than chance explains, and the others stay", async () => {
    const good = Array.from({ length: 8 }, (_, index) => String(110101199003070000n + BigInt(index * 7919 + 1234)));
    expect(await read("id", [...good, "110101199003071000", "110101199003072000"])).toEqual([
      ...good,
      "ruined_number",
      "ruined_number",
    ]);
    expect(await read("id", ["110101199003071234", "110101199003071000"])).toEqual([
      "110101199003071234",
      "ruined_number",
    ]);
  });

  test("stay where one in a thousand is what chance brings", async () => {
    const run = Array.from({ length: 300 }, (_, index) => String(110101199003070850n + BigInt(index)));
    expect(await read("id", run)).toEqual(run);
    // A leading zero has never been a number in a spreadsheet, and shorter numbers lose nothing.
    const others = ["012345678901234000", "123456789012000", "ABC123456789012000"];
    expect(await read("id", others)).toEqual(others);
  });

  test.each([
    [0, 0.001, false],
    [1, 0.001, true],
    [1, 0.04, true],
    [1, 0.06, false],
    [3, 1, false],
    [10, 1, true],
  ])("%i found where %f were expected", (found, expected, beyond) => {
    expect(isBeyondChance(found, expected)).toBe(beyond);
  });
});

test("a row's order in the file holds where its cells were read one by one", async () => {
  const store = await openTestStore();
  const rows = Array.from(
    { length: 5000 },
    (_, index) => `A${index % 7},名${index},2024年3月${(index % 28) + 1}日下午3点`,
  );
  const outcome = await store.give(["工号,姓名,入职日期", ...rows, "A9,名,后天", ""].join("\n"));
  expect(outcome).toMatchObject({ read: 5001, rejected: 1, reasons: { bad_date: 1 } });
  expect(await store.ask("select agent_id, name from sources.agents order by agent_id")).toEqual(
    Array.from({ length: 7 }, (_, key) => {
      const last = Array.from({ length: 5000 }, (_, index) => index).findLast((index) => index % 7 === key) ?? 0;
      return { agent_id: `A${key}`, name: `名${last}` };
    }),
  );
  expect(await store.ask("select line, value, code from ledger.rejects")).toEqual([
    { line: "5002", value: "后天", code: "bad_date" },
  ]);
});

test("a required cell that says it is empty rejects its row as empty", async () => {
  const store = await openTestStore();
  const outcome = await store.give("工号,姓名\n-,甲\nNULL,乙\n无,丙\n,丁\nA5,戊\n");
  expect(outcome).toMatchObject({ loaded: 1, rejected: 4, reasons: { required: 4 } });
});
