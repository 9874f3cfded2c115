import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { Problem } from "../problem.ts";
import { ENCODINGS, encodingOf } from "./encoding/names.ts";

/** How another system's export fills a contract: `etl/mappings/<name>.yml`. */
export type Mapping = {
  name: string;
  source: string;
  /** What detection should not be left to. `encoding`: as TextDecoder names it. */
  read: { encoding?: string; delimiter?: string };
  /** Contract column → DuckDB expression over the file's columns, all of them text, and `_line`, `_file`. */
  columns: Record<string, string>;
};

/**
 * Reads a mapping.
 *
 * @param folder where mappings are kept
 * @param name a name in that folder, or a path (it has a slash, or ends in .yml)
 */
export async function readMapping(folder: string, name: string): Promise<Mapping> {
  const path = /[/\\]|\.ya?ml$/.test(name) ? name : join(folder, `${name}.yml`);
  let yaml: string;
  try {
    yaml = await readFile(path, "utf8");
  } catch (cause) {
    throw new Problem({
      code: "no_mapping",
      zh: `没有名为 ${name} 的映射：${path} 不存在`,
      en: `There is no mapping ${name}: ${path} does not exist`,
      where: { file: path },
      cause,
    });
  }
  return parseMapping(name.replace(/^.*[/\\]/, "").replace(/\.ya?ml$/, ""), yaml, path);
}

export function parseMapping(name: string, yaml: string, file: string): Mapping {
  let raw: unknown;
  try {
    raw = parse(yaml);
  } catch (cause) {
    throw badMapping(file, (cause as Error).message);
  }
  if (!isRecord(raw) || typeof raw.source !== "string") throw badMapping(file, "source is needed");
  if (!isRecord(raw.columns)) throw badMapping(file, "columns are needed: contract column: expression");
  const read: Mapping["read"] = {};
  if (isRecord(raw.read)) {
    if (raw.read.encoding !== undefined) read.encoding = parseEncoding(String(raw.read.encoding), file);
    if (raw.read.delimiter !== undefined) read.delimiter = parseDelimiter(String(raw.read.delimiter), file);
  }
  const columns: Record<string, string> = {};
  for (const [column, expression] of Object.entries(raw.columns)) {
    if (expression !== null && expression !== undefined) columns[column] = String(expression);
  }
  return { name, source: raw.source, read, columns };
}

function parseEncoding(label: string, file: string): string {
  const encoding = encodingOf(label);
  if (encoding === null) throw badMapping(file, `read.encoding: ${label} is none of ${ENCODINGS.join(", ")}`);
  return encoding;
}

function parseDelimiter(text: string, file: string): string {
  const delimiter = text === "tab" || text === "\\t" ? "\t" : text;
  if (delimiter.length !== 1 || delimiter.charCodeAt(0) > 0x7e || /["\r\n]/.test(delimiter)) {
    throw badMapping(file, `read.delimiter: one character is needed, such as , ; tab |`);
  }
  return delimiter;
}

function badMapping(file: string, what: string): Problem {
  return new Problem({
    code: "bad_mapping",
    zh: `映射文件有误：${what}`,
    en: `The mapping is wrong: ${what}`,
    where: { file },
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
