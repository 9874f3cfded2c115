import { isAscii, isUtf8 } from "node:buffer";
import type { Remembered } from "../../dashboard/shared/file-report.ts";
import type { LoadChoices } from "../../dashboard/shared/loads.ts";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { decodeHead, HEAD, markedEncoding, readHead } from "./encoding/head.ts";
import { ENCODINGS, encodingOf } from "./encoding/names.ts";
import { checkExpressions } from "./check-expressions.ts";
import type { HeaderCell } from "./header.ts";
import { lastCharacterStart } from "./inspect.ts";
import { findLayout, type Layout } from "./layout/find-layout.ts";
import type { Mapping } from "./mapping.ts";
import { MOST_COLUMNS, tooManyColumns } from "./parts/limits.ts";
import type { Plan } from "./plan.ts";
import { checkChoices, effectiveChoices, matchColumns, type Matched } from "./drift/match-columns.ts";
import { learnWords } from "./drift/learn-words.ts";
import { listRemembered } from "./drift/remembered.ts";
import { countUsed, planByMapping, planByMatches, readExpressions, type Uses } from "./plan-columns.ts";
import { checkMatches, countKnown, recogniseSource } from "./recognise.ts";

/** The form of a text that was written here. */
export type Written = { encoding: string; delimiter: string };

/** A file and what somebody has said about it. */
export type Wanted = {
  path: string;
  /** The file's name. */
  file: string;
  source: string | undefined;
  mapping: Mapping | undefined;
  choices: LoadChoices;
  written?: Written | undefined;
};

/** How a file is to be read, told from its beginning. */
export type Opening = {
  plan: Plan;
  /** What was chosen for the file, and what of that which the source remembers was used. */
  choices: LoadChoices;
  encoding: string;
  layout: Layout;
  /** Refuses the file if it turns out not to be UTF-8 after all; null where it must be, broken bytes or not. */
  unknownEncoding: ((byte: number) => Problem) | null;
};

/**
 * Tells from a file's first bytes its encoding, delimiter, headers and source, and how its columns fill the contract.
 *
 * @throws Problem where anything of it is not certain
 */
export async function makePlan(store: Store, wanted: Wanted): Promise<Opening> {
  const { file, mapping, choices } = wanted;
  const reading = await readOpening(store, wanted);
  const { contract, uses, header, match } = reading;
  if (uses !== null && mapping !== undefined && contract !== null) {
    const plan = planByMapping(contract, mapping, uses, header, file);
    await checkExpressions(store.connection, plan);
    return openingOf(reading, plan, choices);
  }
  const source = contract ?? recogniseSource(store.contracts, header, match);
  checkChoices(source, header, choices);
  const matches = match(source, header);
  checkMatches(source, matches);
  return planOfMatches(reading, source, matches, wanted);
}

/**
 * Plans what is matched, with the words that were chosen or are remembered.
 *
 * @throws Problem `bad_choice`
 */
export function planOfMatches(
  reading: Reading,
  source: Contract,
  matches: readonly Matched[],
  { file, choices }: Pick<Wanted, "file" | "choices">,
): Opening {
  const { header, remembered } = reading;
  const learned = learnWords(source, header, matches, choices, remembered);
  const plan = planByMatches(learned.contract, header, learned.matches, file);
  return openingOf(reading, plan, effectiveChoices(header, matches, choices, learned.words));
}

function openingOf({ encoding, layout, proven }: Reading, plan: Plan, choices: LoadChoices): Opening {
  const dateOrders = choices.dateOrders ?? {};
  return {
    plan: { ...plan, dateOrders },
    choices,
    encoding,
    layout,
    unknownEncoding: proven ? null : unknownEncoding,
  };
}

/** A file's outer form, before it is asked what its columns mean. */
export type Reading = {
  /** The source that was named, or null where the headers have to tell it. */
  contract: Contract | null;
  uses: Uses | null;
  header: HeaderCell[];
  remembered: Remembered[];
  /** Finds which header fills which column of a contract: by what was chosen, by name, by what is remembered. */
  match: (contract: Contract, header: readonly HeaderCell[]) => Matched[];
  encoding: string;
  /** Whether the encoding was named, or shows in the bytes that were looked at. */
  proven: boolean;
  layout: Layout;
};

/**
 * Tells from a file's first bytes its encoding, delimiter and headers.
 *
 * @throws Problem where anything of it is not certain
 */
export async function readOpening(store: Store, { path, source, mapping, choices, written }: Wanted): Promise<Reading> {
  const head = await readHead(path);
  const contract = findContract(store.contracts, source ?? choices.source, mapping);
  const uses =
    mapping === undefined || contract === null ? null : await readExpressions(store.connection, contract, mapping);
  const candidates = contract === null ? store.contracts : [contract];
  if (mapping !== undefined) refuseColumns(mapping, choices);
  const remembered = await listRemembered(store.reader);
  const match: Reading["match"] = (source, header) => matchColumns(source, header, choices, remembered);
  const known = (header: HeaderCell[]): number =>
    uses === null ? countKnown(candidates, header, match) : countUsed(uses, header);
  const stated = written?.encoding ?? namedEncoding(choices) ?? mapping?.read.encoding ?? markedEncoding(head);
  const looksUtf8 = isMostlyUtf8(head);
  const encoding = stated ?? (looksUtf8 ? "utf-8" : "gb18030");
  const wishes = {
    delimiter: written?.delimiter ?? choices.delimiter ?? mapping?.read.delimiter,
    headerLine: choices.headerLine,
  };
  let layout: Layout;
  try {
    layout = findLayout(decodeHead(head, encoding), wishes, known);
  } catch (error) {
    if (stated === null && !looksUtf8) throw unknownEncoding();
    throw error;
  }
  if (layout.header.length > MOST_COLUMNS) throw tooManyColumns(`${layout.header.length}`);
  // Latin-1 bytes often decode as GBK too: only Chinese headers that are known prove it.
  if (
    stated === null &&
    !looksUtf8 &&
    known(layout.header.filter(({ title }) => /\p{Script=Han}/u.test(title))) === 0
  ) {
    throw unknownEncoding();
  }
  const proven = stated !== null || !isAscii(head);
  return { contract, uses, remembered, match, header: layout.header, encoding, proven, layout };
}

/** Whether there is UTF-8 in it and hardly anything else. */
function isMostlyUtf8(head: Buffer): boolean {
  if (isUtf8(head.subarray(0, head.length < HEAD ? head.length : lastCharacterStart(head)))) return true;
  const wide = decodeHead(head, "utf-8").match(/[^\0-\x7F\uFDD0-\uFDEF]/gu)?.length ?? 0;
  const broken = decodeHead(head, "utf-8").match(/[\uFDD0-\uFDDF]/gu)?.length ?? 0;
  return wide > 2 * broken;
}

function namedEncoding({ encoding: label }: LoadChoices): string | null {
  if (label === undefined) return null;
  const encoding = encodingOf(label);
  if (encoding !== null) return encoding;
  throw new Problem({
    code: "no_encoding",
    zh: `没有名为 ${label} 的编码；可用：${ENCODINGS.join("、")}`,
    en: `There is no encoding ${label}; there are ${ENCODINGS.join(", ")}`,
  });
}

/** A mapping says itself which columns it reads, and what their words mean. */
function refuseColumns(mapping: Mapping, { columns, words }: LoadChoices): void {
  if (columns === undefined && words === undefined) return;
  throw new Problem({
    code: "bad_choice",
    zh: `已用映射 ${mapping.name}，不能再为列和词指定意思；请只用其一`,
    en: `Mapping ${mapping.name} says which columns it reads; use either the mapping or choices of columns and words`,
  });
}

function findContract(
  contracts: readonly Contract[],
  source: string | undefined,
  mapping: Mapping | undefined,
): Contract | null {
  if (source !== undefined && mapping !== undefined && source !== mapping.source) {
    throw new Problem({
      code: "other_source",
      zh: `指明的来源是 ${source}，映射 ${mapping.name} 却是给 ${mapping.source} 的；请只用其一`,
      en: `The source named is ${source}, but mapping ${mapping.name} is for ${mapping.source}; use one of them`,
    });
  }
  const id = source ?? mapping?.source;
  if (id === undefined) return null;
  const contract = contracts.find((candidate) => candidate.id === id);
  if (contract === undefined) {
    throw new Problem({
      code: "no_source",
      zh: `没有名为 ${id} 的来源；现有：${contracts.map((known) => known.id).join("、")}`,
      en: `There is no source ${id}; there are ${contracts.map((known) => known.id).join(", ")}`,
    });
  }
  return contract;
}

function unknownEncoding(byte?: number): Problem {
  const zh = byte === undefined ? "" : `（第 ${byte + 1} 字节起不是 UTF-8）`;
  const en = byte === undefined ? "" : ` (not UTF-8 from byte ${byte + 1})`;
  return new Problem({
    code: "unknown_encoding",
    zh: `无法确定文件的编码${zh}；请另存为 UTF-8 的 CSV，或在映射文件中用 read.encoding 写明编码（如 gb18030、big5、windows-1252）`,
    en: `The file's encoding cannot be told with certainty${en}; save it as CSV UTF-8, or name the encoding in a mapping: read.encoding (gb18030, big5, windows-1252 …)`,
  });
}
