import type { Comparison } from "../shared/catalogue.ts";
import type { SlotTarget } from "../shared/query/series-sql.ts";
import type { Ask } from "./ask.ts";

/** A row of a version's targets. `priority` 2: a person's; 1: the industry's; 0: the metric's file. */
export type TargetRow = {
  metric: string;
  grain: string;
  site: string | null;
  /** YYYY-MM-DD. */
  holdsFrom: string;
  comparison: Comparison;
  value: number;
  priority: number;
};

/**
 * The targets that hold at the end of each slot: a person's over the file's, a site's over all, a grain's over any,
 * a later day's over an earlier. Sites are looked at where the answer is cut by site or is about one site alone.
 */
export function targetsOf(rows: readonly TargetRow[], { plan, request, slots }: Ask): SlotTarget[] {
  const isRestricted = Object.keys(plan.targetFor).length > 0;
  const applies = Object.entries(plan.targetFor).every(([dim, members]) => {
    const asked = request.filters[dim];
    return request.by.includes(dim) || (asked !== undefined && asked.every((member) => members.includes(member)));
  });
  const mine = rows.filter(
    ({ metric, grain, priority }) =>
      metric === plan.id && (grain === request.grain || grain === "any") && (priority > 0 || applies),
  );
  if (mine.length === 0) return [];
  const [only, ...others] = request.filters["site"] ?? [];
  const alone = others.length === 0 && !request.by.includes("site") ? (only ?? null) : null;
  const sites = request.by.includes("site") ? new Set(mine.flatMap(({ site }) => site ?? [])) : new Set<string>();
  return slots.flatMap(({ now }, slot) =>
    [null, ...sites].flatMap((site): SlotTarget[] => {
      const held = strongest(mine, now.last, site ?? alone);
      if (!held) return [];
      const restricted = isRestricted && held.priority === 0;
      return [{ slot, site, value: held.value, comparison: held.comparison, restricted }];
    }),
  );
}

function strongest(rows: readonly TargetRow[], last: string, site: string | null): TargetRow | undefined {
  let best: TargetRow | undefined;
  for (const row of rows) {
    if (row.holdsFrom > last || (row.site !== null && row.site !== site)) continue;
    if (!best || compare(row, best) > 0) best = row;
  }
  return best;
}

function compare(a: TargetRow, b: TargetRow): number {
  return (
    a.priority - b.priority ||
    Number(a.site !== null) - Number(b.site !== null) ||
    Number(a.grain !== "any") - Number(b.grain !== "any") ||
    (a.holdsFrom < b.holdsFrom ? -1 : Number(a.holdsFrom > b.holdsFrom))
  );
}
