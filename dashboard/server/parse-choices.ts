import type { FileChoices, PartChoices } from "../shared/file-report.ts";
import { DATE_ORDERS, DATE_SYSTEMS, type DateOrder, type DateSystem } from "../shared/loads.ts";
import { BadRequest } from "./ask.ts";

/** Longest JSON of choices taken: thousands of columns and words fit. */
export const LONGEST_CHOICES = 1_000_000;
const LONGEST_NAME = 4096;

/**
 * Choices about a file as they come from outside: their shape, sizes and the names of encodings. Whether the columns
 * and members exist, the writer knows.
 *
 * @throws BadRequest saying which part of it is wrong
 */
export function parseFileChoices(json: string): FileChoices {
  if (json.length > LONGEST_CHOICES) throw bad("body", "太长", "too long");
  if (json.trim() === "") return {};
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw bad("body", "不是 JSON", "not JSON");
  }
  const body = record(raw, "body");
  only(body, ["parts", "remember"], "body");
  const choices: FileChoices = {};
  if (body.parts !== undefined) {
    choices.parts = members(body.parts, "parts", (part, at) => parsePartChoices(part, at));
  }
  if (body.remember !== undefined) choices.remember = yesOrNo(body.remember, "remember");
  return choices;
}

const KNOWN = [
  "source",
  "encoding",
  "delimiter",
  "headerLine",
  "columns",
  "dateOrders",
  "dateSystems",
  "words",
  "skip",
];

/** @param at where in the body it stands, for the message */
export function parsePartChoices(raw: unknown, at: string): PartChoices {
  const given = record(raw, at);
  only(given, KNOWN, at);
  const choices: PartChoices = {};
  if (given.source !== undefined) choices.source = plainName(given.source, `${at}.source`);
  if (given.encoding !== undefined) choices.encoding = encoding(given.encoding, `${at}.encoding`);
  if (given.delimiter !== undefined) choices.delimiter = delimiter(given.delimiter, `${at}.delimiter`);
  if (given.headerLine !== undefined) choices.headerLine = lineNumber(given.headerLine, `${at}.headerLine`);
  if (given.columns !== undefined) {
    choices.columns = members(given.columns, `${at}.columns`, (column, place) =>
      column === null ? null : plainName(column, place),
    );
  }
  if (given.dateOrders !== undefined) choices.dateOrders = members(given.dateOrders, `${at}.dateOrders`, dateOrder);
  if (given.dateSystems !== undefined)
    choices.dateSystems = members(given.dateSystems, `${at}.dateSystems`, dateSystem);
  if (given.words !== undefined) {
    choices.words = members(given.words, `${at}.words`, (words, place) => members(words, place, plainName));
  }
  if (given.skip !== undefined) choices.skip = yesOrNo(given.skip, `${at}.skip`);
  return choices;
}

type Given = Record<string, unknown>;

function record(value: unknown, at: string): Given {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Given;
  throw bad(at, "应是对象", "an object is needed");
}

function only(given: Given, known: readonly string[], at: string): void {
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw bad(
    `${at}.${stranger.slice(0, 100)}`,
    `没有这一项，可用：${known.join("、")}`,
    `unknown; use ${known.join(", ")}`,
  );
}

function members<T>(value: unknown, at: string, parse: (member: unknown, at: string) => T): Record<string, T> {
  const entries = Object.entries(record(value, at));
  if (entries.length > 10_000) throw bad(at, "太多", "too many");
  // A file may well have a column called __proto__: without a prototype it is a name like any other.
  const parsed = Object.create(null) as Record<string, T>;
  for (const [name, member] of entries) {
    if (name.length > LONGEST_NAME) throw bad(at, "名称太长", "a name is too long");
    parsed[name] = parse(member, `${at}.${name.slice(0, 100)}`);
  }
  return parsed;
}

/** A source, a column of a contract, a member of an enum. */
function plainName(value: unknown, at: string): string {
  if (typeof value === "string" && /^[a-z0-9][a-z0-9_]{0,99}$/.test(value)) return value;
  throw bad(at, "应是来源、列或选项的名称", "the name of a source, a column or a member is needed");
}

function encoding(value: unknown, at: string): string {
  try {
    if (typeof value === "string" && value.length < 100) return new TextDecoder(value).encoding;
  } catch {
    // Said below.
  }
  throw bad(at, "没有这种编码（utf-8、gb18030、big5、windows-1252 …）", "no known encoding (utf-8, gb18030, big5 …)");
}

function delimiter(value: unknown, at: string): string {
  if (typeof value === "string" && /^[\t -~]$/.test(value) && value !== '"') return value;
  throw bad(at, "应是一个字符，如 , ; | 或制表符", "one character is needed, such as , ; | or a tab");
}

function lineNumber(value: unknown, at: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw bad(at, "应是行号，从 1 起", "a line number is needed, from 1");
}

function dateOrder(value: unknown, at: string): DateOrder {
  const order = DATE_ORDERS.find((known) => known === value);
  if (order !== undefined) return order;
  throw bad(at, `应是 ${DATE_ORDERS.join("、")} 之一`, `one of ${DATE_ORDERS.join(", ")} is needed`);
}

function dateSystem(value: unknown, at: string): DateSystem {
  const system = DATE_SYSTEMS.find((known) => known === value);
  if (system !== undefined) return system;
  throw bad(at, `应是 ${DATE_SYSTEMS.join("、")} 之一`, `one of ${DATE_SYSTEMS.join(", ")} is needed`);
}

function yesOrNo(value: unknown, at: string): boolean {
  if (typeof value === "boolean") return value;
  throw bad(at, "应是 true 或 false", "true or false is needed");
}

function bad(at: string, zh: string, en: string): BadRequest {
  return new BadRequest("bad_choices", `${at}：${zh}。`, `${at}: ${en}.`);
}
