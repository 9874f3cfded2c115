import type { DuckDBConnection } from "@duckdb/node-api";
import type { Remembered } from "../../../dashboard/shared/file-report.ts";
import type { LoadChoices } from "../../../dashboard/shared/loads.ts";
import { Problem } from "../../problem.ts";
import type { Store } from "../../store.ts";
import type { HeaderCell } from "../header.ts";
import { wallTime } from "../ledger.ts";
import { normaliseName } from "../normalise-name.ts";
import { matchHeaders } from "../recognise.ts";
import { inTransaction } from "../transaction.ts";
import type { Contract } from "../../contract.ts";
import { headerName, matchColumns } from "./match-columns.ts";

/** All that was confirmed once, the oldest first. */
export async function listRemembered(connection: DuckDBConnection): Promise<Remembered[]> {
  const result = await connection.runAndReadAll(
    `select number, source, kind, "column", text, means, uploader, cast(confirmed_at as varchar) from ledger.remembered order by number`,
  );
  return result.getRows().map(([number, source, kind, column, text, means, by, at]) => ({
    number: Number(number),
    source: String(source),
    kind: kind === "word" ? "word" : "header",
    column: column == null ? null : String(column),
    text: String(text),
    means: means == null ? null : String(means),
    by: String(by),
    at: `${String(at).replace(" ", "T")}+08:00`,
  }));
}

/**
 * Remembers what was chosen about a file's headers and words for the later files of its source; what was remembered of
 * the same header or word gives way. Headers that the contract knows by their names need no remembering.
 */
export async function remember(
  connection: DuckDBConnection,
  contract: Contract,
  header: readonly HeaderCell[],
  { columns = {}, words = {} }: LoadChoices,
  { uploader, now }: { uploader: string; now: Date },
): Promise<void> {
  const named = matchHeaders(contract, header).map(({ cell }) => headerName(header, cell));
  for (const [text, means] of Object.entries(columns)) {
    if (named.includes(text)) continue;
    await rememberOne(connection, contract.id, { kind: "header", column: null, text, means }, uploader, now);
  }
  const matches = matchColumns(contract, header, { columns }, await listRemembered(connection));
  for (const [name, members] of Object.entries(words)) {
    const column = matches.find(({ cell }) => headerName(header, cell) === name)?.column.name ?? null;
    for (const [text, means] of Object.entries(members)) {
      await rememberOne(connection, contract.id, { kind: "word", column, text, means }, uploader, now);
    }
  }
}

async function rememberOne(
  connection: DuckDBConnection,
  source: string,
  { kind, column, text, means }: { kind: string; column: string | null; text: string; means: string | null },
  uploader: string,
  now: Date,
): Promise<void> {
  const same = (await listRemembered(connection)).filter(
    (known) =>
      known.source === source &&
      known.kind === kind &&
      known.column === column &&
      normaliseName(known.text) === normaliseName(text),
  );
  if (same.length > 0) {
    await connection.run(
      `delete from ledger.remembered where number in (${same.map(({ number }) => number).join(", ")})`,
    );
  }
  await connection.run(
    `insert into ledger.remembered
     select coalesce(max(number), 0) + 1, $source, $kind, $column, $text, $means, $uploader, cast($confirmed as timestamp)
     from ledger.remembered`,
    { source, kind, column, text, means, uploader, confirmed: wallTime(now) },
  );
}

/**
 * Sets aside what is remembered now. Between this and the returned function only the loads of one command may run.
 *
 * @returns puts it back as it is now, whatever was remembered since
 */
export async function setRememberedAside(store: Store): Promise<() => Promise<void>> {
  const { connection } = store;
  await store.exclusive(() =>
    connection.run("create or replace temp table remembered_before as select * from ledger.remembered"),
  );
  return () =>
    store.exclusive(() =>
      inTransaction(connection, async () => {
        await connection.run("delete from ledger.remembered");
        await connection.run("insert into ledger.remembered select * from remembered_before");
      }),
    );
}

/** @throws Problem `not_remembered` */
export async function forget(store: Store, number: number): Promise<Remembered> {
  return store.exclusive(async () => {
    const entry = (await listRemembered(store.connection)).find((known) => known.number === number);
    if (entry === undefined) {
      throw new Problem({
        code: "not_remembered",
        zh: `没有第 ${number} 条记住的对应；heng remembered 可列出全部`,
        en: `Nothing is remembered under ${number}; heng remembered lists all`,
      });
    }
    await store.connection.run("delete from ledger.remembered where number = $number", { number });
    return entry;
  });
}
