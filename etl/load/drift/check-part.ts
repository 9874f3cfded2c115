import type { DuckDBConnection } from "@duckdb/node-api";
import type { PartCheck } from "../../../dashboard/shared/file-report.ts";
import { fileRelation } from "../csv-relation.ts";
import { divert } from "../divert.ts";
import type { Store } from "../../store.ts";
import type { Opening } from "../make-plan.ts";
import { openText } from "../open-text.ts";
import { countFailing, findFailing } from "../find-rejects.ts";
import type { FileRelation, Plan } from "../plan.ts";
import type { Aside } from "../repair.ts";
import { lookAgain } from "../second-look.ts";

export type Checked = {
  check: PartCheck;
  /** By the file's column: the words that its enum does not know, and how often each occurs, most frequent first. */
  words: Map<string, { word: string; count: number }[]>;
};

/** How many new words of one column are told. */
const MOST_WORDS = 50;

/**
 * Reads a whole part as a load would and counts what it would leave out. Stores nothing.
 *
 * @throws Problem where the bytes are not what the encoding says
 */
export async function checkPart(
  store: Store,
  connection: DuckDBConnection,
  opening: Opening,
  path: string,
  scratch: (kind: string) => string,
): Promise<Checked> {
  const { plan, layout } = opening;
  const text = await openText(store, opening, {
    path,
    copy: scratch("utf8"),
    load: 0,
    mayStart: false,
    restart: async () => undefined,
    progress: () => undefined,
  });
  const reasons: Record<string, number> = {};
  const counts = { read: text.structure.records, rejected: 0, blank: 0 };
  let relation = fileRelation(plan, text.path, layout.dialect.delimiter, text.structure);
  if (!text.structure.clean) {
    const aside: Aside = {
      reject: ({ code }) => (reasons[code] = (reasons[code] ?? 0) + 1),
      skip: () => undefined,
    };
    const diverted = await divert(plan, text, scratch("clean"), aside, () => undefined);
    counts.read = diverted.records + diverted.blank + diverted.damaged;
    counts.rejected = diverted.damaged;
    counts.blank = diverted.blank;
    relation = diverted.relation;
  }
  const words = await countTroubles(connection, plan, relation, reasons, counts);
  return { check: { ...counts, reasons }, words };
}

/** Counts into `reasons` and `counts` what of a relation would be rejected. */
export async function countTroubles(
  connection: DuckDBConnection,
  plan: Plan,
  relation: FileRelation,
  reasons: PartCheck["reasons"],
  counts: { rejected: number },
): Promise<Checked["words"]> {
  const better = await lookAgain(connection, plan, relation, { placed: null, longIds: true, now: new Date() });
  if (better !== null) await findFailing(connection, better, relation);
  for (const [code, count] of Object.entries(await countFailing(connection, better ?? plan))) {
    reasons[code] = (reasons[code] ?? 0) + count;
    counts.rejected += count;
  }
  const words: Checked["words"] = new Map();
  for (const [index, { column, from }] of plan.fields.entries()) {
    if (column.type !== "enum" || !("cell" in from)) continue;
    const rows = await connection.runAndReadAll(
      `select cell.text, count(*) from (select unnest(cells) as cell from failing)
       where cell.field = ${index} group by 1 order by 2 desc, 1 limit ${MOST_WORDS}`,
    );
    const list = rows.getRows().map(([text, count]) => ({ word: String(text), count: Number(count) }));
    if (list.length > 0) words.set(from.cell.name, list);
  }
  return words;
}
