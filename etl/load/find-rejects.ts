import type { DuckDBConnection } from "@duckdb/node-api";
import { faultReasons, faultsSelect, type FileRelation, type Plan } from "./plan.ts";
import { readRecords } from "./records.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";

/**
 * The second pass over a file, only where rows failed: which records, why, and what they say. Their raw text is taken
 * from the file itself, so that it can be mended and sent again as it was.
 *
 * @param path the file as UTF-8
 * @returns the rejected records by reason
 */
export async function findRejects(
  connection: DuckDBConnection,
  plan: Plan,
  relation: FileRelation,
  { path, delimiter, load }: { path: string; delimiter: string; load: number },
): Promise<Record<string, number>> {
  await connection.run(`create or replace temp table failing as ${faultsSelect(plan, relation)}`);
  await copyRaw(connection, path, delimiter, plan.header.length);
  const text = (value: string | null): string => (value === null ? "null" : quoteText(value));
  const reasons = faultReasons(plan).map(
    ({ header, reason }, index) =>
      `(${index}, ${text(header)}, ${text(reason.code)}, ${text(reason.zh)}, ${text(reason.en)})`,
  );
  await connection.run(`
    insert into ledger.rejects
    select ${load}, failing.line, reasons.header, failing.value, raws.raw, reasons.code, reasons.zh, reasons.en
    from failing
    join raws using (line)
    join (values ${reasons.join(", ")}) as reasons(fault, header, code, zh, en) using (fault)
    order by failing.line`);
  const counts = await connection.runAndReadAll(`
    select reasons.code, count(*) from failing
    join (values ${reasons.join(", ")}) as reasons(fault, header, code, zh, en) using (fault)
    group by reasons.code order by reasons.code`);
  await connection.run("drop table failing");
  await connection.run("drop table raws");
  return Object.fromEntries(counts.getRows().map(([code, count]) => [String(code), Number(count)]));
}

/** Fills the table `raws` with the text of the failing records as it stands in the file. */
async function copyRaw(connection: DuckDBConnection, path: string, delimiter: string, width: number): Promise<void> {
  const lines = await connection.runAndReadAll("select line from failing order by line");
  // Numbers only: even a file that fails as a whole stays small here.
  const wanted = Float64Array.from(lines.getColumns()[0] ?? [], Number);
  await connection.run("create or replace temp table raws (line BIGINT, raw VARCHAR)");
  const appender = await connection.createAppender("raws", "main", "temp");
  let next = 0;
  await readRecords(path, delimiter, width, (line, _kind, bytes, start, end) => {
    if (line !== wanted[next]) return;
    appender.appendBigInt(BigInt(line));
    appender.appendVarchar(bytes.toString("utf8", start, end));
    appender.endRow();
    next++;
  });
  appender.closeSync();
}
