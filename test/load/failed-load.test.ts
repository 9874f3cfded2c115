import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { assertAccounted } from "../../etl/load/account.ts";
import { AsideWriter } from "../../etl/load/aside-writer.ts";
import { nextLoad } from "../../etl/load/ledger.ts";
import { appending, TableAppender } from "../../etl/load/table-appender.ts";
import { openTestStore } from "./store-in-folder.ts";

const reason = { code: "x", zh: "坏", en: "bad" };
const row = { line: 2, column: null, value: null, raw: "x", reason };

/** Collects garbage; what is collected is finalised some time later. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 5; round++) {
    collect();
    await sleep(20);
  }
}

test("rejects of a load that failed stay away, also when what held them is collected as garbage", async () => {
  const store = await openTestStore();
  const { connection } = store;
  // Each in a function of its own, so that nothing holds the writer any longer.
  const failing = async (): Promise<void> => {
    await connection.run("begin transaction");
    const writer = await AsideWriter.open(connection, 7);
    writer.reject(row);
    writer.skip(3, "total", "合计");
    await expect(connection.run("select error('the load fails')")).rejects.toThrow();
    expect(() => writer.close()).toThrow();
    writer.discard();
    await connection.run("rollback");
  };
  const abandoned = async (): Promise<void> => {
    await connection.run("begin transaction");
    const job = appending(TableAppender.open(connection, "skipped", "ledger"), (appender) => {
      appender.row(7, 3n, "total", "合计");
      throw new Error("it fails meanwhile");
    });
    await expect(job).rejects.toThrow("it fails meanwhile");
    await connection.run("rollback");
  };
  await failing();
  await abandoned();
  await collectGarbage();
  expect(await store.ask("select load from ledger.rejects union all select load from ledger.skipped")).toEqual([]);
});

test("what is written is there once, in order", async () => {
  const store = await openTestStore();
  const writer = await AsideWriter.open(store.connection, 7);
  writer.reject(row);
  writer.reject({ ...row, line: 4 });
  writer.close();
  writer.discard();
  await collectGarbage();
  expect(await store.ask("select line::int as line, raw, en from ledger.rejects")).toEqual([
    { line: 2, raw: "x", en: "bad" },
    { line: 4, raw: "x", en: "bad" },
  ]);
});

test("a load takes no number that rejects of another bear already", async () => {
  const store = await openTestStore();
  await store.connection.run("insert into ledger.rejects (load, line) values (41, 2)");
  expect(await nextLoad(store.connection)).toBe(42);
  expect(await store.give("工号,姓名,班组\nA1,甲,一组\nA2,乙\n")).toMatchObject({ load: 42, loaded: 1, rejected: 1 });
});

test("a load whose rejects are not those that it counted is not taken", async () => {
  const store = await openTestStore();
  const outcome = await store.give("工号,姓名,班组\nA1,甲,一组\nA2,乙\n");
  await assertAccounted(store.connection, outcome);
  await store.connection.run(`insert into ledger.rejects (load, line) values (${outcome.load}, 9)`);
  await expect(assertAccounted(store.connection, outcome)).rejects.toThrow("2 rejects (1 by reason)");
  await store.connection.run("delete from ledger.rejects where line = 9");
  await store.connection.run("delete from rows.agents");
  await expect(assertAccounted(store.connection, outcome)).rejects.toThrow("0 rows kept");
  await expect(assertAccounted(store.connection, { ...outcome, reasons: {} })).rejects.toThrow();
});
