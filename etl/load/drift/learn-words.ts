import type { Remembered } from "../../../dashboard/shared/file-report.ts";
import type { LoadChoices } from "../../../dashboard/shared/loads.ts";
import type { Column, Contract } from "../../contract.ts";
import { Problem } from "../../problem.ts";
import type { HeaderCell } from "../header.ts";
import { normaliseName } from "../normalise-name.ts";
import { headerName, type Matched } from "./match-columns.ts";

export type Learned = {
  /** The contract with the words added to what its columns accept. */
  contract: Contract;
  /** The same matches, of that contract's columns. */
  matches: Matched[];
  /** Header → word → member, those that were chosen and those that were remembered. */
  words: NonNullable<LoadChoices["words"]>;
};

/**
 * Adds to a contract's enums the words that were chosen for this file, and those that its source remembers. A word that
 * the contract knows itself means what the contract says.
 *
 * @throws Problem `bad_choice` where a word is given to no member, or to a column that holds no words
 */
export function learnWords(
  contract: Contract,
  header: readonly HeaderCell[],
  matches: readonly Matched[],
  choices: LoadChoices,
  remembered: readonly Remembered[],
): Learned {
  const words: Learned["words"] = {};
  const taught = new Map<Column, Column>();
  for (const { column, cell } of matches) {
    const name = headerName(header, cell);
    const chosen = Object.entries(own(choices.words, name) ?? {});
    if (column.type !== "enum") {
      if (chosen.length > 0) throw noWords(name, column);
      continue;
    }
    for (const [word, member] of chosen) {
      if (!column.values?.some(({ id }) => id === member)) throw noMember(name, word, member, column);
    }
    const recalled = remembered.flatMap((entry) =>
      entry.source === contract.id &&
      entry.kind === "word" &&
      entry.column === column.name &&
      isMember(column, entry.means)
        ? [[entry.text, entry.means] as const]
        : [],
    );
    const all = new Map([...recalled, ...chosen].filter(([word]) => !isKnown(column, word)));
    if (all.size === 0) continue;
    words[name] = Object.fromEntries(all);
    taught.set(column, withWords(column, all));
  }
  for (const name of Object.keys(choices.words ?? {})) {
    if (!matches.some(({ cell }) => headerName(header, cell) === name)) throw noWords(name, null);
  }
  if (taught.size === 0) return { contract, matches: [...matches], words };
  const learned = (column: Column): Column => taught.get(column) ?? column;
  return {
    contract: { ...contract, columns: contract.columns.map(learned) },
    matches: matches.map((match) => ({ ...match, column: learned(match.column) })),
    words,
  };
}

function own<T>(record: Record<string, T> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** What was remembered for a member that the contract has no more means nothing. */
function isMember({ values = [] }: Column, means: string | null): means is string {
  return values.some(({ id }) => id === means);
}

function isKnown({ values = [] }: Column, word: string): boolean {
  return values.some(({ accepts }) => accepts.includes(normaliseName(word)));
}

function withWords(column: Column, words: ReadonlyMap<string, string>): Column {
  const values = (column.values ?? []).map((value) => {
    const more = [...words].flatMap(([word, member]) => (member === value.id ? [word, normaliseName(word)] : []));
    return more.length === 0 ? value : { ...value, accepts: [...new Set([...value.accepts, ...more])] };
  });
  return { ...column, values };
}

function noMember(header: string, word: string, member: string, { values = [] }: Column): Problem {
  const members = values.map(({ id, words }) => `${words.zh}（${id}）`);
  return new Problem({
    code: "bad_choice",
    zh: `“${header}”的“${word}”不能当作 ${member}；可选：${members.join("、")}`,
    en: `"${word}" under "${header}" cannot mean ${member}; there are ${values.map(({ id }) => id).join(", ")}`,
    where: { column: header },
  });
}

function noWords(header: string, column: Column | null): Problem {
  return new Problem({
    code: "bad_choice",
    zh: `“${header}”${column === null ? "没有对应的列" : `对应 ${column.name}，不是选项`}，不能为它指定词的意思`,
    en: `"${header}" ${column === null ? "fills no column" : `fills ${column.name}, which holds no set of words`}; its words cannot be given a meaning`,
    where: { column: header },
  });
}
