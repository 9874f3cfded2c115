import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listRejects } from "../../etl/load/list-rejects.ts";
import { openTestStore, type TestStore } from "./store-in-folder.ts";

const HEADER = "工号,姓名,班组";

async function agents(store: TestStore): Promise<unknown[]> {
  const rows = await store.ask("select agent_id, name, team from rows.agents where _current order by rowid");
  return rows.map(({ agent_id, name, team }) => [agent_id, name, team]);
}

describe("a damaged record", () => {
  test("costs its own line and no other, and keeps its text", async () => {
    const store = await openTestStore();
    const outcome = await store.give(
      [
        HEADER,
        "A1,甲,一组",
        "A2,乙,二组,", // a spare delimiter: reading it shifted would be a wrong row
        'A3,"丙,一组', // a quote that is never closed
        'A4,"丁",一组',
        'A5,"戊"x,一组', // a quote that closes before the cell ends
        "A6,己",
        'A7,庚"辛,一组', // a quote inside a bare cell
        'A8,"壬, ""大""\n第二行",二组',
        "",
      ].join("\n"),
    );
    expect(outcome).toMatchObject({
      read: 8,
      loaded: 3,
      rejected: 5,
      reasons: { cell_count: 2, stray_quote: 3 },
    });
    expect(await agents(store)).toEqual([
      ["A1", "甲", "一组"],
      ["A4", "丁", "一组"],
      ["A8", '壬, "大"\n第二行', "二组"],
    ]);
    const { rejects, total } = await listRejects(store, { load: 1, limit: 2, offset: 1 });
    expect(total).toBe(5);
    expect(rejects).toEqual([
      {
        load: 1,
        file: "given.csv",
        line: 4,
        column: null,
        value: null,
        raw: 'A3,"丙,一组',
        reason: {
          code: "stray_quote",
          zh: "引号没有配对，分不清各列",
          en: "The quotes do not pair, so the cells cannot be told apart",
        },
      },
      expect.objectContaining({ line: 6, raw: 'A5,"戊"x,一组' }),
    ]);
  });

  test("and a cell at fault are told by column, value and line, each line counted once", async () => {
    const store = await openTestStore();
    const outcome = await store.give(
      [
        "工号,姓名,入职日期,离职日期",
        "A1,甲,2024-01-02,",
        "",
        "A2,乙,2024-13-02,",
        ",丙,2024-01-02,",
        "A4,丁,2024-01-02,2023-01-01",
        "A5,戊,bad,also bad",
        "A6,己,2024-01-02,2024-01-02", // an end that meets its start is none before it
      ].join("\r\n"),
    );
    expect(outcome).toMatchObject({ read: 7, loaded: 2, rejected: 4, blank: 1 });
    const { rejects } = await listRejects(store, { load: 1, limit: 10, offset: 0 });
    expect(rejects.map(({ line, column, value, raw, reason }) => [line, column, value, raw, reason.code])).toEqual([
      [4, "入职日期", "2024-13-02", "A2,乙,2024-13-02,", "bad_date"],
      [5, "工号", null, ",丙,2024-01-02,", "required"],
      [6, "离职日期", "2023-01-01", "A4,丁,2024-01-02,2023-01-01", "end_before_start"],
      [7, "入职日期", "bad", "A5,戊,bad,also bad", "bad_date"],
    ]);
  });

  test("never reaches the records around it, wherever the damage is", async () => {
    const store = await openTestStore();
    const text = fc
      .array(fc.constantFrom("a", "中", ",", '"', "\n", "\r\n", " ", "x"), { maxLength: 6 })
      .map((parts) => `t${parts.join("")}e`);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 3, maxLength: 6 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom("", '"', ",", "\n", "\r", '""', "x"),
        fc.boolean(),
        async (texts, where, put, replace) => {
          run++;
          const records = texts.map((cell, index) => `R${run}-${index},"${cell.replaceAll('"', '""')}",g`);
          const body = records.join("\n");
          const at = Math.floor(where * body.length);
          const damaged = body.slice(0, at) + put + body.slice(at + (replace ? 1 : 0));
          await store.give(`${HEADER}\n${damaged}\n`);
          const starts = records.map((_, index) => records.slice(0, index).join("\n").length + (index === 0 ? 0 : 1));
          const hit = starts.findLastIndex((start) => start <= at);
          const joins = at >= (starts[hit] ?? 0) + (records[hit]?.length ?? 0);
          const safe = texts.flatMap((cell, index) =>
            index === hit || (joins && index === hit + 1) ? [] : [[`R${run}-${index}`, cell.trim(), "g"]],
          );
          const rows = (await agents(store)).filter((row) => String((row as unknown[])[0]).startsWith(`R${run}-`));
          expect(rows).toEqual(expect.arrayContaining(safe));
        },
      ),
      { numRuns: 80, seed: 7 },
    );
  });
});

describe("blank records", () => {
  test("are read and counted, and are no rejects", async () => {
    const store = await openTestStore();
    expect(await store.give(`${HEADER}\nA1,甲,\n\n,,\n  \nA2,乙,\n\n`)).toMatchObject({
      read: 6,
      loaded: 2,
      blank: 4,
      rejected: 0,
    });
    expect(await agents(store)).toEqual([
      ["A1", "甲", null],
      ["A2", "乙", null],
    ]);
  });

  test("a file of a header alone is taken, with nothing in it", async () => {
    const store = await openTestStore();
    expect(await store.give(`${HEADER}\n`)).toMatchObject({ status: "accepted", read: 0 });
    expect(await store.give(`${HEADER}`)).toMatchObject({ status: "accepted", read: 0 });
  });
});

describe("spare delimiters at the end of all rows", () => {
  test("refuse the file where the header has none", async () => {
    const store = await openTestStore();
    const outcome = await store.give(`${HEADER}\nA1,甲,一组,\nA2,乙,二组,\n`);
    expect(outcome).toMatchObject({ load: 1, status: "refused", read: 0, message: { code: "no_row_fits" } });
    expect(await store.ask("select count(*) as n from ledger.rejects")).toEqual([{ n: "0" }]);
    expect(await store.ask("select status, code from ledger.loads")).toEqual([
      { status: "refused", code: "no_row_fits" },
    ]);
  });

  test("are empty columns where the header has them too", async () => {
    const store = await openTestStore();
    expect(await store.give(`${HEADER},,\nA1,甲,一组,,\nA2,乙,二组,,x\n`)).toMatchObject({ loaded: 2 });
    expect(await store.ask("select agent_id, extra from sources.agents order by agent_id")).toEqual([
      { agent_id: "A1", extra: null },
      { agent_id: "A2", extra: '{"column4":"x"}' },
    ]);
  });
});

test.each([
  ["LF", "\n"],
  ["CRLF", "\r\n"],
  ["CR", "\r"],
])("lines end in %s, the last one or not, and cells may hold line breaks", async (_name, end) => {
  const store = await openTestStore();
  const lines = [HEADER, 'A1,"甲\n乙",一组', "A2,丙,二组"];
  const rows = [
    ["A1", "甲\n乙", "一组"],
    ["A2", "丙", "二组"],
  ];
  expect(await store.give(lines.join(end))).toMatchObject({ read: 2, loaded: 2 });
  expect(await agents(store)).toEqual(rows);
  expect(await store.give(lines.join(end) + end)).toMatchObject({ read: 2, unchanged: 2 });
  expect(await agents(store)).toEqual(rows);
});

test("a file too long for one look is read to its end, also where blanks and damage come late", async () => {
  const store = await openTestStore();
  const rows = Array.from({ length: 60_000 }, (_, index) => `A${index},姓名${index},第${index % 7}组`);
  expect(Buffer.byteLength(rows.join("\n"))).toBeGreaterThan(1 << 20);
  rows[59_990] = "A59990, 姓名\t,  ";
  expect(await store.give([HEADER, ...rows].join("\n"))).toMatchObject({ read: 60_000, loaded: 60_000, rejected: 0 });
  expect(await store.ask("select name, team from sources.agents where agent_id = 'A59990'")).toEqual([
    { name: "姓名", team: null },
  ]);
  rows[59_991] = "A59991,姓名";
  rows[59_992] = "A59992,新名,一组";
  expect(await store.give([HEADER, ...rows].join("\n"))).toMatchObject({
    read: 60_000,
    loaded: 0,
    updated: 1,
    unchanged: 59_998,
    rejected: 1,
  });
});
