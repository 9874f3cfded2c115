import type { ListEntry } from "./catalogue.ts";

/** What the lists of sites and of staff tell of a member: no query of a list has to name it. */
const BEHIND: Record<string, { table: string; key: string; names: readonly string[] }> = {
  site: { table: "facts.sites", key: "site_id", names: ["region", "company"] },
  agent: { table: "facts.agents", key: "agent_id", names: ["team"] },
};

/** A name by which a list can be filtered. `behind`: where the column's member leads to it; null for the column itself. */
export type ListFilter = { name: string; column: string; behind: { table: string; key: string } | null };

/** All of them: a column's member (site), or the column itself, and what lies behind a site or a person. */
export function filtersOf({ columns, filters }: Pick<ListEntry, "columns" | "filters">): ListFilter[] {
  return filters.flatMap((id): ListFilter[] => {
    const dimension = columns.find((column) => column.id === id)?.dimension ?? null;
    const behind = BEHIND[dimension ?? ""];
    const own: ListFilter = { name: dimension ?? id, column: id, behind: null };
    if (!behind) return [own];
    const { table, key, names } = behind;
    const implied = names.filter((name) => !columns.some((column) => column.id === name));
    return [own, ...implied.map((name) => ({ name, column: id, behind: { table, key } }))];
  });
}
