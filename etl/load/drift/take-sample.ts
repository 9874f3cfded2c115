import { writeFile } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { PREVIEW_ROWS } from "../../../dashboard/shared/file-report.ts";
import { repairedRelation } from "../csv-relation.ts";
import { decodeHead, HEAD, readHead } from "../encoding/head.ts";
import type { Reading } from "../make-plan.ts";
import type { FileRelation } from "../plan.ts";
import { readRecords, type RecordKind } from "../records.ts";
import { repair } from "../repair.ts";

/** How many records the values are judged by. */
const SAMPLE_ROWS = 2000;

/** A record at the beginning of the file. */
export type SeenRecord = { line: number; kind: RecordKind; cells: number; raw: string };

export type Sample = {
  /** The sound records of the beginning, in a temporary table of the connection. */
  relation: FileRelation;
  /** The first `PREVIEW_ROWS` records that are not blank, the header left out. */
  records: SeenRecord[];
};

/**
 * Reads the beginning of a part into a temporary table `sample`, as it would be read when it is loaded.
 *
 * @param scratch gives places for temporary files
 */
export async function takeSample(
  connection: DuckDBConnection,
  { header, encoding, delimiter }: Reading,
  path: string,
  scratch: (kind: string) => string,
): Promise<Sample> {
  const head = await readHead(path);
  const text = decodeHead(head, encoding);
  const whole = head.length < HEAD;
  const beginning = scratch("head");
  await writeFile(beginning, whole ? text : text.slice(0, text.lastIndexOf("\n") + 1));
  const records: SeenRecord[] = [];
  await readRecords(beginning, delimiter, header.length, (line, kind, bytes, start, end, cells) => {
    if (line === 1 || kind === "blank" || records.length >= PREVIEW_ROWS) return;
    records.push({ line, kind, cells, raw: bytes.toString("utf8", start, end) });
  });
  const clean = scratch("sample");
  const nothing = async (): Promise<void> => undefined;
  const { blanks } = await repair(beginning, clean, delimiter, header.length, nothing, () => undefined);
  const { sql, line, trim } = repairedRelation({ header }, clean, delimiter, blanks);
  await connection.run(`create or replace temp table sample as select * from ${sql} limit ${SAMPLE_ROWS}`);
  return { relation: { sql: "sample", line, trim }, records };
}
