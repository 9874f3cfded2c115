import { writeFile } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { PREVIEW_ROWS, type PartReport } from "../../../dashboard/shared/file-report.ts";
import { repairedRelation } from "../csv-relation.ts";
import { decodeHead, HEAD, readHead } from "../encoding/head.ts";
import type { Reading } from "../make-plan.ts";
import type { FileRelation } from "../plan.ts";
import { settleForm } from "../layout/settle-form.ts";
import { readRecords } from "../records.ts";
import { repair, repairedDelimiter, repairOrder, type Aside, type Damage } from "../repair.ts";

/** How many records the values are judged by. */
const SAMPLE_ROWS = 2000;

/** A record at the beginning of the file; `code`: why its cells cannot be told, or null. */
export type SeenRecord = { line: number; code: Damage["code"] | null; cells: number; raw: string };

export type Sample = {
  /** The sound records of the beginning, in a temporary table of the connection. */
  relation: FileRelation;
  /** The first `PREVIEW_ROWS` records that are not blank, the header left out. */
  records: SeenRecord[];
  /** Lines of the beginning that are no records. */
  skipped: PartReport["skipped"];
};

/**
 * Reads the beginning of a part into a temporary table `sample`, as it would be read when it is loaded.
 *
 * @param scratch gives places for temporary files
 */
export async function takeSample(
  connection: DuckDBConnection,
  { header, encoding, layout }: Reading,
  path: string,
  scratch: (kind: string) => string,
): Promise<Sample> {
  const head = await readHead(path);
  const text = decodeHead(head, encoding);
  const whole = head.length < HEAD;
  const beginning = scratch("head");
  await writeFile(
    beginning,
    whole ? text : text.slice(0, Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1),
  );
  const settled = await settleForm(beginning, layout);
  const { form } = settled;
  const set = new Map<number, SeenRecord>();
  const skipped: PartReport["skipped"] = [];
  const aside: Aside = {
    reject: (damage) => set.set(damage.line, damage),
    skip: (line, code, raw) => skipped.push({ line, code, raw }),
  };
  const clean = scratch("sample");
  const { blanks, controls, bytes, good } = await repair(
    repairOrder(beginning, clean, layout, settled, []),
    aside,
    () => undefined,
  );
  const none = new Set(skipped.map(({ line }) => line));
  const records: SeenRecord[] = [];
  await readRecords(beginning, form, ({ line, kind, bytes, start, end, cells }) => {
    if (kind === "blank" || none.has(line) || records.length >= PREVIEW_ROWS) return;
    records.push(set.get(line) ?? { line, code: null, cells, raw: bytes.toString("utf8", start, end) });
  });
  const made = { blanks, controls, bytes, records: good };
  const relation = repairedRelation({ header }, clean, repairedDelimiter(form), made);
  await connection.run(`create or replace temp table sample as select * from ${relation.sql} limit ${SAMPLE_ROWS}`);
  return { relation: { ...relation, sql: "sample" }, records, skipped };
}
