import type { Remembered } from "../../dashboard/shared/file-report.ts";
import type { LoadChoices } from "../../dashboard/shared/loads.ts";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import {
  certainOf,
  findEncoding,
  knownWords,
  lookAtHead,
  parseEncoding,
  type Decided,
} from "./encoding/find-encoding.ts";
import { decodeHead, readHead } from "./encoding/head.ts";
import { refuseUnread } from "./encoding/unsupported.ts";
import { checkExpressions } from "./check-expressions.ts";
import type { HeaderCell } from "./header.ts";
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
  /** What a look through the whole file has told of its encoding. */
  decided?: Decided | undefined;
  /** Bytes of the file looked through so far, where its encoding takes a look at all of it. */
  progress?: ((bytes: number) => void) | undefined;
};

/** How a file is to be read, told from its beginning. */
export type Opening = {
  plan: Plan;
  /** What was chosen for the file, and what of that which the source remembers was used. */
  choices: LoadChoices;
  encoding: string;
  layout: Layout;
  /** How certain the encoding is, from 0 to 1; null where it was named. */
  confidence: number | null;
  /** Looks through the whole file for its encoding, where its beginning leaves that open; otherwise null. */
  decide: (() => Promise<Decided>) | null;
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

function openingOf({ encoding, confidence, decide, layout }: Reading, plan: Plan, choices: LoadChoices): Opening {
  const { dateOrders = {}, dateSystems = {} } = choices;
  return {
    plan: { ...plan, dateOrders, dateSystems },
    choices,
    encoding,
    confidence,
    decide,
    layout,
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
  confidence: number | null;
  decide: (() => Promise<Decided>) | null;
  layout: Layout;
};

/**
 * Tells from a file's first bytes its encoding, delimiter and headers.
 *
 * @throws Problem where anything of it is not certain
 */
export async function readOpening(
  store: Store,
  { path, source, mapping, choices, written, decided, progress }: Wanted,
): Promise<Reading> {
  const contract = findContract(store.contracts, source ?? choices.source, mapping);
  const uses =
    mapping === undefined || contract === null ? null : await readExpressions(store.connection, contract, mapping);
  const candidates = contract === null ? store.contracts : [contract];
  if (mapping !== undefined) refuseColumns(mapping, choices);
  const remembered = await listRemembered(store.reader);
  const match: Reading["match"] = (source, header) => matchColumns(source, header, choices, remembered);
  const known = (header: HeaderCell[]): number =>
    uses === null ? countKnown(candidates, header, match) : countUsed(uses, header);
  const decide = async (): Promise<Decided> => {
    const words = knownWords(candidates, [...(uses?.values() ?? [])].flat());
    return certainOf(await findEncoding(path, words, progress));
  };
  const named =
    written?.encoding ?? (choices.encoding === undefined ? mapping?.read.encoding : parseEncoding(choices.encoding));
  const head = await readHead(path);
  if (named === undefined) refuseUnread(head);
  const { open, ...encoded } =
    named !== undefined
      ? { encoding: named, confidence: null, open: false }
      : decided !== undefined
        ? { ...decided, open: false }
        : ((await lookAtHead(path)) ?? { ...(await decide()), open: false });
  const wishes = {
    delimiter: written?.delimiter ?? choices.delimiter ?? mapping?.read.delimiter,
    headerLine: choices.headerLine,
  };
  const layout = findLayout(decodeHead(head, encoded.encoding), wishes, known);
  const { header } = layout;
  if (header.length > MOST_COLUMNS) throw tooManyColumns(`${header.length}`);
  return { contract, uses, remembered, match, header, ...encoded, decide: open ? decide : null, layout };
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
