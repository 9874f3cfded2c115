import { describe, expect, test } from "vitest";
import { openTestStore } from "./store-in-folder.ts";

// What a line break, a quote or a delimiter too many makes of the records beside the damage. Every row that is taken has
// to be one that was meant; what was meant stands in each test.

const TEXT_LAST = "工号,姓名";
const TEXT_FIRST = "姓名,工号";

async function load(content: string): Promise<{ rows: unknown[]; rejects: unknown[]; status: string }> {
  const store = await openTestStore();
  const { load, status } = await store.give(content);
  const rows = await store.ask("select agent_id, name from rows.agents where _current order by rowid");
  const rejects = await store.ask(`select raw from ledger.rejects where load = ${load ?? 0} order by line`);
  return {
    rows: rows.map((row) => [row.agent_id, row.name]),
    rejects: rejects.map(({ raw }) => raw),
    status,
  };
}

describe("a text that a line break has cut in two is never taken for whole", () => {
  test.each([
    ["the last cell of the only record", `${TEXT_LAST}\nA1,注意\n安全\n`, []],
    ["a last cell that is left empty", `${TEXT_LAST}\nA1,\n"一楼,二楼"\n`, []],
    ["an empty cell, in a file of few texts with numbers", `${TEXT_LAST}\nA1,\n客户说\nA2,甲\nA3,3层\n`, ["A2", "A3"]],
    ["the id of the only record", `${TEXT_LAST}\n7581\n1000,甲\n`, []],
    ["the first cell", `${TEXT_FIRST}\n收\n费问题,A1\n甲,A2\n乙,A3\n`, ["A2", "A3"]],
    ["a first cell of digits, like a score", `${TEXT_FIRST}\n5\n/6,A1\n甲,A2\n`, ["A2"]],
    [
      "a last cell, the rest of which holds a delimiter",
      `${TEXT_LAST}\nA1,一楼\n二楼,三楼,四楼\nA2,甲\nA3,乙\n`,
      ["A2", "A3"],
    ],
    ["a last cell over three lines", `${TEXT_LAST}\nA1,第一\n第二\n第三\nA2,甲\nA3,乙\n`, ["A2", "A3"]],
    ["a last cell that lost its opening quote", `${TEXT_LAST}\nA1,第一\n第二"\nA2,甲\nA3,乙\n`, ["A2", "A3"]],
    ["a first cell that lost its closing quote", `${TEXT_FIRST}\n"第一\n第二,A1\n甲,A2\n乙,A3\n`, ["A2", "A3"]],
    [
      "a first cell in quotes over two lines, cut after it",
      `${TEXT_FIRST}\n"a,b\nc,d"\n,A1\n甲,A2\n乙,A3\n`,
      ["A2", "A3"],
    ],
    ["a last cell that goes on like a note", `${TEXT_LAST}\nA1,来电\n备注：重复\nA2,甲\nA3,乙\n`, ["A2", "A3"]],
  ])("%s", async (_, content, ids) => {
    const { rows, rejects, status } = await load(content);
    expect(status).toBe("accepted");
    expect(rows.map((row) => (row as unknown[])[0])).toEqual(ids);
    expect(rejects.length).toBeGreaterThan(0);
  });

  test("also where a day is cut before its time", async () => {
    const store = await openTestStore();
    const lines = ["工单号,类型,标题,创建时间", "T1,报修,甲,2024-03-05 10:11", "T2,报修,乙,2024-03-06", "15:30"];
    await store.give([...lines, "T3,报修,丙,2024-03-07 10:13", "T4,报修,丁,2024-03-08 09:00"].join("\n"));
    expect(await store.ask("select ticket_id from rows.tickets order by 1")).toEqual(
      ["T1", "T3", "T4"].map((ticket_id) => ({ ticket_id })),
    );
  });
});

describe("a record that is damaged within its line leaves those beside it alone", () => {
  const lines = ["A1,甲", "A2,乙", "A3,丙"];
  test.each([
    ["a delimiter too many", "A2,,乙"],
    ["a quote before a cell", 'A2,"乙'],
    ["a quote before the record", '"A2,乙'],
    ["another delimiter", "A2;乙"],
    ["no delimiter", "A2乙"],
    ["a delimiter before it", ",A2,乙"],
    ["its end missing", "A2"],
  ])("%s", async (_, damaged) => {
    const content = [TEXT_LAST, lines[0], damaged, lines[2], ""].join("\n");
    expect(await load(content)).toEqual({
      rows: [
        ["A1", "甲"],
        ["A3", "丙"],
      ],
      rejects: [damaged],
      status: "accepted",
    });
  });
});

test.each([
  ["within cells", 'T1,报修,2024-03-05,甲"', 'T6,报修,2024-03-10,己"'],
  ["before cells", 'T1,报修,2024-03-05,"甲', 'T6,报修,2024-03-10,"己'],
  ["before ids", '"T1,报修,2024-03-05,甲', '"T6,报修,2024-03-10,己'],
])("stray quotes %s of the first and the last record leave those between alone", async (_, first, last) => {
  const lines = ["T2,报修,2024-03-06,乙", "T3,投诉,2024-03-07,丙", "T4,报修,2024-03-08,", "T5,咨询,2024-03-09,戊"];
  const store = await openTestStore();
  const outcome = await store.give(["工单号,类型,创建时间,标题", first, ...lines, last, ""].join("\n"));
  expect(outcome).toMatchObject({ read: 6, loaded: 4, rejected: 2 });
  expect(await store.ask("select ticket_id, subject from rows.tickets order by rowid")).toEqual([
    { ticket_id: "T2", subject: "乙" },
    { ticket_id: "T3", subject: "丙" },
    { ticket_id: "T4", subject: null },
    { ticket_id: "T5", subject: "戊" },
  ]);
});

test("a quote that ends a text too early leaves the record in doubt, also before what reads like a note", async () => {
  const { rows } = await load(`${TEXT_LAST}\nA1,甲\nA2,"来电"\n时间：3月5日"\n`);
  expect(rows).toEqual([["A1", "甲"]]);
});

test("a text over several lines in the first column is one cell, and no record has been swallowed", async () => {
  const content = `${TEXT_FIRST}\n"第一行\n第二行",A1\n甲,A2\n"a b\n\nc",A3\n`;
  expect(await load(content)).toEqual({
    rows: [
      ["A1", "第一行\n第二行"],
      ["A2", "甲"],
      ["A3", "a b\n\nc"],
    ],
    rejects: [],
    status: "accepted",
  });
});

test("of two lines that an open quote joins, with an id where texts stand, both are records", async () => {
  const { rows } = await load(`${TEXT_LAST}\n"A1,甲\nA2",乙\nA3,丙\nA4,丁\n`);
  expect(rows).toEqual([
    ["A3", "丙"],
    ["A4", "丁"],
  ]);
});

test("a record with a stray quote is no signature, whatever its text begins with", async () => {
  const { rows, rejects } = await load(`${TEXT_LAST}\nA1,甲\n""A2","备注：重复来电\n二楼""\nA3,丙\n`);
  expect(rows).toEqual([
    ["A1", "甲"],
    ["A3", "丙"],
  ]);
  expect(rejects.join("\n")).toContain("A2");
});

test("a file in which the few records are all damaged is taken, with each of them rejected", async () => {
  expect(await load(`${TEXT_LAST}\nA1,,甲\n`)).toEqual({ rows: [], rejects: ["A1,,甲"], status: "accepted" });
});
