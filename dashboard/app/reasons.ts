import type { Reject } from "../shared/loads.ts";
import type { Words } from "../shared/words.ts";

/** How many rows were rejected for one reason. */
export type ReasonCount = { said: Words; rows: number };

/**
 * Rejects by their reason in words, most frequent first.
 *
 * @param rejects all of a load's, or the first of them
 * @param counts all of them by reason code: used, with the first words of each code, where some are missing
 */
export function countReasons(
  rejects: readonly Pick<Reject, "reason">[],
  total: number,
  counts: Readonly<Record<string, number>>,
): ReasonCount[] {
  const bySaid = new Map<string, ReasonCount & { code: string }>();
  for (const { reason } of rejects) {
    const { code, zh, en } = reason;
    const key = rejects.length < total ? code : zh;
    const known = bySaid.get(key) ?? { code, said: { zh, en }, rows: 0 };
    bySaid.set(key, { ...known, rows: known.rows + 1 });
  }
  return [...bySaid.values()]
    .map(({ code, said, rows }) => ({ said, rows: rejects.length < total ? (counts[code] ?? rows) : rows }))
    .sort((a, b) => b.rows - a.rows);
}
