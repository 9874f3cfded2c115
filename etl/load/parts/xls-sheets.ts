import { rm } from "node:fs/promises";
import * as XLSX from "@e965/xlsx";
import * as codepages from "@e965/xlsx/dist/cpexcel.full.mjs";
import { faultOfBiff } from "./biff.ts";
import { numberText, unescapeText } from "./cell-text.ts";
import { LONGEST_CELL, MOST_COLUMNS, cellTooLong, tooManyColumns } from "./limits.ts";
import { columnName, MergeFiller, type Merge } from "./merges.ts";
import { parseFormat, PLAIN, type NumberFormat } from "./number-format.ts";
import { SheetWriter } from "./sheet-writer.ts";
import { unsupported, type Foreign } from "./kind.ts";
import { Problem } from "../../problem.ts";

// Workbooks of before 2007 hold texts in the code page of the machine that wrote them.
XLSX.set_cptable(codepages);

const OLE = "d0cf11e0";

const ERRORS: Record<number, string> = {
  0x00: "#NULL!",
  0x07: "#DIV/0!",
  0x0f: "#VALUE!",
  0x17: "#REF!",
  0x1d: "#NAME?",
  0x24: "#NUM!",
  0x2a: "#N/A",
};

export type XlsSheet = { name: string; hidden: boolean; path: string } | { name: string; problem: Problem };

/**
 * Writes the sheets of an .xls as CSV, those without a value left out. It holds all of it in memory and lets nothing
 * else run meanwhile, so it belongs in a thread of its own.
 *
 * @throws Problem `encrypted`, `unsupported_file`, `damaged_workbook`
 */
export async function writeXlsSheets(bytes: Buffer, place: () => string): Promise<XlsSheet[]> {
  const fault = faultOfBiff(bytes.subarray(0, 4).toString("hex") === OLE ? streamOf(bytes) : bytes);
  if (fault !== null) throw fault === "encrypted" ? encryptedWorkbook() : damagedXls();
  const book = parse(bytes);
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const formats = new Map<string, NumberFormat>();
  const formatOf = (code: string | undefined): NumberFormat => {
    if (code === undefined) return PLAIN;
    const known = formats.get(code) ?? parseFormat(code);
    formats.set(code, known);
    return known;
  };
  const sheets: XlsSheet[] = [];
  for (const [at, name] of book.SheetNames.entries()) {
    const sheet = book.Sheets[name];
    // Sheets that are charts or macros have no cells.
    if (sheet === undefined || sheet["!type"] !== undefined) continue;
    const path = place();
    const writer = await SheetWriter.create(path);
    try {
      await writeRows(sheet, name, writer, (cell) => cellText(cell, formatOf(cell.z as string | undefined), date1904));
      await writer.close();
      if (writer.rows === 0) await rm(path);
      const hidden = (book.Workbook?.Sheets?.[at]?.Hidden ?? 0) !== 0;
      if (writer.rows > 0) sheets.push({ name, hidden, path });
    } catch (error) {
      await writer.abandon();
      await rm(path, { force: true });
      if (!(error instanceof Problem)) throw error;
      sheets.push({ name, problem: error });
    }
  }
  return sheets;
}

function parse(bytes: Buffer): XLSX.WorkBook {
  try {
    return XLSX.read(bytes, {
      type: "buffer",
      dense: true,
      cellNF: true,
      cellText: false,
      cellHTML: false,
      cellFormula: false,
    });
  } catch (cause) {
    throw damagedXls(cause);
  }
}

async function writeRows(
  sheet: XLSX.WorkSheet,
  name: string,
  writer: SheetWriter,
  textOf: (cell: XLSX.CellObject) => string,
): Promise<void> {
  const rows = (sheet["!data"] ?? []) as ((XLSX.CellObject | undefined)[] | undefined)[];
  const filler = new MergeFiller(mergesOf(sheet["!merges"] ?? []));
  for (let row = 0; row < rows.length; row++) {
    const cells: (string | undefined)[] = [];
    for (const [column, cell] of (rows[row] ?? []).entries()) {
      const text = cell === undefined || cell === null ? "" : textOf(cell);
      if (text.trim() === "") continue;
      const where = `${name}!${columnName(column)}${row + 1}`;
      if (column >= MOST_COLUMNS) throw tooManyColumns(where);
      if (text.length > LONGEST_CELL) throw cellTooLong(where);
      cells[column] = text;
    }
    filler.fill(row + 1, cells);
    writer.row(cells);
    await writer.flush();
  }
}

function mergesOf(ranges: readonly XLSX.Range[]): Merge[] {
  return ranges
    .filter(({ s, e }) => e.r > s.r && s.c < MOST_COLUMNS)
    .map(({ s, e }) => ({ column: s.c, first: s.r + 1, last: e.r + 1 }));
}

function cellText({ t, v }: XLSX.CellObject, format: NumberFormat, date1904: boolean): string {
  if (v === undefined || v === null) return "";
  switch (t) {
    case "n":
      return numberText(String(v), format, date1904);
    case "b":
      return v === true ? "TRUE" : "FALSE";
    case "e":
      return ERRORS[Number(v)] ?? "#N/A";
    default:
      return unescapeText(String(v));
  }
}

const FOREIGN: readonly (readonly [string, Foreign])[] = [
  ["WordDocument", { zh: "Word 文档（.doc）", en: "a Word document (.doc)" }],
  ["PowerPoint Document", { zh: "PowerPoint 演示文稿（.ppt）", en: "a PowerPoint presentation (.ppt)" }],
  ["__properties_version1.0", { zh: "Outlook 邮件（.msg）", en: "an Outlook message (.msg)" }],
];

/** The workbook in the container that .xls shares with other kinds of file. */
function streamOf(bytes: Buffer): Uint8Array {
  let entries: { name: string; content?: Uint8Array }[];
  try {
    entries = (XLSX.CFB.read(bytes, { type: "buffer" }) as { FileIndex: typeof entries }).FileIndex;
  } catch (cause) {
    throw damagedXls(cause);
  }
  const find = (wanted: string) => entries.find(({ name }) => name === wanted);
  if (find("EncryptedPackage") ?? find("EncryptionInfo")) throw encryptedWorkbook();
  const stream = find("Workbook") ?? find("Book");
  if (stream !== undefined) return Uint8Array.from(stream.content ?? []);
  const known = FOREIGN.find(([name]) => find(name) !== undefined)?.[1];
  throw unsupported(known ?? { zh: "OLE 文件，其中没有工作簿", en: "an OLE file without a workbook" });
}

function damagedXls(cause?: unknown): Problem {
  return new Problem({
    code: "damaged_workbook",
    zh: "工作簿已损坏或没有传完整；请用 Excel 或 WPS 打开，另存为 .xlsx 后再载入",
    en: "The workbook is damaged or incomplete; open it in Excel or WPS, save it as .xlsx and load that",
    cause,
  });
}

function encryptedWorkbook(): Problem {
  return new Problem({
    code: "encrypted",
    zh: "工作簿设了打开密码，无法读取；请用 Excel 或 WPS 打开，去掉密码后另存为新文件再载入",
    en: "The workbook is protected by a password; open it in Excel or WPS, save it without the password and load that",
  });
}
