import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { LoadChoices } from "../../dashboard/shared/loads.ts";
import { encode, type Case, type Encoding, type Expected, type Line } from "./case.ts";

/**
 * One file of the corpus as `cases/*.yml` write it. What a case does not say is taken from the file's `all`.
 *
 * `lines` are the lines after the header, each with what it means: a list of values (a row, by `columns`), `blank`,
 * or an object: { reject: code | [codes] | true }, { skip: title | header | total | signature | true },
 * { may: [values] } (a row, or rejected), { out: true } (rejected or skipped, but never a row),
 * { row: [values], extra: {…} }. A third member gives the lines as which it may be rejected piece by piece.
 * `above` are lines before the header, alike. `hex` gives bytes instead of all that.
 */
type Written = {
  name?: string;
  source?: string;
  named?: boolean;
  choices?: LoadChoices;
  file?: string;
  columns?: string;
  above?: [string, unknown][];
  header?: string | null;
  lines?: [string, unknown, string[]?][];
  end?: string;
  /** Line ends by turns, in place of `end`. */
  ends?: string[];
  /** Whether the last line ends like the others. */
  open?: boolean;
  encoding?: Encoding;
  mark?: boolean;
  hex?: string;
  refused?: string | string[] | true;
  mayRefuse?: boolean;
  anyBlanks?: boolean;
};

const KNOWN = new Set(
  "name source named choices file columns above header lines end ends open encoding mark hex refused mayRefuse anyBlanks".split(
    " ",
  ),
);

export async function readCases(folder: string): Promise<Case[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yml")).sort();
  const cases = await Promise.all(
    files.map(async (file) => {
      const theme = file.replace(/\.yml$/, "");
      const yaml = await readFile(join(folder, file), "utf8");
      const { all, cases } = parse(yaml, { merge: true }) as { all: Written; cases: Written[] };
      return cases.map((one) => build(theme, { ...all, ...one }));
    }),
  );
  return cases.flat();
}

function build(theme: string, written: Written): Case {
  const { name, source, above = [], header, lines = [], end = "\n", open = false, encoding = "utf-8" } = written;
  if (name === undefined || source === undefined) throw new Error(`${theme}: a case needs a name and a source`);
  const unknown = Object.keys(written).filter((key) => !KNOWN.has(key));
  if (unknown.length > 0) throw new Error(`${theme}: ${name} says ${unknown.join(", ")}, which means nothing`);
  const columns = (written.columns ?? "").split(",");
  const all = [
    ...above.map(([text, meaning]) => toLine(text, meaning, undefined, columns)),
    ...lines.map(([text, meaning, pieces]) => toLine(text, meaning, pieces, columns)),
  ];
  const texts = [...above.map(([text]) => text), ...(header == null ? [] : [header]), ...lines.map(([text]) => text)];
  const { refused, hex } = written;
  return {
    name: `${theme}: ${name}`,
    refused: refused === undefined ? null : refused === true ? [] : [refused].flat(),
    mayRefuse: written.mayRefuse ?? false,
    anyBlanks: written.anyBlanks ?? false,
    source,
    named: written.named ?? false,
    ...(written.choices === undefined ? {} : { choices: written.choices }),
    file: written.file ?? `${theme}.csv`,
    bytes:
      hex === undefined
        ? encode(joinLines(texts, written.ends ?? [end], open), encoding, written.mark ?? false)
        : Buffer.from(hex.replaceAll(/\s/gu, ""), "hex"),
    lines: all,
    before: header == null ? 0 : 1,
  };
}

function joinLines(texts: string[], ends: string[], open: boolean): string {
  return texts
    .map((text, index) => text + (open && index === texts.length - 1 ? "" : (ends[index % ends.length] ?? "")))
    .join("");
}

function toLine(text: string, meaning: unknown, pieces: string[] | undefined, columns: string[]): Line {
  return { text, ...(pieces === undefined ? {} : { pieces }), expected: toExpected(text, meaning, columns) };
}

function toExpected(text: string, meaning: unknown, columns: string[]): Expected {
  if (Array.isArray(meaning)) return { ways: ["row"], row: toRow(text, meaning, columns) };
  if (meaning === "blank") return { ways: ["blank"] };
  if (typeof meaning === "object" && meaning !== null) {
    const { reject, skip, may, out, row, extra } = meaning as Record<string, unknown>;
    if (reject === true) return { ways: ["reject"] };
    if (reject !== undefined) return { ways: ["reject"], codes: [reject].flat() as string[] };
    if (skip !== undefined) return { ways: ["skip"], ...(skip === true ? {} : { skipped: String(skip) }) };
    if (out !== undefined) return { ways: ["reject", "skip"] };
    const values = (may ?? row) as unknown[];
    return {
      ways: may === undefined ? ["row"] : ["row", "reject"],
      row: toRow(text, values, columns),
      ...(extra === undefined ? {} : { extra: extra as Record<string, string> }),
    };
  }
  throw new Error(`what ${JSON.stringify(text)} means is not said: ${JSON.stringify(meaning)}`);
}

function toRow(text: string, values: unknown[], columns: string[]): Record<string, string | null> {
  if (values.length !== columns.length) throw new Error(`${text}: ${values.length} values, ${columns.length} columns`);
  return Object.fromEntries(
    columns.map((name, index) => [name, values[index] == null ? null : String(values[index] as string)]),
  );
}
