import { describe, expect, test } from "vitest";
import { listRejects } from "../../etl/load/list-rejects.ts";
import { openTestStore, type TestStore } from "./store-in-folder.ts";

const HEADER = "工单号,类型,创建时间,标题";
const ROWS = ["T1,报修,2024-03-05,水管漏水", "T2,投诉,2024-03-06,电梯停运", "T3,咨询,2024-03-07,门禁失灵"];

async function tickets(store: TestStore): Promise<unknown[]> {
  const rows = await store.ask(
    "select ticket_id, kind, created_at, subject from rows.tickets where _current order by rowid",
  );
  return rows.map(({ ticket_id, kind, created_at, subject }) => [
    ticket_id,
    kind,
    String(created_at).slice(0, 10),
    subject,
  ]);
}

const TAKEN = [
  ["T1", "repair", "2024-03-05", "水管漏水"],
  ["T2", "complaint", "2024-03-06", "电梯停运"],
  ["T3", "consult", "2024-03-07", "门禁失灵"],
];

async function skipped(store: TestStore): Promise<unknown[]> {
  const lines = await store.ask("select line, code, raw from ledger.skipped order by line");
  return lines.map(({ line, code, raw }) => [Number(line), code, raw]);
}

describe("the header", () => {
  test("is found beneath titles, which are skipped by name, and records are numbered from the top", async () => {
    const store = await openTestStore();
    const outcome = await store.give(
      ["2024年3月工单明细,,,", "", "制表单位：客服部,,,", HEADER, ...ROWS, "T4,报修,2024-13-01,坏日期", ""].join(
        "\r\n",
      ),
    );
    expect(outcome).toMatchObject({ read: 4, loaded: 3, rejected: 1, skipped: { title: 2 } });
    expect(await tickets(store)).toEqual(TAKEN);
    expect(await skipped(store)).toEqual([
      [1, "title", "2024年3月工单明细,,,"],
      [3, "title", "制表单位：客服部,,,"],
    ]);
    const { rejects } = await listRejects(store, { load: 1, limit: 9, offset: 0 });
    expect(rejects.map(({ line, raw }) => [line, raw])).toEqual([[8, "T4,报修,2024-13-01,坏日期"]]);
  });

  test("of two lines gives each column the name that is known", async () => {
    const store = await openTestStore();
    const text = [
      "工单,,创建,解决,备注",
      "编号,类型,时间,时间,",
      ...ROWS.map((row) => row.replace(/,([^,]*)$/, ",,$1")),
    ];
    const outcome = await store.give([...text, text[0], text[1]].join("\n"));
    expect(outcome).toMatchObject({
      source: "tickets",
      read: 5,
      loaded: 3,
      rejected: 2,
      reasons: { repeated_header: 2 },
    });
    const rows = await store.ask("select ticket_id, created_at, resolved_at, extra from sources.tickets order by 1");
    expect(rows[0]).toEqual({
      ticket_id: "T1",
      created_at: "2024-03-05 00:00:00",
      resolved_at: null,
      extra: '{"备注":"水管漏水"}',
    });
  });

  test("is where somebody says it is", async () => {
    const store = await openTestStore();
    const text = `${HEADER}\n${HEADER}\n${ROWS.join("\n")}\n`;
    expect(await store.give(text)).toMatchObject({ read: 4, loaded: 3, reasons: { repeated_header: 1 } });
    expect(await store.give(text, { choices: { headerLine: 2 } })).toMatchObject({
      read: 3,
      unchanged: 3,
      skipped: { title: 1 },
    });
  });

  test("that stands below records does not make them vanish", async () => {
    const store = await openTestStore();
    const outcome = await store.give([ROWS[0], HEADER, ROWS[1], ROWS[2]].join("\n"));
    expect(outcome).toMatchObject({ read: 3, loaded: 2, rejected: 1, reasons: { before_header: 1 }, skipped: {} });
    const { rejects } = await listRejects(store, { load: 1, limit: 9, offset: 0 });
    expect(rejects).toMatchObject([{ line: 1, raw: ROWS[0] }]);
  });

  test("is known again under other names of its columns", async () => {
    const store = await openTestStore();
    const outcome = await store.give(
      "工号,姓名,班组\nA1,甲,一组\n员工编号,昵称,小组\nagent_id,name,team\nA2,乙,二组\n",
    );
    expect(outcome).toMatchObject({ read: 4, loaded: 2, reasons: { repeated_header: 2 } });
  });

  test("beneath a title that says amounts are in tens of thousands refuses the file", async () => {
    const store = await openTestStore();
    const text = "应收明细（单位：万元）,,,,\n账单号,户号,小区,应缴日期,应收金额\nB1,C1,S1,2026-03-10,1.5\n";
    expect(await store.give(text)).toMatchObject({ status: "refused", message: { code: "scaled_amounts" } });
    expect(await store.give(text.replace("万元", "元"))).toMatchObject({ loaded: 1, skipped: { title: 1 } });
  });

  test.each([
    ["above", "单位：万\n", ""],
    ["above, in brackets", "2026年应收表（万元）\n", ""],
    ["above, in brackets after its label", "金额单位(千元)\n", ""],
    ["in a note below", "", "注：金额单位为万元\n"],
    ["in a line below", "", "单位：万元\n"],
    ["in a row of the table", "", ",,,,（万元）\n"],
    ["in a row of dashes", "", "-,-,-,-,万元\n"],
  ])("with a scale of amounts stated %s refuses the file", async (_, above, below) => {
    const store = await openTestStore();
    const text = `${above}账单号,户号,小区,应缴日期,应收金额\nB1,C1,S1,2026-03-10,1.5\nB2,C1,S1,2026-03-11,2.5\n${below}`;
    expect(await store.give(text)).toMatchObject({ status: "refused", message: { code: "scaled_amounts" } });
    const other = text.replace(/[（(]?[万千]元?[）)]?/u, "万科物业");
    expect(await store.give(other)).toMatchObject({ status: "accepted", loaded: 2 });
  });

  test("with averages, pages and other ends of a report below takes none of them for a record", async () => {
    const store = await openTestStore();
    const ends = [
      "平均,,,,2",
      "最大值,,,,2.5",
      "总金额,,,,4",
      "第 1 页/共 3 页,,,,",
      "第1页 共3页",
      "数据来源：CRM",
      "（完）",
    ];
    const rows = ["B1,C1,S1,2026-03-10,1.5", "B2,C1,S1,2026-03-11,2.5"];
    expect(await store.give(["账单号,户号,小区,应缴日期,应收金额", ...rows, ...ends, ""].join("\n"))).toMatchObject({
      read: 2,
      loaded: 2,
      skipped: { total: 3, signature: 4 },
    });
  });

  test("that is not there refuses the file", async () => {
    const store = await openTestStore();
    expect(await store.give(`${ROWS.join("\n")}\n`)).toMatchObject({
      status: "refused",
      message: { code: "unknown_delimiter", zh: expect.stringContaining("没有认识的表头") as string },
    });
  });
});

describe("sums and signatures", () => {
  test("are skipped by name wherever they stand, and are no part of what was read", async () => {
    const store = await openTestStore();
    const outcome = await store.give(
      [
        HEADER,
        ROWS[0],
        "小计,,,1",
        ROWS[1],
        ROWS[2],
        "合计：,,,3",
        ",,Total,3",
        "共 3 条",
        "",
        "制表人：张三,,,审核：李四",
        "打印日期,2024-03-31,,",
      ].join("\n"),
    );
    expect(outcome).toMatchObject({ read: 4, loaded: 3, blank: 1, rejected: 0, skipped: { total: 4, signature: 2 } });
    expect(await tickets(store)).toEqual(TAKEN);
    expect(await skipped(store)).toEqual([
      [3, "total", "小计,,,1"],
      [6, "total", "合计：,,,3"],
      [7, "total", ",,Total,3"],
      [8, "total", "共 3 条"],
      [10, "signature", "制表人：张三,,,审核：李四"],
      [11, "signature", "打印日期,2024-03-31,,"],
    ]);
  });

  test("are none where a record only speaks of one, and are rejected where that is not certain", async () => {
    const store = await openTestStore();
    const outcome = await store.give(
      [
        "标题,工单号,类型,创建时间",
        "账单合计不对,T1,报修,2024-03-05",
        "费用小计,T2,报修,2024-03-05",
        "总计划部,T3,报修,2024-03-05",
        "合计,T4,报修,2024-03-05",
        "水管,合计,报修,2024-03-05",
        "SUM001,T5,报修,2024-03-05",
      ].join("\n"),
    );
    expect(outcome).toMatchObject({ read: 6, loaded: 4, rejected: 2, reasons: { doubtful_total: 2 }, skipped: {} });
    expect(await store.ask("select ticket_id from sources.tickets order by 1")).toEqual(
      ["T1", "T2", "T3", "T5"].map((ticket_id) => ({ ticket_id })),
    );
  });

  test("in a file that is clean otherwise make no row", async () => {
    const store = await openTestStore();
    const outcome = await store.give("工号,姓名,班组\nA1,甲,一组\n合计,,\nTotal,1,\n一组小计,,\n");
    expect(outcome).toMatchObject({ source: "agents", read: 2, loaded: 1, rejected: 1, skipped: { total: 2 } });
    expect(await store.ask("select agent_id from sources.agents")).toEqual([{ agent_id: "A1" }]);
  });
});

describe("the dialect", () => {
  test.each([",", ";", "\t", "|", "^", "~", ":", "，", "、", "||"])("%j between cells is told", async (delimiter) => {
    const store = await openTestStore();
    const text = [HEADER, ...ROWS].map((row) => row.replaceAll(",", delimiter)).join("\n");
    expect(await store.give(text)).toMatchObject({ read: 3, loaded: 3 });
    expect(await tickets(store)).toEqual(TAKEN);
  });

  test("single quotes around cells are told", async () => {
    const store = await openTestStore();
    const text = [HEADER, ...ROWS].map((row) => row.replaceAll(/[^,]+/g, "'$&'")).join("\n");
    expect(await store.give(text.replace("水管漏水", "O''Brien, \"水管\""))).toMatchObject({ loaded: 3 });
    expect(((await tickets(store))[0] as unknown[])[3]).toBe('O\'Brien, "水管"');
  });

  test("blanks around quoted cells are no part of them", async () => {
    const store = await openTestStore();
    const text = `${HEADER}\n"T1" , "报修","2024-03-05",\t"水管, 漏水" \n${ROWS[1]}\n`;
    expect(await store.give(text)).toMatchObject({ read: 2, loaded: 2 });
    expect(((await tickets(store))[0] as unknown[])[3]).toBe("水管, 漏水");
  });

  test("byte-order marks of files put one behind the other are no text", async () => {
    const store = await openTestStore();
    const text = `\uFEFF${HEADER}\n${ROWS[0]}\n\uFEFF${HEADER}\n${ROWS[1]}\n\uFEFF${ROWS[2]}\n`;
    expect(await store.give(text)).toMatchObject({ read: 4, loaded: 3, reasons: { repeated_header: 1 } });
    expect(await tickets(store)).toEqual(TAKEN);
  });
});

describe("quotes", () => {
  const text = (body: string[]): string => [HEADER, ...body].join("\n");

  test("are escaped by a backslash where the whole file says so, and then so are other characters", async () => {
    const store = await openTestStore();
    const rows = [
      'T1,报修,2024-03-05,"他说\\"漏水\\", 很急"',
      'T2,报修,2024-03-05,"C:\\\\dir 与 C:\\dir"',
      "T3,报修,2024-03-05,\\N",
    ];
    expect(await store.give(text(rows))).toMatchObject({ read: 3, loaded: 3 });
    expect((await tickets(store)).map((row) => (row as unknown[])[3])).toEqual([
      '他说"漏水", 很急',
      "C:\\dir 与 C:\\dir",
      null,
    ]);
  });

  test("are not escaped so where others are doubled, or only one is", async () => {
    const store = await openTestStore();
    const mixed = ['T1,报修,2024-03-05,"他说\\"漏水\\"了"', 'T2,报修,2024-03-05,"他说""停电""了"'];
    expect(await store.give(text(mixed))).toMatchObject({ loaded: 1, reasons: { stray_quote: 1 } });
    const one = [ROWS[1] ?? "", 'T1,报修,2024-03-05,"管\\"道"'];
    expect(await store.give(text(one))).toMatchObject({ rejected: 1, reasons: { stray_quote: 1 } });
  });

  test("are text where they enclose nothing in a whole file, and are damage where few stray", async () => {
    const store = await openTestStore();
    const rows = (count: number): string[] =>
      Array.from({ length: 40 }, (_, index) => `T${index},报修,2024-03-05,${index < count ? '6" 水管' : "水管"}`);
    expect(await store.give(text(rows(3)))).toMatchObject({ read: 40, loaded: 37, reasons: { stray_quote: 3 } });
    expect(await store.give(text(rows(25)))).toMatchObject({ read: 40, loaded: 3, updated: 22, rejected: 0 });
    expect(await store.ask("select subject from sources.tickets where ticket_id = 'T1'")).toEqual([
      { subject: '6" 水管' },
    ]);
  });
});

describe("spare delimiters at line ends", () => {
  const many = Array.from({ length: 10 }, (_, index) => `T${index},报修,2024-03-05,水管`);

  test("of all rows are no column, and a row that has something there is rejected", async () => {
    const store = await openTestStore();
    const rows = many.map((row) => `${row},,`);
    const outcome = await store.give([HEADER, ...rows, "T99,报修,2024-03-05,水管,,x", ""].join("\n"));
    expect(outcome).toMatchObject({ read: 11, loaded: 10, reasons: { cell_count: 1 } });
    expect(
      await store.ask("select count(*) as n from sources.tickets where extra is null and subject = '水管'"),
    ).toEqual([{ n: "10" }]);
  });

  test("of the header alone are none, and a row that has them is rejected", async () => {
    const store = await openTestStore();
    const rows = [...many, ...many.map((row) => row.replace("T", "U"))];
    const outcome = await store.give([`${HEADER},`, ...rows, "T99,报修,2024-03-05,水管,"].join("\n"));
    expect(outcome).toMatchObject({ read: 21, loaded: 20, reasons: { cell_count: 1 } });
  });

  test("missing from rows whose last cells are empty are not made up", async () => {
    const store = await openTestStore();
    const rows = many.map((row, index) => (index < 4 ? row : row.replace(",水管", "")));
    const outcome = await store.give([HEADER, ...rows].join("\n"));
    expect(outcome).toMatchObject({ read: 10, loaded: 4, reasons: { cell_count: 6 } });
    const { rejects } = await listRejects(store, { load: 1, limit: 1, offset: 0 });
    expect(rejects[0]?.reason.zh).toContain("行末的空列也要写出分隔符");
  });
});

describe("a line that holds a piece of text", () => {
  test("may be the rest of the last cell above it or the beginning of the first one below it", async () => {
    const store = await openTestStore();
    const text = [
      HEADER,
      "T0001,报修,2024-03-05,水管漏水",
      "T0002,报修,2024-03-05,电梯",
      "停运",
      "T0003,报修,2024-03-05,门禁失灵",
    ];
    expect(await store.give(text.join("\n"))).toMatchObject({
      read: 4,
      loaded: 2,
      reasons: { broken_line: 1, cell_count: 1 },
    });
    const first = [HEADER, "T0004,报修,2024-03-05,水管漏水", "T00", "05,报修,2024-03-05,电梯停运"];
    expect(await store.give(first.join("\n"))).toMatchObject({ read: 3, loaded: 1, rejected: 2 });
    expect((await tickets(store)).map((row) => (row as unknown[])[0])).toEqual(["T0001", "T0003", "T0004"]);
  });

  test.each([
    ["lost its other cells", "T0002"],
    ["lost its delimiters", "T0002报修2024-03-05电梯停运"],
    ["has other delimiters", "T0002;报修;2024-03-05;电梯停运"],
    ["is broken at every delimiter", "T0002\n报修\n2024-03-05\n电梯停运"],
  ])("is a record of its own where it %s", async (_what, piece) => {
    const store = await openTestStore();
    const text = [HEADER, "T0001,报修,2024-03-05,水管漏水", piece, "T0003,报修,2024-03-05,门禁失灵"];
    expect(await store.give(text.join("\n"))).toMatchObject({
      loaded: 2,
      reasons: { cell_count: piece.split("\n").length },
    });
  });
});

describe("a quote that opens in one line and is closed in a later one", () => {
  test("costs those two lines and none between them", async () => {
    const store = await openTestStore();
    const rows = Array.from({ length: 6 }, (_, index) => `T${index + 1},报修,2024-03-05,水管${index + 1}`);
    rows[1] = 'T2,"报修,2024-03-05,水管2';
    rows[4] = 'T5,报修",2024-03-05,水管5';
    expect(await store.give([HEADER, ...rows].join("\n"))).toMatchObject({
      read: 6,
      loaded: 4,
      reasons: { stray_quote: 2 },
    });
    expect((await tickets(store)).map((row) => (row as unknown[])[0])).toEqual(["T1", "T3", "T4", "T6"]);
  });

  test("is a text of several lines where they are no records", async () => {
    const store = await openTestStore();
    const text = "现象：漏水,停水,噪音,其他\n处理：更换,维修,无,无";
    expect(await store.give(`${HEADER}\n${ROWS[1]}\nT1,报修,2024-03-05,"${text}"\n${ROWS[2]}\n`)).toMatchObject({
      read: 3,
      loaded: 3,
    });
    expect((await tickets(store))[1]).toEqual(["T1", "repair", "2024-03-05", text]);
  });

  test("and is damaged otherwise is one reject, whose lines are never taken for records", async () => {
    const store = await openTestStore();
    const damaged = 'T1,报修,2024-03-05,"第一行\nT8,投诉,昨天,第二行\n第三行"x';
    const text = `${HEADER}\n${ROWS[1]}\n${damaged}\n${ROWS[2]}\n`;
    expect(await store.give(text)).toMatchObject({ read: 3, loaded: 2, reasons: { stray_quote: 1 } });
    const spare = 'T1,报修,2024-03-05,"第一行\nT8,投诉,昨天,第二行\n第三行",';
    const again = await store.give(`${HEADER}\n${ROWS[1]}\n${spare}\n${ROWS[2]}\n`);
    expect(again).toMatchObject({ read: 3, unchanged: 2, reasons: { cell_count: 1 } });
    expect(await store.ask("select raw from ledger.rejects order by load")).toEqual([{ raw: damaged }, { raw: spare }]);
  });
});

test.each([
  ["four records", 4, 0, false],
  ["five records", 5, 0, true],
  ["nine records in ten", 9, 1, true],
  ["eight records in nine", 8, 1, false],
])("spare delimiters at the ends of %s: %i with, %i without", async (_what, spare, without, isRule) => {
  const store = await openTestStore();
  const lines = [
    ...Array.from({ length: spare }, (_, at) => `A${at},甲,一组,`),
    ...Array.from({ length: without }, (_, at) => `B${at},乙,二组`),
  ];
  const outcome = await store.give(`工号,姓名,班组\n${lines.join("\n")}\n`, { yes: true });
  if (isRule) expect(outcome).toMatchObject({ loaded: spare, rejected: without });
  else if (without === 0) expect(outcome).toMatchObject({ status: "refused", message: { code: "no_row_fits" } });
  else expect(outcome).toMatchObject({ loaded: without, rejected: spare });
});
