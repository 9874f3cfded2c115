import { noLoad } from "./no-load.ts";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LoadStatus, Message } from "../../dashboard/shared/loads.ts";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { markCurrent } from "./in-force.ts";
import { wallTime } from "./ledger.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Takes a load back, any one and not only the last: afterwards the current rows are those that there would be if it
 * had never been loaded. A load whose place it took comes back.
 *
 * @throws Problem `no_load`, `not_accepted`
 */
export async function undoLoad(store: Store, load: number, now: Date): Promise<void> {
  await decide(store, load, ["accepted"], async (connection, contract) => {
    await takeOut(connection, contract, load, now);
    store.log(`load ${load}: undone`);
  });
}

/**
 * Puts an undone load in force again: afterwards the current rows are those that there would be if it had never been
 * undone. Loads overrule each other by their numbers, not by when they were redone.
 *
 * @throws Problem `no_load`, `not_undone`, `thinned`
 */
export async function redoLoad(store: Store, load: number, now: Date): Promise<void> {
  await decide(store, load, ["undone"], async (connection, contract) => {
    await putInForce(connection, contract, load, now);
    store.log(`load ${load}: redone`);
  });
}

/**
 * Says yes to a held load, or after all to a declined one: its rows count from now on, at the place of its number.
 *
 * @throws Problem `no_load`, `not_held`
 */
export async function approveLoad(store: Store, load: number, by: string, now: Date): Promise<void> {
  await decide(store, load, ["held", "declined"], async (connection, contract) => {
    await putInForce(connection, contract, load, now);
    await noteDecision(connection, load, by, now);
    store.log(`load ${load}: approved by ${by}`);
  });
}

/**
 * Says no to a held load: its rows never count, its line and its rejects stay.
 *
 * @throws Problem `no_load`, `not_held`
 */
export async function declineLoad(store: Store, load: number, by: string, now: Date): Promise<void> {
  await decide(store, load, ["held"], async (connection) => {
    await connection.run(`update ledger.loads set status = 'declined' where load = ${load}`);
    await noteDecision(connection, load, by, now);
    store.log(`load ${load}: declined by ${by}`);
  });
}

async function decide(
  store: Store,
  load: number,
  from: LoadStatus[],
  job: (connection: DuckDBConnection, contract: Contract) => Promise<void>,
): Promise<void> {
  await store.exclusive(async () => {
    const contract = await findContract(store, load, from);
    await inTransaction(store.connection, () => job(store.connection, contract));
  });
}

async function findContract({ connection, contracts }: Store, load: number, from: LoadStatus[]): Promise<Contract> {
  const result = await connection.runAndReadAll(
    "select source, status, coalesce(thinned, false) from ledger.loads where load = $load",
    { load },
  );
  const [source, status, thinned] = result.getRows()[0] ?? [];
  const contract = contracts.find(({ id }) => id === source);
  const fits = from.some((known) => known === status);
  if (status === undefined || (fits && contract === undefined)) {
    throw noLoad(load);
  }
  if (!fits || contract === undefined) throw new Problem(notIn(load, from));
  if (thinned === true && status === "undone") {
    throw new Problem({
      code: "thinned",
      zh: `第 ${load} 次载入是由旧版撤销的，留下的数据不全，不能恢复；请重新载入原文件`,
      en: `Load ${load} was undone by an earlier version, which kept too little of it; load its file again`,
    });
  }
  return contract;
}

function notIn(load: number, from: readonly LoadStatus[]): Message {
  if (from.includes("accepted")) {
    return {
      code: "not_accepted",
      zh: `第 ${load} 次载入没有收下，或已经撤销，不用再撤销`,
      en: `Load ${load} was not accepted or is undone already; there is nothing to undo`,
    };
  }
  if (from.includes("undone")) {
    return {
      code: "not_undone",
      zh: `第 ${load} 次载入没有撤销过，不用恢复`,
      en: `Load ${load} is not undone; there is nothing to redo`,
    };
  }
  return {
    code: "not_held",
    zh: `第 ${load} 次载入不用批准`,
    en: `Load ${load} does not wait for a yes`,
  };
}

/** The load counts, within the caller's transaction; whichever holds its place gives way. */
export async function putInForce(
  connection: DuckDBConnection,
  contract: Contract,
  load: number,
  now: Date,
): Promise<void> {
  const replaced = await numbers(
    connection,
    `select load from ledger.loads
     where status = 'accepted' and load <> ${load} and place = (select place from ledger.loads where load = ${load})`,
  );
  // What it took the place of in an earlier life is not what it takes the place of now.
  await connection.run(`update ledger.loads set replaced_by = null where replaced_by = ${load}`);
  if (replaced.length > 0) {
    await connection.run(
      `update ledger.loads set status = 'undone', undone_at = ${quoteText(wallTime(now))}, replaced_by = ${load}
       where load in (${replaced.join(", ")})`,
    );
  }
  await connection.run(
    `update ledger.loads set status = 'accepted', undone_at = null, replaced_by = null where load = ${load}`,
  );
  await markCurrent(connection, contract, [load, ...replaced]);
}

async function takeOut(connection: DuckDBConnection, contract: Contract, load: number, now: Date): Promise<void> {
  const replaced = await numbers(connection, `select load from ledger.loads where replaced_by = ${load}`);
  await connection.run(
    `update ledger.loads set status = 'undone', undone_at = ${quoteText(wallTime(now))} where load = ${load}`,
  );
  if (replaced.length > 0) {
    await connection.run(
      `update ledger.loads set status = 'accepted', undone_at = null, replaced_by = null where load in (${replaced.join(", ")})`,
    );
  }
  await markCurrent(connection, contract, [load, ...replaced]);
}

async function noteDecision(connection: DuckDBConnection, load: number, by: string, now: Date): Promise<void> {
  await connection.run(
    `update ledger.loads set decided_by = ${quoteText(by)}, decided_at = ${quoteText(wallTime(now))} where load = ${load}`,
  );
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<number[]> {
  return (await connection.runAndReadAll(sql)).getRows().map(([load]) => Number(load));
}
