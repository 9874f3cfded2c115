import type { DuckDBConnection } from "@duckdb/node-api";
import type { Message } from "../../../dashboard/shared/loads.ts";
import type { Column, Contract } from "../../contract.ts";
import type { HeaderCell } from "../header.ts";
import type { Match } from "../recognise.ts";
import { sampleTexts, weighTexts, type Evidence } from "./evidence.ts";
import { likeness, weightsOf } from "./likeness.ts";
import { headerName } from "./match-columns.ts";

/** A column that an unknown header may well fill; a person has to say yes. */
export type Proposal = { cell: HeaderCell; column: Column; confidence: number; text: Message };

/** From which confidence on a proposal is made. */
const LIKELY = 0.5;
/** Columns of a file that are looked at: beyond that nobody would answer. */
const MOST_CELLS = 60;

/**
 * Which of the headers that nothing knows fills which column that nothing fills, each at most once: the most certain
 * pair first. By the likeness of names (also those that other sources give a column of the same name) and by how well
 * the values read as that column.
 *
 * @param connection has the table `sample`
 * @param open headers about which nobody has decided anything
 */
export async function proposeColumns(
  connection: DuckDBConnection,
  contracts: readonly Contract[],
  source: Contract,
  header: readonly HeaderCell[],
  matches: readonly Match[],
  open: readonly HeaderCell[],
): Promise<Proposal[]> {
  const free = source.columns.filter(({ name }) => !matches.some(({ column }) => column.name === name));
  const cells = open.slice(0, MOST_CELLS);
  if (free.length === 0 || cells.length === 0) return [];
  const texts = await sampleTexts(connection, cells);
  const weights = weightsOf(source.columns.flatMap(({ name, aliases }) => [name, ...aliases]));
  const pairs: Pair[] = [];
  for (const column of free) {
    const peers = contracts.flatMap(({ id, columns }) =>
      id === source.id ? [] : columns.filter(({ name, type }) => name === column.name && type === column.type),
    );
    for (const cell of cells) {
      const evidence = await weighTexts(connection, contracts, source, column, texts.get(cell.name) ?? []);
      const named = nameLikeness(cell, column, peers, weights);
      const confidence = combine(named, evidence, isNeighbour(source, header, matches, column, cell));
      pairs.push({ cell, column, named, evidence, confidence });
    }
  }
  for (const pair of pairs) if (isOnlyOne(pair, pairs)) pair.confidence = 1 - (1 - pair.confidence) * 0.6;
  return assign(pairs).map(({ cell, column, confidence, ...why }) => ({
    cell,
    column,
    confidence: Math.round(confidence * 100) / 100,
    text: proposalText(headerName(header, cell), column, why),
  }));
}

type Pair = { cell: HeaderCell; column: Column; named: number; evidence: Evidence; confidence: number };

function nameLikeness(
  { title }: HeaderCell,
  { name, aliases }: Column,
  peers: readonly Column[],
  weights: Parameters<typeof likeness>[2],
): number {
  const own = [name, ...aliases].map((known) => likeness(title, known, weights));
  const others = peers.flatMap((peer) => peer.aliases.map((known) => 0.9 * likeness(title, known, weights)));
  return Math.max(0, ...own, ...others);
}

/** Either speaks for it by itself; values that do not fit speak against it whatever the name. */
function combine(named: number, { fits, strength, judged }: Evidence, neighbour: boolean): number {
  if (judged > 0 && fits < 0.5) return 0;
  const byValues = fits >= 0.95 ? strength : fits >= 0.8 ? strength * 0.7 : 0;
  const certain = 1 - (1 - 0.9 * named) * (1 - byValues);
  return neighbour ? certain + (1 - certain) * 0.05 : certain;
}

/** Whether the header stands right after or before the column that it follows or precedes in the contract. */
function isNeighbour(
  { columns }: Contract,
  header: readonly HeaderCell[],
  matches: readonly Match[],
  column: Column,
  cell: HeaderCell,
): boolean {
  const [at, place] = [header.indexOf(cell), columns.indexOf(column)];
  return [-1, 1].some((step) => {
    const beside = matches.find((match) => match.cell === header[at + step]);
    return beside !== undefined && columns[place + step]?.name === beside.column.name;
  });
}

/** Whether it is a needed column and no other open header holds values of its kind: the only times that are left. */
function isOnlyOne({ cell, column, evidence }: Pair, pairs: readonly Pair[]): boolean {
  if (!column.required || evidence.strength < 0.3 || evidence.fits < 0.95) return false;
  return !pairs.some((other) => other.column === column && other.cell !== cell && other.evidence.fits >= 0.5);
}

/** One to one, the most certain first; of equally certain ones what comes first in the contract, then in the file. */
function assign(pairs: readonly Pair[]): Pair[] {
  const taken = new Set<HeaderCell | Column>();
  return pairs
    .filter(({ confidence }) => confidence >= LIKELY)
    .sort((a, b) => b.confidence - a.confidence)
    .filter(({ cell, column }) => {
      if (taken.has(cell) || taken.has(column)) return false;
      taken.add(cell).add(column);
      return true;
    });
}

function proposalText(header: string, column: Column, { named, evidence }: Pick<Pair, "named" | "evidence">): Message {
  const title = column.aliases.find((alias) => /\p{Script=Han}/u.test(alias)) ?? column.name;
  const share = Math.round(100 * evidence.fits);
  const byValues = evidence.strength >= 0.3 && evidence.judged > 0;
  const zh = [...(named >= 0.5 ? ["名称相近"] : []), ...(byValues ? [`${share}% 的内容对得上`] : [])];
  const en = [...(named >= 0.5 ? ["the names are alike"] : []), ...(byValues ? [`${share}% of its values fit`] : [])];
  return {
    code: "looks_like",
    zh: `“${header}”像是“${title}”${zh.length === 0 ? "" : `：${zh.join("，")}`}`,
    en: `"${header}" looks like ${column.name}${en.length === 0 ? "" : `: ${en.join(", ")}`}`,
  };
}
