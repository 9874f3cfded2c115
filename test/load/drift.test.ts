import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listLoads } from "../../etl/load/list-loads.ts";
import { forget, listRemembered } from "../../etl/load/drift/remembered.ts";
import { parseContract } from "../../etl/contract.ts";
import type { FileChoices, PartReport } from "../../dashboard/shared/file-report.ts";
import { reportFile } from "../../etl/load/drift/report-file.ts";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";
import { execute } from "../../etl/execute.ts";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

async function look(store: TestStore, text: string, choices: FileChoices["parts"] = {}): Promise<PartReport> {
  const path = join(store.folder, "looked-at.csv");
  await writeFile(path, text);
  const { parts, problem } = await reportFile(store, { path, name: "given.csv" }, { parts: choices });
  expect(problem).toBeNull();
  return parts[0] as PartReport;
}

test("of two columns of one title each can be chosen by the name that tells it apart, and the rest stay as they are", async () => {
  const store = await openTestStore();
  const text = "工单号,类型,时间,说明,时间\nT1,报修,2024-03-05 08:00,漏水,2024-03-06 09:00\n";
  const columns = { 时间: "created_at", 时间_1: "resolved_at" };
  expect(await store.give(text, { source: "tickets", choices: { columns } })).toMatchObject({ loaded: 1, rejected: 0 });
  const times = "select created_at::varchar as created, resolved_at::varchar as resolved from sources.tickets";
  expect(await store.ask(times)).toEqual([{ created: "2024-03-05 08:00:00", resolved: "2024-03-06 09:00:00" }]);
  // By its own title a column is chosen whatever stands beside it.
  const one = { 时间_1: "resolved_at", 说明: "subject" };
  const again = await store.give(text.replace("时间", "创建时间"), { source: "tickets", choices: { columns: one } });
  expect(again).toMatchObject({ status: "refused", message: { code: "bad_choice" } });
  expect(again.message?.zh).toContain("时间_1");
});

describe("dates that a person has to tell", () => {
  const dates = (...texts: string[]) =>
    `工单号,类型,创建时间\n${texts.map((text, i) => `T${i},报修,${text}`).join("\n")}\n`;

  test("are asked for by their order, with examples of the column, until it is told", async () => {
    const store = await openTestStore();
    const text = dates("05-03-24", "06-03-24", "05-03-24", "13-03-24", "2024-03-07");
    const part = await look(store, text);
    // 13 is no month, so month-day-year is out; nothing but a person tells the century's place.
    expect(part.columns[2]?.dateOrder).toEqual({
      order: null,
      fits: ["ymd", "dmy"],
      examples: ["05-03-24", "06-03-24"],
    });
    expect(part.check).toMatchObject({ read: 5, rejected: 4, reasons: { unclear_date: 4 } });
    const told = await look(store, text, { "given.csv": { dateOrders: { 创建时间: "dmy" } } });
    expect(told.columns[2]?.dateOrder).toEqual({ order: "dmy", fits: ["dmy"], examples: [] });
    expect(told.check).toMatchObject({ rejected: 0 });
    const both = await look(store, dates("05/03/2024", "06/03/2024"));
    expect(both.columns[2]?.dateOrder?.fits).toEqual(["dmy", "mdy"]);
    const certain = await look(store, dates("05/03/2024", "26/03/2024"));
    expect(certain.columns[2]?.dateOrder).toBeNull();
  });

  test("are asked for by Excel's date system, and read by the one that is told", async () => {
    const store = await openTestStore();
    const text = dates("39000", "39001.5");
    const part = await look(store, text);
    expect(part.columns[2]?.dateSystem).toEqual({ system: null, examples: ["39000", "39001.5"] });
    expect(part.columns[2]?.dateOrder).toBeNull();
    const choices = { dateSystems: { 创建时间: "1904" } } as const;
    const told = await look(store, text, { "given.csv": choices });
    expect(told.columns[2]?.dateSystem).toEqual({ system: "1904", examples: [] });
    expect(told.preview.map(({ cells }) => cells[2]?.value)).toEqual(["2010-10-11 00:00:00", "2010-10-12 12:00:00"]);
    expect(await store.give(text, { choices })).toMatchObject({ loaded: 2, rejected: 0 });
  });
});

test("a report says what a load would do, and stores nothing", async () => {
  const store = await openTestStore();
  const text =
    "工单号,类型,创建时间,天气\nT1,报修,2024/3/5 8:00,晴\nT2,报休,2024-13-01,阴\nT3,报修\n\nT4,报休,2024-03-06,\n";
  const part = await look(store, text);
  expect(part).toMatchObject({
    source: "tickets",
    records: 5,
    check: { read: 5, rejected: 3, blank: 1, reasons: { cell_count: 1, unknown_word: 2 } },
    problems: [],
  });
  expect(part.sources[0]?.confidence).toBeGreaterThan(0.5);
  expect(part.sources.slice(1).every(({ confidence }) => confidence <= 0.5)).toBe(true);
  expect(part.columns.map(({ header, column, by }) => [header, column, by])).toEqual([
    ["工单号", "ticket_id", "name"],
    ["类型", "kind", "name"],
    ["创建时间", "created_at", "name"],
    ["天气", null, "none"],
  ]);
  expect(part.columns[1]?.newWords).toEqual([{ word: "报休", count: 2, member: null }]);
  expect(part.preview.map(({ line, fault, raw }) => [line, fault?.code ?? null, raw])).toEqual([
    [2, null, null],
    [3, null, null],
    [4, "cell_count", "T3,报修"],
    [6, null, null],
  ]);
  const [first, second] = part.preview;
  expect(first?.cells.map(({ text, value, fault }) => [text, value, fault])).toEqual([
    ["T1", "T1", null],
    ["报修", "repair", null],
    ["2024/3/5 8:00", "2024-03-05 08:00:00", null],
    ["晴", null, null],
  ]);
  // Both faults are told, a load tells the first.
  expect(second?.cells.map(({ fault }) => fault?.code ?? null)).toEqual([null, "unknown_word", "bad_ts", null]);
  const { rejected, reasons } = await store.give(text);
  expect(part.check).toMatchObject({ rejected, reasons });
  expect(await store.ask("select count(*) as n from ledger.loads")).toEqual([{ n: "1" }]);
});

test("a report rejects the numbers that a spreadsheet cut, as a load does", async () => {
  const store = await openTestStore();
  const ids = Array.from({ length: 12 }, (_, index) => `2024030512345${10 + index}${index % 2 === 0 ? "000" : "417"}`);
  const text = `工单号,类型,创建时间\n${ids.map((id) => `${id},报修,2024-03-05 08:00`).join("\n")}\n`;
  const part = await look(store, text);
  const { rejected, reasons } = await store.give(text, { yes: true });
  expect({ rejected, reasons }).toEqual({ rejected: 6, reasons: { ruined_number: 6 } });
  expect(part.check).toMatchObject({ rejected, reasons });
  expect(part.preview.map(({ cells }) => cells[0]?.fault?.code ?? null)).toEqual(
    ids.map((_, index) => (index % 2 === 0 ? "ruined_number" : null)),
  );
});

const RENAMED = "工单号,单子种类,创建时间,来源渠道说明\nT1,报修,2024-03-05,前台\nT2,报休,2024-03-06,电话\n";

describe("what a person chooses", () => {
  test("fills columns and gives words their meaning, for this file alone, and the ledger keeps it", async () => {
    const store = await openTestStore();
    const choices = {
      source: "tickets",
      columns: { 单子种类: "kind", 来源渠道说明: null },
      words: { 单子种类: { 报休: "repair" } },
    };
    expect(await store.give(RENAMED, { choices })).toMatchObject({ status: "accepted", loaded: 2, rejected: 0 });
    expect(await store.ask("select ticket_id, kind, extra from sources.tickets order by 1")).toEqual([
      { ticket_id: "T1", kind: "repair", extra: '{"来源渠道说明":"前台"}' },
      { ticket_id: "T2", kind: "repair", extra: '{"来源渠道说明":"电话"}' },
    ]);
    expect((await listLoads(store, { limit: 1, offset: 0 })).loads[0]?.choices).toEqual(choices);
    expect((await store.give(RENAMED)).status).toBe("refused");
    expect(await listRemembered(store.connection)).toEqual([]);
  });

  test("is part of what a load is: the same again is no new load, another choice is", async () => {
    const store = await openTestStore();
    const choices = { source: "tickets", columns: { 单子种类: "kind" } };
    expect(await store.give(RENAMED, { choices })).toMatchObject({ loaded: 1, rejected: 1 });
    expect(await store.give(RENAMED, { choices })).toMatchObject({ status: "already", load: 1 });
    const more = { ...choices, words: { 单子种类: { 报休: "repair" } } };
    expect(await store.give(RENAMED, { choices: more })).toMatchObject({ loaded: 1, unchanged: 1 });
  });

  test("wins over a column's own name", async () => {
    const store = await openTestStore();
    const text = "工单号,类型,创建时间,标题,备注\nT1,报修,2024-03-05,甲,乙\n";
    await store.give(text, { choices: { columns: { 备注: "subject" } } });
    expect(await store.ask("select subject, extra from sources.tickets")).toEqual([
      { subject: "乙", extra: '{"标题":"甲"}' },
    ]);
  });

  test.each([
    ["a header that the file lacks", { columns: { 没有: "kind" } }, "没有"],
    ["a column that the contract lacks", { columns: { 单子种类: "colour" } }, "colour"],
    [
      "a member that the column lacks",
      { columns: { 单子种类: "kind" }, words: { 单子种类: { 报休: "rest" } } },
      "rest",
    ],
    [
      "words of a column that has none",
      { columns: { 单子种类: "kind" }, words: { 工单号: { T1: "repair" } } },
      "工单号",
    ],
  ])("is refused where it names %s", async (_what, choices, said) => {
    const store = await openTestStore();
    const outcome = await store.give(RENAMED, { choices: { source: "tickets", ...choices } });
    expect(outcome).toMatchObject({ status: "refused", message: { code: "bad_choice" } });
    expect(outcome.message?.zh).toContain(said);
  });
});

describe("what a source remembers", () => {
  const choices = {
    source: "tickets",
    columns: { 单子种类: "kind", 来源渠道说明: null },
    words: { 单子种类: { 报休: "repair" } },
  };
  const LATER = "工单号,单子种类,创建时间\nT9,报休,2024-05-05\n";

  test("is used by later files, told in their reports, kept in the ledger, and can be forgotten", async () => {
    const store = await openTestStore();
    await store.give(RENAMED, { choices, remember: true });
    const remembered = await listRemembered(store.connection);
    expect(remembered.map(({ kind, column, text, means, by }) => [kind, column, text, means, by])).toEqual([
      ["header", null, "单子种类", "kind", "test"],
      ["header", null, "来源渠道说明", null, "test"],
      ["word", "kind", "报休", "repair", "test"],
    ]);
    expect((await look(store, LATER)).columns[1]).toMatchObject({ column: "kind", by: "remembered", newWords: [] });
    expect(await store.give(LATER)).toMatchObject({ status: "accepted", source: "tickets", loaded: 1 });
    const [entry] = (await listLoads(store, { limit: 1, offset: 0 })).loads;
    expect(entry?.choices).toEqual({ columns: { 单子种类: "kind" }, words: { 单子种类: { 报休: "repair" } } });

    await forget(store, remembered[0]?.number ?? 0);
    await expect(forget(store, remembered[0]?.number ?? 0)).rejects.toMatchObject({ code: "not_remembered" });
    expect((await store.give(LATER.replace("T9", "T8"))).status).toBe("refused");
    // What the ledger kept reads the file as it was read, whatever has been forgotten since.
    expect(await store.give(LATER, { choices: entry?.choices ?? {} })).toMatchObject({ status: "already" });
  });

  test("gives way to what is confirmed later, and is not kept of a load that was refused", async () => {
    const store = await openTestStore();
    await store.give(RENAMED, { choices: { ...choices, columns: { 单子种类: "colour" } }, remember: true });
    expect(await listRemembered(store.connection)).toEqual([]);
    await store.give(RENAMED, { choices, remember: true });
    await store.give(LATER, { choices: { words: { 单子种类: { "报 休": "consult" } } }, remember: true });
    const words = (await listRemembered(store.connection)).filter(({ kind }) => kind === "word");
    expect(words.map(({ text, means }) => [text, means])).toEqual([["报 休", "consult"]]);
  });

  test("loses to a name or a word that the contract comes to define", async () => {
    const store = await openTestStore();
    await store.give(RENAMED, {
      choices: { ...choices, columns: { 单子种类: "kind", 来源渠道说明: "subject" } },
      remember: true,
    });
    const yaml = (kind: string): string => `
      title: 工单
      key: [ticket_id]
      columns:
        ticket_id: { type: id, required: true, names: [工单号] }
        kind:
          type: enum
          names: [类型]
          values: { repair: { zh: 报修 }, consult: { zh: 咨询, also: [${kind}] } }
        channel: { type: text, names: [来源渠道说明] }
        subject: { type: text }
        created_at: { type: ts, names: [创建时间] }`;
    const contracts = [parseContract("tickets", yaml("报休"), "tickets.yml")];
    const changed = { ...store, contracts };
    const part = await look(changed, RENAMED);
    expect(part.columns.map(({ column, by }) => [column, by])).toEqual([
      ["ticket_id", "name"],
      ["kind", "remembered"],
      ["created_at", "name"],
      ["channel", "name"],
    ]);
    expect(part.preview[1]?.cells[1]?.value).toBe("consult");
  });
});

describe("a header that nobody knows", () => {
  const COMPLAINTS = [
    "投诉编号,投诉来源,被投诉员工,接到投诉的时间,投诉内容",
    "C1,400电话,KF001,2024-03-05 10:00,甲",
    "C2,在线,KF002,2024-03-06 11:00,乙",
    "C3,来访,KF003,2024-03-07 12:00,丙",
  ].join("\n");

  test("gets a proposal from its name and its values, which loads nothing until somebody says yes", async () => {
    const store = await openTestStore();
    await store.give("工号,姓名\nKF001,甲\nKF002,乙\nKF003,丙\n");
    const { columns, problems, source, check } = await look(store, COMPLAINTS);
    expect([source, check]).toEqual(["complaints", null]);
    expect(columns.map(({ header, column, by }) => [header, column, by])).toEqual([
      ["投诉编号", "complaint_id", "name"],
      ["投诉来源", "channel", "guess"],
      ["被投诉员工", "agent_id", "guess"],
      ["接到投诉的时间", "received_at", "guess"],
      ["投诉内容", "content", "name"],
    ]);
    expect(columns[1]?.confidence).toBeGreaterThan(0.7);
    expect(columns[1]?.proposal?.en).toContain('"投诉来源" looks like channel');
    expect(columns[1]?.proposal?.zh).toContain("“投诉来源”像是“投诉渠道”");
    expect(problems[0]?.zh).toContain("“接到投诉的时间”像是“投诉时间”");

    const refused = await store.give(COMPLAINTS, { source: "complaints" });
    expect(refused).toMatchObject({ status: "refused", message: { code: "missing_column" } });
    expect(refused.message?.zh).toContain("“接到投诉的时间”像是“投诉时间”");
    expect(refused.message?.zh).not.toContain("投诉来源");
    const unnamed = await store.give(COMPLAINTS);
    expect(unnamed.message).toMatchObject({ code: "unknown_source" });
    expect(unnamed.message?.en).toContain('"接到投诉的时间" looks like received_at');
    expect(await store.ask("select count(*) as n from rows.complaints")).toEqual([{ n: "0" }]);

    // The command that the message gives does it.
    const choices = JSON.parse(/--choices '(.*?)'/.exec(refused.message?.zh ?? "")?.[1] ?? "") as object;
    expect(await store.give(COMPLAINTS, { choices, remember: true })).toMatchObject({ status: "accepted", loaded: 3 });
    expect(await store.give(COMPLAINTS.replaceAll("C", "D"))).toMatchObject({ status: "accepted", loaded: 3 });
  });

  test("is not taken for a column that its values do not fit, however alike the names are", async () => {
    const store = await openTestStore();
    const text = "投诉编号,投诉时间,投诉渠道来源,投诉时间（回访）\nC1,2024-03-05,红,很久\nC2,2024-03-06,绿,不久\n";
    const { columns } = await look(store, text);
    expect(columns.slice(2).map(({ column, by }) => [column, by])).toEqual([
      [null, "none"],
      [null, "none"],
    ]);
  });

  test("is proposed for one column only, and each column for one header, the same each time", async () => {
    const store = await openTestStore();
    const rows = [
      "投诉编号,受理日期时间,投诉的受理时间,重大程度",
      "C1,2024-03-05 10:00,2024-03-05 11:00,一般",
      "C2,2024-03-05 10:00,2024-03-05 11:00,重大",
    ];
    const guesses = (part: PartReport): (string | null)[] => part.columns.map(({ column }) => column);
    const first = guesses(await look(store, rows.join("\n")));
    expect(first.slice(1).filter((column) => column !== null)).toEqual([
      ...new Set(first.slice(1).filter((column) => column !== null)),
    ]);
    expect(first[3]).toBe("severity");
    expect(first).toContain("received_at");
    expect(guesses(await look(store, rows.join("\n")))).toEqual(first);
  });
});

test("a word that nobody knows is rejected with the member it looks like, and loads once that is confirmed", async () => {
  const store = await openTestStore();
  const text =
    "投诉编号,投诉渠道,投诉时间\nC1,电话,2024-03-05\nC2,来访登记,2024-03-06\nC3,微信,2024-03-07\nC4,市长信箱,2024-03-07\n";
  const [, channel] = (await look(store, text)).columns;
  expect(channel?.newWords.map(({ word, member }) => [word, member])).toEqual([
    ["市长信箱", null],
    ["微信", null],
    ["来访登记", "visit"],
  ]);
  expect(await store.give(text)).toMatchObject({ loaded: 1, rejected: 3, reasons: { unknown_word: 3 } });
  const rejects = await store.ask("select value, zh, en from ledger.rejects order by line");
  expect(rejects[0]?.zh).toMatch(/；是“来访”吗？$/);
  expect(rejects[0]?.en).toMatch(/; is it Visit\?$/);
  expect(rejects[1]?.zh).not.toContain("吗？");
  const choices = { words: { 投诉渠道: { 来访登记: "visit", 微信: "chat", 市长信箱: "letter" } } };
  expect(await store.give(text, { choices, remember: true })).toMatchObject({ loaded: 3, unchanged: 1, rejected: 0 });
  expect(await store.ask("select channel from sources.complaints order by complaint_id")).toEqual(
    ["phone", "visit", "chat", "letter"].map((channel) => ({ channel })),
  );
});

test("a reference that the register lacks is a hint, with the entry it looks like, and no fault", async () => {
  const store = await openTestStore();
  const head = "投诉编号,小区,责任人,投诉时间\n";
  const rows = ["C1,XQ07,,2024-03-05", "C2,金桂苑,,2024-03-05", "C3,金桂园,,2024-03-05", "C4,海棠湾,甲,2024-03-05"];
  const sites = async (): Promise<(string | null)[]> =>
    (await look(store, `${head}${rows.join("\n")}\n`)).preview.map(({ cells }) => cells[1]?.hint?.zh ?? null);
  expect(await sites()).toEqual([null, null, null, null]);
  await store.give("编号,名称\nXQ07,金桂苑\nXQ08,海棠里\nXQ09,海棠居\n", { source: "sites" });
  expect(await sites()).toEqual([
    null,
    "“金桂苑”是名称，应填编号 XQ07",
    "“金桂园”：“小区、店铺、项目、系统、科室”里没有，是 金桂苑（XQ07） 吗？",
    // Two are as near.
    "“海棠湾”：“小区、店铺、项目、系统、科室”里没有",
  ]);
  expect(await store.give(head + rows.join("\n"))).toMatchObject({ loaded: 4, rejected: 0 });
});

test("a command that is cancelled takes back what it had taken in before", async () => {
  const store = await openTestStore();
  const files = [];
  for (const name of ["a.csv", "b.csv"]) {
    const path = join(store.folder, name);
    await writeFile(path, `工单号,类型,创建时间\n${name},报修,2024-03-05\n`);
    files.push({ path, name });
  }
  const controller = new AbortController();
  const folders = { data: store.folder, sql: "sql", sources: "etl/sources", mappings: "etl/mappings" };
  const { loads } = (await execute(
    { command: "load", files, build: false, uploader: "test" },
    {
      store,
      folders,
      now: () => NOW,
      log: () => undefined,
      signal: controller.signal,
      progress: ({ file }) => {
        if (file === "b.csv") controller.abort();
      },
    },
  )) as LoadAnswer;
  expect(loads.map(({ status, message }) => [status, message?.code])).toEqual([
    ["undone", "cancelled"],
    ["refused", "cancelled"],
  ]);
  expect(await store.ask("select * from sources.tickets")).toEqual([]);
});

test("a file is not taken for that of a source that asks for little while another knows more of its columns", async () => {
  const store = await openTestStore();
  // All that orders need is here, but it is a complaint whose number and time go by other names.
  const text =
    "单号,订单编号,客户编号,投诉渠道,投诉类别,投诉等级,登记日期,投诉内容,处理结果\n" +
    "C1,O1,K1,电话,漏水,一般,2024-03-05,甲,乙\nC2,O2,K2,来访,漏水,重大,2024-03-06,甲,乙\n";
  const [first, ...others] = (await look(store, text)).sources;
  expect(first?.id).toBe("complaints");
  expect([first, ...others].every((source) => (source?.confidence ?? 1) <= 0.5)).toBe(true);
  expect(await store.give(text)).toMatchObject({ status: "refused", message: { code: "unknown_source" } });
  expect((await store.give(text, { source: "orders" })).status).not.toBe("refused");
});
