import type { CheckResult } from "../../dashboard/shared/catalogue.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import type { Contract } from "../contract.ts";
import type { Workspace } from "./workspace.ts";

/** What findings call the rejected records of a file: `evidence_source`, with "<load> <line>" as keys. */
const REJECTS = "rejects";

/**
 * Keeps the rows that findings and flags rest on as `pages.evidence.<source>`, each with its key (`evidence_key`): a
 * version carries no exports, and a finding whose rows cannot be opened is only a claim.
 *
 * @returns a check that counts the evidence that is named but not there
 */
export async function keepEvidence(workspace: Workspace, contracts: readonly Contract[]): Promise<CheckResult> {
  const { connection, query } = workspace;
  await connection.run(`
    create temp table named_evidence as
    select distinct evidence_source as source, unnest(evidence) as key
    from (
      select evidence_source, evidence from accountability.findings
      union all
      select evidence_source, evidence from authenticity.flags
    )`);
  try {
    const sources = await query(
      "select distinct source from temp.named_evidence where source is not null order by source",
    );
    await connection.run(`create table pages.checks.evidence_is_there (source varchar, evidence_key varchar)`);
    for (const { source } of sources) {
      const id = String(source);
      const rows = id === REJECTS ? rejectsSql() : rowsSql(contracts.find((contract) => contract.id === id));
      const table = `pages.evidence.${quoteName(id)}`;
      const wanted = `select key from temp.named_evidence where source = ${quoteText(id)}`;
      if (rows !== null) {
        await connection.run(
          `create table ${table} as from (${rows}) as found where found.evidence_key in (${wanted})`,
        );
      }
      const there = rows === null ? "" : `and key not in (select evidence_key from ${table})`;
      await connection.run(
        `insert into pages.checks.evidence_is_there
         select source, key from temp.named_evidence where source = ${quoteText(id)} ${there}`,
      );
    }
    const missing = await query("select cast(count(*) as double) as n from pages.checks.evidence_is_there");
    return {
      id: "evidence_is_there",
      title: { zh: "依据的行都在", en: "The rows that findings rest on are there" },
      severity: "warn",
      rows: Number(missing[0]?.["n"]),
    };
  } finally {
    await connection.run("drop table temp.named_evidence");
  }
}

/** Keys of several columns are joined by a space, an empty one between them stays empty. */
function rowsSql(contract: Contract | undefined): string | null {
  if (contract === undefined) return null;
  const key = contract.key.map((name) => `coalesce(cast(${quoteName(name)} as varchar), '')`).join(" || ' ' || ");
  const columns = contract.columns.map(({ name }) => quoteName(name)).join(", ");
  return `select ${key} as evidence_key, ${columns} from sources.${quoteName(contract.id)}`;
}

function rejectsSql(): string {
  return `select load || ' ' || line as evidence_key, load, line, "column", value, raw, zh, en from ledger.rejects`;
}
