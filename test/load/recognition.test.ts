import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import type { Contract } from "../../etl/contract.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { mappingOf, openTestStore } from "./store-in-folder.ts";

const TICKET = ["工单号", "类型", "创建时间", "标题"];
const CELLS = ["T1", "报修", "2024-03-05 10:11", "水管漏水；镕、喆、㙍"];
const TEXT = `${TICKET.join(",")}\n${CELLS.join(",")}\n`;

describe("the encoding", () => {
  test.each([
    ["UTF-8", Buffer.from(TEXT), "utf-8"],
    ["UTF-8 with a byte-order mark", Buffer.from(`\uFEFF${TEXT}`), "utf-8"],
    ["GB18030", iconv.encode(TEXT, "gb18030"), "gb18030"],
    ["UTF-16 with its mark", iconv.encode(`\uFEFF${TEXT}`, "utf-16le"), "utf-16le"],
  ])("%s is told, and no character is damaged", async (_name, bytes, encoding) => {
    const store = await openTestStore();
    expect(await store.give(bytes)).toMatchObject({ source: "tickets", loaded: 1 });
    expect(await store.ask("select ticket_id, subject from sources.tickets")).toEqual([
      { ticket_id: "T1", subject: "水管漏水；镕、喆、㙍" },
    ]);
    const { loads } = await listLoads(store, { limit: 1, offset: 0 });
    expect(loads[0]).toMatchObject({ encoding, delimiter: ",", bytes: bytes.length, file: "given.csv" });
  });

  test("is not guessed where the headers do not prove it, and can be named", async () => {
    const store = await openTestStore();
    const text = "ticket id,kind,created,subject\nT1,报修,2024-03-05,水管\n";
    const bytes = iconv.encode(text, "gbk");
    // These bytes are as good a word of Korean.
    const short = iconv.encode("ticket id,kind,created,subject\nT1,repair,2024-03-05,待付款\n", "gbk");
    const refused = await store.give(short);
    expect(refused).toMatchObject({ status: "refused", message: { code: "unknown_encoding" } });
    expect(refused.message?.zh).toContain("gb18030：“待付款”");
    expect(refused.message?.zh).toContain("euc-kr：“덤마운”");
    expect(refused.message?.zh).toContain("heng load --encoding");
    expect(await store.give(short, { choices: { encoding: "gbk" } })).toMatchObject({ status: "accepted", loaded: 1 });
    const mapping = mappingOf(`
      source: tickets
      read: { encoding: gbk }
      columns: { ticket_id: '"ticket id"', kind: kind, created_at: created, subject: subject }`);
    expect(await store.give(bytes, { mapping })).toMatchObject({ status: "accepted", updated: 1 });
    expect(await store.ask("select kind, subject from sources.tickets")).toEqual([{ kind: "repair", subject: "水管" }]);
  });

  test("that fails one byte far into a file costs its row", async () => {
    const store = await openTestStore();
    const rows = Array.from({ length: 50_000 }, (_, index) => `T${index},报修,2024-03-05,水管漏水`).join("\n");
    const bytes = Buffer.concat([
      Buffer.from(`${TICKET.join(",")}\n${rows}\nX1,报修,2024-03-05,`),
      Buffer.from([0xff, 0x0a]),
    ]);
    expect(await store.give(bytes)).toMatchObject({ loaded: 50_000, reasons: { bad_bytes: 1 } });
    expect(await store.ask("select count(*) as n from rows.tickets")).toEqual([{ n: "50000" }]);
    // The writer is not stuck after the reading that it had begun.
    expect(await store.give(TEXT, { yes: true })).toMatchObject({ status: "accepted", updated: 1 });
  });
});

test.each([",", ";", "\t", "|"])("the delimiter %j is told by the headers", async (delimiter) => {
  const store = await openTestStore();
  const cells = ["T1", "报修", "2024-03-05", `"a,b;c|d\te"`];
  await store.give(`${TICKET.join(delimiter)}\n${cells.join(delimiter)}\n`);
  expect(await store.ask("select subject from sources.tickets")).toEqual([{ subject: "a,b;c|d\te" }]);
});

test("headers are matched in any case, width and spacing, and by the contract's own names", async () => {
  const store = await openTestStore();
  expect(
    await store.give("Ticket ID, 工单 类型 ,ＣＲＥＡＴＥＤ,resolved_at\nT1,报修,2024-03-05,2024-03-06\n"),
  ).toMatchObject({
    source: "tickets",
    loaded: 1,
  });
  expect(await store.ask("select kind, created_at, resolved_at, extra from sources.tickets")).toEqual([
    { kind: "repair", created_at: "2024-03-05 00:00:00", resolved_at: "2024-03-06 00:00:00", extra: null },
  ]);
});

test("a byte-order mark before a quoted header is no part of it", async () => {
  const store = await openTestStore();
  const rows = '\uFEFF"工单号","类型","创建时间"\r\n"T1","报修","2024-03-05"\r\n';
  expect(await store.give(rows)).toMatchObject({ read: 1, loaded: 1 });
  expect(await store.give(`${rows}\r\n"T2","报修","2024-03-05"`)).toMatchObject({ read: 3, loaded: 1, blank: 1 });
});

test("columns that the contract does not know are kept", async () => {
  const store = await openTestStore();
  await store.give(`${TICKET.join(",")},天气,"a""b",天气\n${CELLS.join(",")},晴,,阴\n`);
  expect(await store.ask("select extra from sources.tickets")).toEqual([{ extra: '{"天气":"晴","天气_1":"阴"}' }]);
});

test("of two columns of which one is needed, either is enough, and a row without both is rejected", async () => {
  const store = await openTestStore();
  const text = "流水号,账单号,户号,实收日期,实收金额\nP1,B1,,2024-03-05,1\nP2,,H1,2024-03-05,1\nP3,,,2024-03-05,1\n";
  expect(await store.give(text)).toMatchObject({ source: "payments", loaded: 2, reasons: { required: 1 } });
  expect(await store.ask('select line, "column", zh from ledger.rejects')).toEqual([
    { line: "4", column: "账单号", zh: "“账单号”和“户号”至少要填一个，这一行都是空的" },
  ]);
  const withoutBills = "流水号,户号,实收日期,实收金额\nP4,H1,2024-03-05,1\nP5,,2024-03-05,1\n";
  expect(await store.give(withoutBills)).toMatchObject({ loaded: 1, reasons: { required: 1 } });
});

describe("a file is refused, with what to do,", () => {
  test.each([
    [
      "where a required column is missing",
      "工单号,创建时间,标题,渠道\nT1,2024-03-05,x,电话\n",
      "unknown_source",
      "“类型”（也可写作工单类型、类别）",
    ],
    [
      "where of two columns of which one is needed neither is there",
      "流水号,实收日期,实收金额\nP1,2024-03-05,1\n",
      "unknown_source",
      "“账单号”（也可写作应收编号）、“",
    ],
    ["where nothing is known of it", "甲,乙\n1,2\n", "unknown_delimiter", "甲,乙"],
    ["where it is empty", "", "empty_file", "空"],
    ["where its header is damaged", '"工单号,类型\nT1,报修\n', "no_header", "引号"],
    [
      "where two headers mean one column",
      "工单号,派工单号,类型,创建时间\nT1,T1,报修,2024-03-05\n",
      "double_column",
      "“工单号”、“派工单号”",
    ],
  ])("%s", async (_name, text, code, says) => {
    const store = await openTestStore();
    const outcome = await store.give(text);
    expect(outcome).toMatchObject({ load: 1, status: "refused", read: 0, loaded: 0, message: { code } });
    expect(outcome.message?.zh).toContain(says);
  });

  test("where a source is named that it does not fit", async () => {
    const store = await openTestStore();
    const outcome = await store.give(TEXT, { source: "bills" });
    expect(outcome.status).toBe("refused");
    expect(await store.give(TEXT, { source: "nothing" })).toMatchObject({
      status: "refused",
      message: { code: "no_source" },
    });
  });

  test("where two sources fit alike, and is taken once one is named", async () => {
    const store = await openTestStore();
    const agents = store.contracts.find(({ id }) => id === "agents") as Contract;
    store.contracts.push({ ...agents, id: "guests", title: { zh: "访客", en: "Guests" } });
    const text = "工号,姓名\nA1,甲\n";
    const outcome = await store.give(text);
    expect(outcome).toMatchObject({ status: "refused", message: { code: "ambiguous_source" } });
    expect(outcome.message?.zh).toContain("员工（agents）、访客（guests）");
    expect(await store.give(text, { source: "agents" })).toMatchObject({ status: "accepted", loaded: 1 });
  });

  test("unless one source knows more of its headers than the others", async () => {
    const store = await openTestStore();
    const text = "收款编号,账单号,缴费日期,金额,户号,小区,到期日\nP1,B1,2024-03-05,12.5,C1,S1,2024-03-10\n";
    expect(await store.give(text)).toMatchObject({ status: "accepted", source: "bills" });
  });

  test("where there is no such file", async () => {
    const store = await openTestStore();
    expect(await store.give("", { path: "/nowhere/工单.csv" })).toMatchObject({
      load: null,
      status: "refused",
      message: { code: "no_file" },
    });
  });
});
