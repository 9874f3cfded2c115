import iconv from "iconv-lite";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { NOW, type TestStore } from "../load/store-in-folder.ts";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TOKENS } from "./mutate.ts";
import type { Random } from "./random.ts";

/** A clean file: line by line, and which row each of them becomes. */
export type Clean = { name: string; source: string; header: string; lines: string[]; rows: string[] };

/** A clean file after damage to a few of its lines. `ends`: line ends that the damage has made of one. */
export type Touched = { bytes: Buffer; manner: string; clean: Clean; touched: Set<number>; added: number };

/**
 * Takes a part of a file and what loading it gives, a row a line.
 *
 * @returns null if not every line becomes a row: then what damage does to it could not be told
 */
export async function cleanPart(store: TestStore, name: string, text: string, from: number): Promise<Clean | null> {
  const [header = "", ...all] = text.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  const lines = all.filter((line) => line !== "").slice(from, from + 150);
  if (lines.length < 20) return null;
  const outcome = await give(store, Buffer.from([header, ...lines, ""].join("\n")));
  const rows = await rowsOfLoad(store, outcome);
  const { source, loaded } = outcome;
  if (source === null || outcome.status !== "accepted" || loaded !== lines.length) return null;
  if (rows.length !== lines.length || new Set(rows).size !== rows.length) return null;
  return { name, source, header, lines, rows };
}

/** Damages one to four lines at one place each, never the header, in one of several encodings. */
export function touch(clean: Clean, random: Random): Touched {
  const encoding = random.pick(["utf-8", "utf-8", "utf-8", "gb18030", "gb18030", "utf-16le", "utf-16be"]);
  const mark = encoding.startsWith("utf-16") || random.below(3) === 0;
  const end = iconv.encode(random.pick(["\n", "\r\n"]), encoding);
  const touched = new Set<number>();
  let added = 0;
  const bytes = clean.lines.map((line) => iconv.encode(line, encoding));
  const ends = clean.lines.map(() => end);
  for (let count = 1 + random.below(random.pick([1, 4])); count > 0; count--) {
    const line = random.below(bytes.length);
    if (touched.has(line)) continue;
    touched.add(line);
    const text = bytes[line] as Buffer;
    const at = random.below(text.length + 1);
    const [before, after] = [text.subarray(0, at), text.subarray(at)];
    const some = 1 + random.below(random.pick([1, 4, 40]));
    const token = random.pick(TOKENS.filter((each) => each.length < 20));
    const put =
      random.below(2) === 0 && !encoding.startsWith("utf-8") ? iconv.encode(token.toString("utf8"), encoding) : token;
    switch (random.below(7)) {
      case 0:
        bytes[line] = Buffer.concat([before, after.subarray(some)]);
        break;
      case 1:
        bytes[line] = Buffer.concat([before, put, after]);
        added += 2;
        break;
      case 2:
        bytes[line] = Buffer.concat([before, put, after.subarray(some)]);
        added += 2;
        break;
      case 3: {
        const copy = Buffer.from(text);
        if (copy.length > 0) copy[at % copy.length] = random.below(256);
        bytes[line] = copy;
        added += 1;
        break;
      }
      case 4:
        bytes[line] = before;
        break;
      case 5: {
        const lost = 1 + random.below(end.length);
        ends[line] = end.subarray(lost);
        touched.add(line + 1);
        break;
      }
      default:
        bytes[line] = Buffer.concat([before, end, after]);
        added += 1;
    }
  }
  const head = Buffer.concat([iconv.encode(mark ? `\uFEFF${clean.header}` : clean.header, encoding), end]);
  const body = bytes.flatMap((line, at) => [line, ends[at] as Buffer]);
  const manner = `${clean.name} ${encoding}${mark ? " with a mark" : ""}, lines ${[...touched].join(" ")}`;
  return { bytes: Buffer.concat([head, ...body]), manner, clean, touched, added };
}

/** How many good lines may go with a damaged one: the neighbours of a piece of text, the other half of a lost line end. */
const NEIGHBOURS = 4;

/**
 * What is wrong about how a damaged file was taken: a line that nothing touched is neither the row that it was nor a
 * reject of its own text, damage that has reached far beyond its line, or rows that none of its lines says.
 */
export async function judgeTouched(store: TestStore, file: Touched, outcome: LoadOutcome): Promise<string[]> {
  const { clean, touched, added } = file;
  if (outcome.status !== "accepted") return [`refused: ${outcome.message?.code ?? ""} ${outcome.message?.en ?? ""}`];
  if (outcome.source !== clean.source) return [`taken for ${String(outcome.source)}`];
  const wrong: string[] = [];
  const rows = await rowsOfLoad(store, outcome);
  const there = new Set(rows);
  const rejects = await store.ask(`select raw from ledger.rejects where load = ${outcome.load}`);
  const raws = rejects.flatMap(({ raw }) => String(raw).split(/\r\n|\n|\r/u));
  const rejected = new Set(raws);
  let carried = 0;
  for (const [at, line] of clean.lines.entries()) {
    if (touched.has(at) || there.has(clean.rows[at] ?? "")) continue;
    if (rejected.has(line)) carried++;
    else wrong.push(`line ${at + 2} is lost: ${line.slice(0, 200)}`);
  }
  if (carried > NEIGHBOURS * (touched.size + added)) wrong.push(`${carried} good lines rejected with ${touched.size}`);
  const known = new Set(clean.rows);
  const others = rows.filter((row) => !known.has(row));
  if (others.length > touched.size + added) wrong.push(`${others.length} rows that no line says: ${others[0] ?? ""}`);
  return wrong.slice(0, 3);
}

export async function give(store: TestStore, bytes: Buffer): Promise<LoadOutcome> {
  const path = join(store.folder, "touched.csv");
  await writeFile(path, bytes);
  return loadFile(store, { path, name: "touched.csv", uploader: "fuzz", now: NOW, yes: true });
}

/** Rows of a load in the order of the file, each as text. */
async function rowsOfLoad(store: TestStore, { load, source }: LoadOutcome): Promise<string[]> {
  const contract = store.contracts.find(({ id }) => id === source);
  if (contract === undefined) return [];
  const names = contract.columns.map(({ name }) => `"${name}"`).join(", ");
  const rows = await store.ask(`select ${names}, extra from rows.${contract.id} where _load = ${load} order by rowid`);
  return rows.map((row) => JSON.stringify(row));
}
