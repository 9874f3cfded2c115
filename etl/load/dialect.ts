import { Problem } from "../problem.ts";
import { nameColumns, type HeaderCell } from "./header.ts";
import { parseRecord, splitCells } from "./parse-record.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

export type Dialect = {
  delimiter: string;
  header: HeaderCell[];
  /** The header record as it stands in the file. */ headerText: string;
};

/**
 * Tells the delimiter by the header: the one that makes most of its names known.
 *
 * @param known how many of the names are known
 * @throws Problem `no_header`, `unknown_delimiter`
 */
export function findDialect(
  text: string,
  delimiter: string | undefined,
  known: (header: HeaderCell[]) => number,
): Dialect {
  if (text.trim() === "") {
    throw new Problem({
      code: "empty_file",
      zh: "文件是空的；请重新导出",
      en: "The file is empty; export it again",
    });
  }
  if (delimiter !== undefined) return readHeader(text, delimiter);
  const ranked = DELIMITERS.flatMap((candidate) => {
    try {
      const dialect = readHeader(text, candidate);
      return [{ dialect, known: known(dialect.header) }];
    } catch {
      return [];
    }
  }).sort((a, b) => b.known - a.known);
  const [best, second] = ranked;
  if (best === undefined) return readHeader(text, ",");
  if (best.known === 0 || best.known === second?.known) {
    // One column needs no delimiter, so all of them tell the same.
    if (best.known > 0 && ranked.every(({ dialect }) => dialect.header.length === 1)) return best.dialect;
    throw new Problem({
      code: "unknown_delimiter",
      zh: `表头中没有认识的列（分隔符试过逗号、分号、制表符、竖线）；第一行是：${firstLine(text)}。请核对表头，或在映射文件的 read.delimiter 中写明分隔符`,
      en: `None of the headers is known (tried comma, semicolon, tab and bar); the first line is: ${firstLine(text)}. Check the header row, or name the delimiter in a mapping (read.delimiter)`,
    });
  }
  return best.dialect;
}

function readHeader(text: string, delimiter: string): Dialect {
  const bytes = Buffer.from(text);
  const parsed = parseRecord(bytes, 0, delimiter.charCodeAt(0), true);
  if (parsed.kind !== "record") {
    throw new Problem({
      code: "no_header",
      zh: `第一行不是完好的表头（引号没有配对）：${firstLine(text)}；请核对后重新导出`,
      en: `The first line is no sound header (its quotes do not pair): ${firstLine(text)}; check it and export again`,
      where: { line: 1 },
    });
  }
  const headerText = bytes.subarray(0, parsed.end).toString();
  return { delimiter, headerText, header: nameColumns(splitCells(headerText, delimiter)) };
}

function firstLine(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? "";
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
