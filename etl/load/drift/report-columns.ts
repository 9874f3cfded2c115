import type { ColumnReport, TargetColumn } from "../../../dashboard/shared/file-report.ts";
import type { LoadChoices } from "../../../dashboard/shared/loads.ts";
import type { Column, Contract } from "../../contract.ts";
import type { Reading } from "../make-plan.ts";
import type { Checked } from "./check-part.ts";
import { likelyMember } from "./likely-member.ts";
import { headerName, rememberedFor, type Matched } from "./match-columns.ts";
import type { DateDoubts } from "./date-doubts.ts";
import type { Proposal } from "./propose.ts";

type Found = {
  matches: readonly Matched[];
  choices: LoadChoices;
  proposals: readonly Proposal[];
  words: Checked["words"];
  doubts: ReadonlyMap<string, DateDoubts>;
};

/** What each of a file's columns fills and why, and the words in it that nobody knows. */
export function reportColumns(
  { header, remembered }: Reading,
  contracts: readonly Contract[],
  source: Contract | null,
  { matches, choices, proposals, words, doubts }: Found,
): ColumnReport[] {
  return header.map((cell): ColumnReport => {
    const name = headerName(header, cell);
    const match = matches.find((each) => each.cell === cell);
    const proposal = proposals.find((each) => each.cell === cell);
    const common = { header: name, dateOrder: null, dateSystem: null, newWords: [] };
    if (match === undefined && proposal !== undefined) {
      const { column, confidence, text } = proposal;
      return { ...common, column: column.name, by: "guess", confidence, proposal: text };
    }
    if (match === undefined) {
      const chosen = choices.columns !== undefined && Object.hasOwn(choices.columns, name);
      const recalled = source !== null && rememberedFor(source.id, remembered, cell)?.means === null;
      const by = chosen ? "chosen" : recalled ? "remembered" : "none";
      return { ...common, column: null, by, confidence: by === "none" ? 0 : 1, proposal: null };
    }
    const peers = peersOf(contracts, match.column, source?.id ?? "");
    const newWords = (words.get(cell.name) ?? []).map(({ word, count }) => ({
      word,
      count,
      member: likelyMember(match.column, word, peers),
    }));
    const { orders = null, systems = null } = doubts.get(cell.name) ?? {};
    const order = choices.dateOrders?.[name] ?? null;
    const system = choices.dateSystems?.[name] ?? null;
    return {
      ...common,
      column: match.column.name,
      by: match.by,
      confidence: 1,
      proposal: null,
      dateOrder: order === null ? orders && { order, ...orders } : { order, fits: [order], examples: [] },
      dateSystem: system === null ? systems && { system, ...systems } : { system, examples: [] },
      newWords,
    };
  });
}

/** Columns that other sources have of the same name and type. */
function peersOf(contracts: readonly Contract[], { name, type }: Column, source: string): Column[] {
  return contracts.flatMap(({ id, columns }) =>
    id === source ? [] : columns.filter((column) => column.name === name && column.type === type),
  );
}

export function targetsOf({ columns }: Contract): TargetColumn[] {
  return columns.map(({ name, type, required, aliases, values }) => ({
    name,
    title: { zh: aliases.find((alias) => /\p{Script=Han}/u.test(alias)) ?? name, en: name.replaceAll("_", " ") },
    type,
    required,
    members: (values ?? []).map(({ id, words }) => ({ id, words })),
  }));
}
