import type { DuckDBConnection } from "@duckdb/node-api";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { wallTime } from "./ledger.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Takes a load back, any one and not only the last: afterwards the current rows are those that there would be if it
 * had never been loaded.
 *
 * @throws Problem `no_load`, `not_accepted`
 */
export async function undoLoad(store: Store, load: number, now: Date): Promise<void> {
  await store.exclusive(async () => {
    const { connection, contracts } = store;
    const contract = await findAcceptedContract(connection, contracts, load);
    await inTransaction(connection, async () => {
      await connection.run(
        `update ledger.loads set status = 'undone', undone_at = ${quoteText(wallTime(now))} where load = ${load}`,
      );
      await withdrawRows(connection, contract, load);
    });
    store.log(`load ${load}: undone`);
  });
}

async function findAcceptedContract(
  connection: DuckDBConnection,
  contracts: readonly Contract[],
  load: number,
): Promise<Contract> {
  const result = await connection.runAndReadAll("select source, status from ledger.loads where load = $load", { load });
  const [source, status] = result.getRows()[0] ?? [];
  const contract = contracts.find(({ id }) => id === source);
  if (status === undefined || (status === "accepted" && contract === undefined)) {
    throw new Problem({
      code: "no_load",
      zh: `没有第 ${load} 次载入；heng loads 可列出全部载入`,
      en: `There is no load ${load}; heng loads lists all`,
    });
  }
  if (status !== "accepted" || contract === undefined) {
    throw new Problem({
      code: "not_accepted",
      zh: `第 ${load} 次载入没有被接收，或已撤销，无可撤销`,
      en: `Load ${load} was not accepted or is undone already; there is nothing to undo`,
    });
  }
  return contract;
}

/**
 * Rows of the load stop being current; for their keys the latest of the other accepted loads takes their place. A row
 * of this load that a later load confirmed passes to the first of those: it would have been the one to bring it.
 */
async function withdrawRows(connection: DuckDBConnection, { id, key }: Contract, load: number): Promise<void> {
  const names = key.map(quoteName);
  const keys = names.join(", ");
  const sameKey = (left: string, right: string): string =>
    names.map((name) => `${left}.${name} is not distinct from ${right}.${name}`).join(" and ");
  await connection.run(`
    create or replace temp table touched as
    select ${keys} from rows.${id} where _load = ${load}
    union
    select ${keys} from confirmed.${id} where _load = ${load}`);
  await connection.run(`delete from confirmed.${id} where _load = ${load}`);
  await connection.run(`
    create or replace temp table heirs as
    select ${keys}, min(_load) as heir from confirmed.${id}
    where _row_load = ${load} and _load in (select load from ledger.loads where status = 'accepted')
    group by ${keys}`);
  // What was confirmed is the load's last row of the key.
  await connection.run(`
    update rows.${id} as inherited set _load = passing.heir
    from (
        select max(standing.rowid) as position, any_value(heirs.heir) as heir
        from rows.${id} as standing join heirs on ${sameKey("standing", "heirs")}
        where standing._load = ${load}
        group by ${names.map((name) => `standing.${name}`).join(", ")}
    ) as passing
    where inherited.rowid = passing.position`);
  await connection.run(`
    delete from confirmed.${id} as old using heirs
    where ${sameKey("old", "heirs")} and old._row_load = ${load} and old._load = heirs.heir`);
  await connection.run(`
    update confirmed.${id} as later set _row_load = heirs.heir
    from heirs where ${sameKey("later", "heirs")} and later._row_load = ${load}`);

  // The row that holds: the last load's, then the file's order. A confirmation adds nothing to that: a row can only be
  // confirmed while it holds, so no accepted load lies between its own and the one that confirms it.
  await connection.run(`
    create or replace temp table holding as
    select standing.rowid as position, standing._current,
        row_number() over (
            partition by ${names.map((name) => `standing.${name}`).join(", ")}
            order by standing._load desc, standing.rowid desc
        ) = 1 as holds
    from rows.${id} as standing
    semi join touched on ${sameKey("standing", "touched")}
    where standing._load in (select load from ledger.loads where status = 'accepted')`);
  await connection.run(`update rows.${id} set _current = false where _load = ${load} and _current`);
  for (const holds of [true, false]) {
    await connection.run(`
      update rows.${id} set _current = ${holds}
      where rowid in (select position from holding where holds = ${holds} and _current <> ${holds})`);
  }
  for (const table of ["touched", "heirs", "holding"]) await connection.run(`drop table ${table}`);
}
