import type { Message } from "../../../dashboard/shared/loads.ts";
import type { Column } from "../../contract.ts";
import { normaliseName } from "../normalise-name.ts";
import { likeness, weightsOf } from "./likeness.ts";

/** From which likeness on a member is proposed for a word. */
const LIKELY = 0.5;

/**
 * The member of an enum that an unknown word most likely means, or null where none is likely or two are equally so.
 *
 * @param peers columns of the same name in other sources: what they take for a word of the same member counts as well
 */
export function likelyMember(column: Column, word: string, peers: readonly Column[] = []): string | null {
  const values = column.values ?? [];
  const weights = weightsFor(column);
  const plain = normaliseName(word);
  const scored = values
    .map(({ id, accepts }) => {
      const others = peers.flatMap((peer) => peer.values?.find((value) => value.id === id)?.accepts ?? []);
      const score = others.includes(plain)
        ? 1
        : Math.max(
            ...accepts.map((known) => likeness(plain, known, weights)),
            ...others.map((known) => 0.9 * likeness(plain, known, weights)),
          );
      return { id, score };
    })
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined || best.score < LIKELY || best.score === second?.score) return null;
  return best.id;
}

const WEIGHTS = new WeakMap<Column, ReturnType<typeof weightsOf>>();

/** Thousands of words are held against one column, so its weights are worked out once. */
function weightsFor(column: Column): ReturnType<typeof weightsOf> {
  const worked = WEIGHTS.get(column) ?? weightsOf((column.values ?? []).flatMap(({ accepts }) => accepts));
  WEIGHTS.set(column, worked);
  return worked;
}

/** The reason of a cell with the member that its word looks like, where one is likely. */
export function withMember(column: Column, text: string, reason: Message): Message {
  if (column.type !== "enum") return reason;
  const member = likelyMember(column, text);
  const words = column.values?.find(({ id }) => id === member)?.words;
  if (words === undefined) return reason;
  return { code: reason.code, zh: `${reason.zh}；是“${words.zh}”吗？`, en: `${reason.en}; is it ${words.en}?` };
}
