import { noLoad } from "../no-load.ts";
import type { MendRequest, Reject } from "../../../dashboard/shared/loads.ts";
import type { Language } from "../../../dashboard/shared/words.ts";
import { Problem } from "../../problem.ts";
import type { Store } from "../../store.ts";
import { nameColumns } from "../header.ts";
import { writeRecord } from "../layout/dialect.ts";
import { cellsOf, parseForm, type FileForm } from "./cells-of.ts";
import { findMending, MEND_TITLES } from "./mend-columns.ts";

/** Excel takes a text without it for one in the system's own encoding. */
const BOM = "\uFEFF";

/** What a load's mending file looks like: its file's form, and which of the headers are the original's own. */
type Shape = { load: number; file: string; form: FileForm; own: number[]; delimiter: string };

/**
 * A load's rejected rows that are still to be mended, as a file in the shape of the original: its own columns and its
 * delimiter, then the damaged record's text, its number and why it was rejected. A record whose cells are certain
 * stands as it stood; of any other the cells are empty and the text is to be put into them. UTF-8 with a mark.
 *
 * @returns the text of so many rejects, with the header before the first; how many rejects it holds
 * @throws Problem `no_load`, `no_header`
 */
export async function mendingText(
  store: Store,
  { load, lang, limit, offset }: { load: number; lang: Language; limit: number; offset: number },
): Promise<{ file: string; text: string; rejects: number }> {
  const shape = await readShape(store, load);
  const rejects = await openRejects(store, load, `order by line limit ${limit} offset ${offset}`);
  const records = rejects.map((reject) => {
    const cells = ownCells(shape, reject);
    const raw = cells === null || reject.reason.code === "bad_bytes" ? reject.raw : "";
    return record(shape, cells ?? shape.own.map(() => ""), raw, reject, lang);
  });
  const head = offset === 0 ? BOM + header(shape, lang) : "";
  return { file: shape.file, text: head + records.join(""), rejects: rejects.length };
}

/**
 * The mending file of some rows, with what a person has written in their cells.
 *
 * @throws Problem `no_load`, `no_header`, `not_rejected`, `unknown_header`
 */
export async function mendedText(
  store: Store,
  load: number,
  lines: MendRequest,
): Promise<{ file: string; text: string }> {
  const shape = await readShape(store, load);
  const numbers = Object.keys(lines)
    .map(Number)
    .sort((a, b) => a - b);
  const rejects =
    numbers.length === 0 ? [] : await openRejects(store, load, `and line in (${numbers.join(", ")}) order by line`);
  const stranger = numbers.find((number) => !rejects.some(({ line }) => line === number));
  if (stranger !== undefined || numbers.length === 0) throw notRejected(load, stranger);
  const records = rejects.map((reject) => {
    const cells = ownCells(shape, reject) ?? shape.own.map(() => "");
    for (const [title, text] of Object.entries(lines[String(reject.line)] ?? {})) {
      const at = shape.own.findIndex((index) => shape.form.titles[index] === title);
      if (at < 0) throw unknownHeader(shape, title);
      cells[at] = text;
    }
    return record(shape, cells, "", reject, "zh");
  });
  return { file: shape.file, text: BOM + header(shape, "zh") + records.join("") };
}

async function readShape({ reader }: Store, load: number): Promise<Shape> {
  const result = await reader.runAndReadAll("select file, form from ledger.loads where load = $load", {
    load,
  });
  const [file, text] = result.getRows()[0] ?? [];
  if (file === undefined) {
    throw noLoad(load);
  }
  const form = parseForm(text);
  if (form === null) {
    throw new Problem({
      code: "no_header",
      zh: `第 ${load} 次载入没有留下表头，不能生成修改用的文件；请下载退回行的清单`,
      en: `Load ${load} has left no header to make a mending file with; download its rejected rows instead`,
    });
  }
  const all = form.titles;
  // A mending file that has rejects itself: only the original's columns go on.
  const own = findMending(nameColumns(all))?.own.map(({ title }) => title) ?? all;
  const indexes: number[] = [];
  for (const title of own) indexes.push(all.indexOf(title, (indexes.at(-1) ?? -1) + 1));
  const { delimiter } = form.dialect;
  const isUsual = delimiter.length === 1 && delimiter.charCodeAt(0) < 0x80;
  return { load, file: String(file), form, own: indexes, delimiter: isUsual ? delimiter : "," };
}

type OpenReject = Pick<Reject, "line" | "raw" | "reason">;

async function openRejects({ reader }: Store, load: number, which: string): Promise<OpenReject[]> {
  const result = await reader.runAndReadAll(
    `select line, raw, code, zh, en from ledger.rejects
     where load = ${load} and line not in (select line from ledger.mended where load = ${load}) ${which}`,
  );
  return result.getRows().map(([line, raw, code, zh, en]) => ({
    line: Number(line),
    raw: String(raw ?? ""),
    reason: { code: String(code), zh: String(zh), en: String(en) },
  }));
}

/** The original's own cells of a record; null where they are not certain. */
function ownCells({ form, own }: Shape, { raw, reason }: OpenReject): string[] | null {
  const cells = cellsOf(raw, reason.code, form);
  return cells && own.map((index) => cells[index] ?? "");
}

function header({ load, form, own, delimiter }: Shape, lang: Language): string {
  const { raw, line, reason } = MEND_TITLES[lang];
  return written([...own.map((index) => form.titles[index] ?? ""), raw, line(load), reason], delimiter);
}

function record(
  { delimiter }: Shape,
  cells: readonly string[],
  raw: string,
  { line, reason }: OpenReject,
  lang: Language,
): string {
  return written([...cells, raw, String(line), reason[lang]], delimiter);
}

/** One line. Cells stay what they were: no apostrophe before a sign, or it would come back with it. */
function written(cells: readonly string[], delimiter: string): string {
  return `${writeRecord(cells, delimiter)}\r\n`;
}

function notRejected(load: number, line: number | undefined): Problem {
  return new Problem({
    code: "not_rejected",
    zh: line === undefined ? "没有要改的行" : `第 ${load} 次载入的第 ${line} 行没有被退回，或已经改好`,
    en:
      line === undefined
        ? "There are no rows to mend"
        : `Line ${line} of load ${load} was not rejected, or is mended already`,
  });
}

function unknownHeader({ form, own }: Shape, title: string): Problem {
  const list = own.map((index) => form.titles[index]);
  return new Problem({
    code: "unknown_header",
    zh: `文件没有“${title}”这一列；有：${list.join("、")}`,
    en: `The file has no column "${title}"; it has ${list.join(", ")}`,
  });
}
