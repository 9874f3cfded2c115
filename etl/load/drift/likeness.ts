import { normaliseName } from "../normalise-name.ts";

/** How much a character or a word of names says, by how rare it is: 时间 tells little where ten columns are times. */
export type Weights = (piece: string) => number;

/** Below this two names that share something are not alike. */
const CONTAINED = 0.55;

export function weightsOf(names: readonly string[]): Weights {
  const found = new Map<string, number>();
  for (const name of names) for (const piece of new Set(piecesOf(name))) found.set(piece, (found.get(piece) ?? 0) + 1);
  return (piece) => Math.log(1 + names.length / (found.get(piece) ?? 0.5));
}

/**
 * How alike two names are, from 0 to 1: by the weight of what they share, whether one is within the other, and, for
 * words of letters, by how few of them have to change.
 */
export function likeness(a: string, b: string, weightOf: Weights): number {
  const [left, right] = [plain(a), plain(b)];
  if (left === "" || right === "") return 0;
  if (left === right) return 1;
  const shared = sharedWeight(piecesOf(a), piecesOf(b), weightOf);
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  const within = [...short].length >= 2 && long.includes(short) ? CONTAINED + (1 - CONTAINED) * shared : 0;
  const size = Math.max(left.length, right.length);
  const close = size >= 4 ? 1 - distance(left, right) / size : 0;
  return Math.min(0.95, Math.max(shared, within, close >= 0.75 ? close : 0));
}

function plain(name: string): string {
  return normaliseName(name).replaceAll(/[\p{P}\p{S}]+/gu, "");
}

/** Han characters one by one, other letters by the word. */
function piecesOf(name: string): string[] {
  const words = name
    .normalize("NFKC")
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase();
  return words.match(/\p{Script=Han}|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu) ?? [];
}

/** The weight of what two lists have in common over that of all they have. */
function sharedWeight(left: readonly string[], right: readonly string[], weightOf: Weights): number {
  const rest = [...right];
  let [shared, all] = [0, 0];
  for (const piece of left) {
    all += weightOf(piece);
    const at = rest.indexOf(piece);
    if (at < 0) continue;
    shared += weightOf(piece);
    rest.splice(at, 1);
  }
  for (const piece of rest) all += weightOf(piece);
  return all === 0 ? 0 : shared / all;
}

/** How many letters have to be put in, left out or changed (Levenshtein). Names are short: 100 characters are looked at. */
export function distance(a: string, b: string): number {
  const [left, right] = [[...a].slice(0, 100), [...b].slice(0, 100)];
  let previous = right.map((_, index) => index + 1);
  let first = 0;
  for (const [row, letter] of left.entries()) {
    const current: number[] = [];
    let diagonal = first;
    first = row + 1;
    let before = first;
    for (const [column, other] of right.entries()) {
      const above = previous[column] as number;
      before = Math.min(above + 1, before + 1, diagonal + (letter === other ? 0 : 1));
      diagonal = above;
      current.push(before);
    }
    previous = current;
  }
  return previous.at(-1) ?? left.length;
}
