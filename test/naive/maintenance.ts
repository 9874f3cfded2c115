import type { Day } from "./calendar.ts";
import type { Data, Site } from "./data.ts";

/** From the acceptance that any contract states to the latest end that contract or list states; null where none does. */
export function maintenanceOf(data: Data, site: Site): { from: Day | null; until: Day | null } {
  const own = data.contracts.filter(({ site_id }) => site_id === site.site_id);
  const starts = own.flatMap(({ accepted_on }) => accepted_on ?? []).sort();
  const ends = [...own.map(({ maintenance_ends_on }) => maintenance_ends_on), site.in_maintenance_until];
  return {
    from: starts[0] ?? null,
    until:
      ends
        .flatMap((day) => day ?? [])
        .sort()
        .at(-1) ?? null,
  };
}
