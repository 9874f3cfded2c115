import iconv from "iconv-lite";
import type { LoadChoices } from "../../dashboard/shared/loads.ts";

/** A row as the contract's columns should hold it, as DuckDB writes each value; columns that are not named are null. */
export type Cells = Record<string, string | null>;

/**
 * What one record (or line that is no record) of a file means to a careful person. `ways`: what may become of it; more
 * than one only where careful people would differ. Whatever the way, its cells never stand in a row that is not `row`.
 */
export type Expected = {
  ways: ("row" | "reject" | "skip" | "blank")[];
  row?: Cells;
  /** Unknown columns with their texts. */
  extra?: Record<string, string>;
  /** Reasons that are right; any if absent. */
  codes?: string[];
  /** What it is, where it is no record; any if absent. */
  skipped?: string;
};

/** Text of one record without its line end, and what it means. `pieces`: as which lines it may be rejected one by one. */
export type Line = { text: string; pieces?: string[]; expected: Expected };

export type Case = {
  name: string;
  /** Of a file that must not be taken: the codes of messages that say why. Null for a file that must be taken. */
  refused: string[] | null;
  /** Whether refusing the whole file is as right as what `lines` say. */
  mayRefuse: boolean;
  source: string;
  /** Whether the source is named by whoever loads it. */
  named: boolean;
  choices?: LoadChoices;
  file: string;
  bytes: Buffer;
  /** Whether how many lines count as blank is left open. */
  anyBlanks: boolean;
  lines: Line[];
  /** How many records stand before `lines`: the header, as a rule. */
  before: number;
};

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030" | "big5" | "shift_jis" | "euc-kr" | "windows-1252";

export function encode(text: string, encoding: Encoding, mark: boolean): Buffer {
  return iconv.encode(mark ? `\uFEFF${text}` : text, encoding);
}

/**
 * Whether a rejected record's text is the expected one, where U+FFFD stands for whatever is shown of broken bytes, and
 * a NUL may be shown as \x00.
 */
export function sameText(actual: string, expected: string): boolean {
  if (actual === expected.replaceAll("\0", "\\x00")) return true;
  if (!expected.includes("\uFFFD")) return actual === expected;
  const parts = expected.split(/\uFFFD+/u).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  return new RegExp(`^${parts.join("[^]{1,12}")}$`, "u").test(actual);
}
