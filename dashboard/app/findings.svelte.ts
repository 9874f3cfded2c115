import type { Catalogue, RuleEntry } from "../shared/catalogue.ts";
import type { FindingsAnswer, FindingsSum, MemberCount } from "../shared/lists.ts";
import { fetchFindings } from "./api.ts";
import { query, type Query } from "./query.svelte.ts";
import { router } from "./router.svelte.ts";

/** As many as one answer takes. */
export const MOST = 1000;

const FILTERS = ["rule", "site", "agent"];

/** The findings that the address asks for, and all that the address may filter by. */
export function findingsQuery(group: RuleEntry["group"], catalogue: () => Catalogue): Query<FindingsAnswer> {
  const asked = $derived(
    JSON.stringify({
      month: router.address.month,
      filters: Object.fromEntries(Object.entries(router.address.filters).filter(([name]) => FILTERS.includes(name))),
    }),
  );
  return query(() => {
    void catalogue().version;
    const { month, filters } = JSON.parse(asked) as { month: string | null; filters: Record<string, string[]> };
    return fetchFindings(group, month, filters, MOST);
  });
}

export function membersOf({ rules, sites, people }: FindingsAnswer): Record<string, MemberCount[]> {
  const counts = (sums: readonly FindingsSum[]): MemberCount[] => sums.map(({ id, rows }) => ({ id, rows }));
  return { rule: counts(rules), agent: counts(people), site: counts(sites) };
}

/** The finding whose evidence is open: "rule key" in the address. */
export function openFinding(text: string | null): { rule: string; key: string } | null {
  const [rule, ...rest] = (text ?? "").split(" ");
  return rule === undefined || rest.length === 0 ? null : { rule, key: rest.join(" ") };
}
