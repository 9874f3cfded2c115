import type { Store } from "../store.ts";
import { fileRelation } from "./csv-relation.ts";
import { HEAD, readHead } from "./encoding/head.ts";
import { inspect, withoutMark, type Inspection } from "./inspect.ts";
import { LONGEST_RECORD } from "./parse-record.ts";
import { choosePlace, placeRows, type Place } from "./place-rows.ts";
import type { Plan } from "./plan.ts";
import { Scanner, type Structure } from "./scan.ts";

/** Rows that were stored while the file was still being looked through, and rightly so. */
export type HeadStart = { place: Place; rows: number };

/**
 * Looks through a big UTF-8 file and meanwhile has DuckDB read it already, trusting that all of it is like its
 * beginning. In a transaction that the caller has begun; where the trust was misplaced, `started` is null and the
 * caller has to roll back.
 */
export async function inspectWithHeadStart(
  store: Store,
  plan: Plan,
  path: string,
  delimiter: string,
  load: number,
  guess: Structure,
  progress: (bytes: number, rows: number | undefined, alongside: boolean) => void,
): Promise<{ inspection: Inspection; started: HeadStart | null }> {
  const { connection } = store;
  const place = await choosePlace(connection, plan);
  let running = true;
  const reading = placeRows(connection, plan, fileRelation(plan, path, delimiter, guess), place, load)
    .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    .finally(() => (running = false));
  const stop = (): void => {
    if (running) connection.interrupt();
  };
  let inspection: Inspection;
  try {
    inspection = await inspect(path, delimiter, {
      progress: (bytes, rows) => progress(bytes, rows, running),
      fault: stop,
    });
  } catch (error) {
    stop();
    await reading;
    throw error;
  }
  const { structure, broken } = inspection;
  const trusted =
    !broken &&
    structure.clean &&
    structure.lineEnd === guess.lineEnd &&
    (structure.blanks === "none" || structure.blanks === guess.blanks) &&
    (!structure.controls || guess.controls);
  if (!trusted) stop();
  const rows = await reading;
  if (!trusted) return { inspection, started: null };
  if (rows instanceof Error) throw rows;
  return { inspection, started: { place, rows } };
}

/** What a big file seems to be made of, by its beginning; null where it is small, or not clean from the start. */
export async function guessStructure(path: string, delimiter: string): Promise<Structure | null> {
  const head = await readHead(path);
  if (head.length < HEAD) return null;
  const scanner = new Scanner(delimiter, LONGEST_RECORD);
  const end = Math.max(head.lastIndexOf(0x0a), 0);
  scanner.add(withoutMark(head.subarray(0, end + 1)));
  const structure = scanner.end();
  return structure.clean ? structure : null;
}
