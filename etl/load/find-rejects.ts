import type { DuckDBConnection } from "@duckdb/node-api";
import { faultReasons, faultsSelect, type FileRelation, type Plan } from "./plan.ts";
import { readRecords, type RecordForm } from "./records.ts";
import { appending, TableAppender } from "./table-appender.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";

/** Fills the temporary table `failing`: which records cannot be taken, by which of the plan's faults. */
export async function findFailing(connection: DuckDBConnection, plan: Plan, relation: FileRelation): Promise<void> {
  await connection.run(`create or replace temp table failing as ${faultsSelect(plan, relation)}`);
}

/**
 * Keeps the records of the table `failing` as rejects, each with its reason: the plan's, or what the table `readings`
 * says of the cell at fault. Their raw text is taken from the file itself, so that it can be mended and sent again as
 * it was. Drops both tables.
 *
 * @param path the file as UTF-8
 * @returns the rejected records by reason
 */
export async function keepRejects(
  connection: DuckDBConnection,
  plan: Plan,
  { path, form, load }: { path: string; form: RecordForm; load: number },
): Promise<Record<string, number>> {
  await copyRaw(connection, path, form);
  await connection.run(`
    insert into ledger.rejects
    select ${load}, why.line, why.header, why.value, raws.raw, why.code, why.zh, why.en
    from (${explainedSelect(plan)}) as why join raws using (line)
    order by why.line`);
  const counts = await countFailing(connection, plan);
  for (const table of ["failing", "raws", "readings"]) await connection.run(`drop table ${table}`);
  return counts;
}

/** The records of the table `failing` by the code of their reason. */
export async function countFailing(connection: DuckDBConnection, plan: Plan): Promise<Record<string, number>> {
  const counts = await connection.runAndReadAll(
    `select code, count(*) from (${explainedSelect(plan)}) group by code order by code`,
  );
  return Object.fromEntries(counts.getRows().map(([code, count]) => [String(code), Number(count)]));
}

/** The records of the table `failing`, each with its reason. */
function explainedSelect(plan: Plan): string {
  const text = (value: string | null | undefined): string => (value == null ? "null" : quoteText(value));
  const reasons = faultReasons(plan).map(
    ({ field, header, reason }, index) =>
      `(${index}, ${reason === null ? field : "null::integer"}, ${text(header)}, ${text(reason?.code)}, ${text(reason?.zh)}, ${text(reason?.en)})`,
  );
  const either = ["code", "zh", "en"].map((name) => `coalesce(reasons.${name}, readings.${name}) as ${name}`);
  return `
    select line, header, failing.value, ${either.join(", ")}
    from failing
    join (values ${reasons.join(", ")}) as reasons(fault, field, header, code, zh, en) using (fault)
    left join readings on readings.field = reasons.field and readings.text = failing.value`;
}

/** Fills the table `raws` with the text of the failing records as it stands in the file. */
async function copyRaw(connection: DuckDBConnection, path: string, form: RecordForm): Promise<void> {
  const lines = await connection.runAndReadAll("select line from failing order by line");
  // Numbers only: even a file that fails as a whole stays small here.
  const wanted = Float64Array.from(lines.getColumns()[0] ?? [], Number);
  await connection.run("create or replace temp table raws (line BIGINT, raw VARCHAR)");
  if (wanted.length === 0) return;
  await appending(TableAppender.open(connection, "raws", "main", "temp"), async (raws) => {
    let next = 0;
    await readRecords(path, form, ({ line, bytes, start, end }) => {
      if (line !== wanted[next]) return;
      raws.row(BigInt(line), bytes.toString("utf8", start, end));
      next++;
    });
  });
}
