import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { parseWords, type Words } from "../dashboard/shared/words.ts";
import { normaliseName } from "./load/normalise-name.ts";
import { Problem } from "./problem.ts";

export const COLUMN_TYPES = [
  "id",
  "text",
  "enum",
  "int",
  "money",
  "rate",
  "score",
  "nps",
  "ts",
  "date",
  "month",
  "time",
  "minutes",
  "bool",
  "phone",
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** One member of an enum column. `accepts`: every word that a file may say for it, as `normaliseName` leaves it. */
export type EnumValue = { id: string; words: Words; accepts: string[] };

export type Column = {
  name: string;
  type: ColumnType;
  required: boolean;
  /** Part of the business key. */
  key: boolean;
  /** Masked unless the role may see it. */
  personal: boolean;
  /** Headers that files give it besides its own name; the first is its usual Chinese one. */
  aliases: string[];
  /** Only for type enum. */
  values?: EnumValue[];
  /** The source whose key it holds. An unknown reference is kept and warned of, never rejected. */
  refers?: string;
};

/** What one kind of export holds: `etl/sources/<id>.yml`. */
export type Contract = {
  id: string;
  title: Words;
  columns: Column[];
  /** Names of the columns of the business key, in order of the columns. */
  key: string[];
  /** The column whose latest day tells up to when the export holds, or null where none does. */
  through: string | null;
  /** [start, end]: a row whose end lies before its start is rejected. */
  order: [string, string][];
  /** Groups of columns of which a row needs at least one: a payment names its bill or its customer. */
  oneOf: string[][];
  /** Only where the file states one; otherwise `DEFAULT_BUDGET` holds. */
  budget?: Budget;
};

/** What a load of the source may be like without a person's yes; shares from 0 to 1. See `etl/load/README.md`. */
export type Budget = {
  /** Of the records read, so many may be rejected. */
  rejects: number;
  /** Of the source's usual number of records, at least so many are expected. */
  rows: number;
  /** By so much may the share of rows whose key came earlier in the file exceed the usual. */
  repeats: number;
  /** By so much may the share of known rows that a file lacks, of the days that it covers, exceed the usual. */
  missing: number;
  /** Fewer rows than this are never a reason to hold a load. */
  least: number;
};

export const DEFAULT_BUDGET: Budget = { rejects: 0.05, rows: 0.3, repeats: 0.05, missing: 0.1, least: 20 };

/** Reads every `*.yml` of the folder, ordered by id. A new file is a new source: nothing else registers it. */
export async function readContracts(folder: string): Promise<Contract[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yml")).sort();
  const contracts = await Promise.all(
    files.map(async (file) =>
      parseContract(basename(file, ".yml"), await readFile(join(folder, file), "utf8"), join(folder, file)),
    ),
  );
  for (const contract of contracts) {
    for (const { name, refers } of contract.columns) {
      if (refers !== undefined && !contracts.some(({ id }) => id === refers)) {
        throw badContract(join(folder, `${contract.id}.yml`), `${name} refers to ${refers}, which is no source`);
      }
    }
  }
  return contracts;
}

type RawValue = { zh?: unknown; en?: unknown; also?: unknown[] };
type RawColumn = {
  type?: unknown;
  required?: unknown;
  personal?: unknown;
  names?: unknown[];
  refers?: unknown;
  values?: Record<string, RawValue>;
};
type RawContract = {
  title?: unknown;
  key?: unknown[];
  through?: unknown;
  order?: unknown[][];
  one_of?: unknown[][];
  budget?: Record<string, unknown>;
  columns?: Record<string, RawColumn>;
};

/** @throws Problem `bad_contract` naming the file and what is wrong in it */
export function parseContract(id: string, yaml: string, file: string): Contract {
  let raw: RawContract | null;
  try {
    raw = parse(yaml) as RawContract | null;
  } catch (cause) {
    throw badContract(file, (cause as Error).message);
  }
  if (raw?.columns === undefined || raw.title === undefined) throw badContract(file, "title and columns are needed");
  if (!/^[a-z][a-z0-9_]*$/.test(id)) throw badContract(file, "the file's name must be a plain identifier");
  const key = (raw.key ?? []).map(String);
  const columns = Object.entries(raw.columns).map(([name, column]) => parseColumn(name, column, key, file));
  const oneOf = (raw.one_of ?? []).map((group) => group.map(String));
  const names = new Set(columns.map(({ name }) => name));
  const order = (raw.order ?? []).map(([start, end]): [string, string] => [String(start), String(end)]);
  const headers = columns.flatMap(({ name, aliases }) => [...new Set([name, ...aliases].map(normaliseName))]);
  const twice = headers.find((header, index) => headers.indexOf(header) !== index);
  if (twice !== undefined) throw badContract(file, `the header ${twice} stands for two columns`);
  const through = raw.through == null ? null : String(raw.through);
  if (key.length === 0) throw badContract(file, "key is needed: the columns that tell one record from another");
  for (const name of [...key, ...order.flat(), ...oneOf.flat(), ...(through === null ? [] : [through])]) {
    if (!names.has(name)) throw badContract(file, `${name} is not among the columns`);
  }
  const contract = { id, title: parseWords(String(raw.title)), columns, key, through, order, oneOf };
  return raw.budget == null ? contract : { ...contract, budget: parseBudget(raw.budget, file) };
}

function parseBudget(raw: Record<string, unknown>, file: string): Budget {
  const budget = { ...DEFAULT_BUDGET };
  for (const [name, value] of Object.entries(raw)) {
    const text = String(value);
    if (name === "least" && /^\d{1,9}$/.test(text)) budget.least = Number(text);
    else if (name !== "least" && Object.hasOwn(budget, name) && /^\d{1,3}(\.\d+)?%$/.test(text)) {
      budget[name as keyof Budget] = Number(text.slice(0, -1)) / 100;
    } else {
      throw badContract(file, `budget: ${name}: ${text}; write rejects, rows, repeats, missing as 5%, least as 20`);
    }
  }
  return budget;
}

function parseColumn(name: string, raw: RawColumn, key: string[], file: string): Column {
  const type = COLUMN_TYPES.find((known) => known === raw.type);
  if (type === undefined) throw badContract(file, `${name}: type must be one of ${COLUMN_TYPES.join(", ")}`);
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name === "extra") throw badContract(file, `${name}: not usable as a name`);
  const column: Column = {
    name,
    type,
    required: raw.required === true,
    key: key.includes(name),
    personal: raw.personal === true,
    aliases: (raw.names ?? []).map(String),
  };
  if (raw.refers !== undefined) column.refers = String(raw.refers);
  if (type === "enum") {
    column.values = Object.entries(raw.values ?? {}).map(([id, value]) => parseValue(id, value));
    const words = column.values.flatMap(({ accepts }) => accepts);
    const twice = words.find((word, index) => words.indexOf(word) !== index);
    if (twice !== undefined) throw badContract(file, `${name}: the word ${twice} stands for two values`);
    if (words.length === 0) throw badContract(file, `${name}: an enum needs values`);
  }
  return column;
}

function parseValue(id: string, raw: RawValue): EnumValue {
  const words = { zh: String(raw.zh ?? id), en: String(raw.en ?? id) };
  const accepts = [id, words.zh, words.en, ...(raw.also ?? []).map(String)].map(normaliseName);
  return { id, words, accepts: [...new Set(accepts)] };
}

function badContract(file: string, what: string): Problem {
  return new Problem({
    code: "bad_contract",
    zh: `来源定义文件有误：${what}`,
    en: `The source's contract is wrong: ${what}`,
    where: { file },
  });
}
