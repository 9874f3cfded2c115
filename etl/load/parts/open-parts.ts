import { stat } from "node:fs/promises";
import { Problem } from "../../problem.ts";
import { readGzip } from "./gzip.ts";
import { isForeign, tellKind, unsupported } from "./kind.ts";
import { DEEPEST_ARCHIVE, Expansion, MOST_MEMBERS } from "./limits.ts";
import { asProblem, scratchIn, type Scratch } from "./scratch.ts";
import { foreignDocument, isDocument, readWorkbook, type Sheet, type SheetFault } from "./workbook.ts";
import { readXls } from "./xls.ts";
import { isJunk } from "./zip-name.ts";
import { openZip, tooManyMembers, type Zip } from "./zip.ts";

/** One delimited text of a file, or why there is none. */
export type Part = TextPart | FailedPart;

export type TextPart = {
  kind: "text";
  /** "a.zip/b.csv", "a.xlsx#应收明细", or the file's own name. */
  name: string;
  /** Where its text stands until the next part is asked for. */
  path: string;
  /** A sheet: comma-separated UTF-8 that was written here, each record one row of the sheet. */
  sheet: { hidden: boolean } | null;
};

export type FailedPart = {
  kind: "failed";
  name: string;
  problem: Problem;
  /** Whether it is of a kind that nobody expects to load: a picture beside the tables. */
  foreign: boolean;
};

type Context = {
  scratch: Scratch;
  expansion: Expansion;
  progress: (part: string, bytes: number, of: number) => void;
};

/**
 * Takes a file apart, one part at a time: each is gone from disk when the next is asked for, or when the caller stops
 * asking. What a file is, is told by its bytes and never by its name.
 *
 * @param folder where parts may be written
 * @throws Problem where nothing of the file can be read: `unsupported_file`, `encrypted`, `damaged_zip`, `damaged_gzip`,
 *   `empty_archive`, `too_many_members`, `too_large_unpacked`, `disk_full`, `no_plain_file`; the file system's error
 */
export async function* openParts(
  path: string,
  name: string,
  folder: string,
  progress: Context["progress"] = () => undefined,
): AsyncGenerator<Part> {
  const stats = await stat(path);
  if (!stats.isFile()) throw noPlainFile(path);
  yield* partsIn(path, name, 0, { scratch: scratchIn(folder), expansion: new Expansion(stats.size), progress });
}

async function* partsIn(path: string, name: string, depth: number, context: Context): AsyncGenerator<Part> {
  const kind = await tellKind(path);
  if (isForeign(kind)) throw unsupported(kind);
  if (kind === "text") {
    yield { kind: "text", name, path, sheet: null };
  } else if (kind === "gzip") {
    yield* gzipParts(path, name, depth, context);
  } else if (kind === "ole") {
    const { place } = context.scratch;
    yield* partsOfSheets(
      name,
      readXls(path, place(), (bytes, of) => context.progress(name, bytes, of)),
    );
  } else {
    const zip = await openZip(path);
    try {
      if (isDocument(zip)) yield* workbookParts(zip, name, context);
      else yield* archiveParts(zip, name, depth, context);
    } finally {
      zip.close();
    }
  }
}

async function* gzipParts(path: string, name: string, depth: number, context: Context): AsyncGenerator<Part> {
  if (depth === DEEPEST_ARCHIVE) throw tooDeep();
  const { size } = await stat(path);
  const { scratch, expansion } = context;
  const inner = await scratch.write(readGzip(path, expansion, (bytes) => context.progress(name, bytes, size)));
  try {
    yield* partsIn(inner, name, depth + 1, context);
  } finally {
    await scratch.remove(inner);
  }
}

async function* workbookParts(zip: Zip, name: string, context: Context): AsyncGenerator<Part> {
  const foreign = foreignDocument(zip);
  if (foreign !== null) throw unsupported(foreign);
  const { expansion, scratch } = context;
  const sheets = readWorkbook(zip, {
    expansion,
    place: scratch.place,
    remove: scratch.remove,
    progress: (sheet, bytes, of) => context.progress(`${name}#${sheet}`, bytes, of),
  });
  yield* partsOfSheets(name, sheets);
}

/** A workbook without a value in any of its sheets is an empty file. */
async function* partsOfSheets(name: string, sheets: AsyncIterable<Sheet | SheetFault>): AsyncGenerator<Part> {
  let some = false;
  try {
    for await (const sheet of sheets) {
      some = true;
      const label = `${name}#${sheet.name}`;
      if ("problem" in sheet) yield { kind: "failed", name: label, problem: sheet.problem, foreign: false };
      else yield { kind: "text", name: label, path: sheet.path, sheet: { hidden: sheet.hidden } };
    }
  } catch (error) {
    throw asProblem(error);
  }
  if (!some) throw emptyWorkbook();
}

async function* archiveParts(zip: Zip, name: string, depth: number, context: Context): AsyncGenerator<Part> {
  if (depth === DEEPEST_ARCHIVE) throw tooDeep();
  const { scratch, expansion } = context;
  const members = zip.members.filter((member) => !isJunk(member.name));
  if (members.length === 0) throw emptyArchive();
  if (members.length > MOST_MEMBERS) throw tooManyMembers(members.length, MOST_MEMBERS);
  for (const member of members) {
    const label = `${name}/${member.name}`;
    let inner: string | null = null;
    try {
      const of = member.entry.uncompressedSize;
      inner = await scratch.write(told(zip.read(member, expansion), (bytes) => context.progress(label, bytes, of)));
      yield* partsIn(inner, label, depth + 1, context);
    } catch (error) {
      // One member that cannot be read is no reason to lose the others; a bomb or a full disk is.
      if (!(error instanceof Problem) || error.code === "cancelled") throw error;
      yield { kind: "failed", name: label, problem: error, foreign: error.code === "unsupported_file" };
      if (expansion.spent || error.code === "disk_full") return;
    } finally {
      if (inner !== null) await scratch.remove(inner);
    }
  }
}

async function* told(chunks: AsyncIterable<Buffer>, progress: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    progress(bytes);
    yield chunk;
  }
}

function tooDeep(): Problem {
  return new Problem({
    code: "nested_archive",
    zh: "压缩包里的压缩包里还有压缩包，没有再解；请先解压再载入",
    en: "This is an archive in an archive in an archive and was not opened; unpack it and load what is in it",
  });
}

function emptyWorkbook(): Problem {
  return new Problem({
    code: "empty_file",
    zh: "工作簿里没有数据；请重新导出",
    en: "The workbook holds no data; export it again",
  });
}

function emptyArchive(): Problem {
  return new Problem({
    code: "empty_archive",
    zh: "压缩包里没有文件；请重新打包",
    en: "The archive holds no files; make it again",
  });
}

function noPlainFile(path: string): Problem {
  return new Problem({
    code: "no_plain_file",
    zh: `${path} 是文件夹或设备，不是文件；请给出文件的路径`,
    en: `${path} is a folder or a device and no file; name a file`,
  });
}
