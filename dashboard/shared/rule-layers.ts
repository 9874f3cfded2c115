import { quoteName, quoteText } from "./query/sql-text.ts";

/** Layers whose files are rules: each finds something in the data, and all of a layer can be read together. */
export const RULE_LAYERS = ["accountability", "authenticity"] as const;
export type RuleLayer = (typeof RULE_LAYERS)[number];

/** What all findings of a layer together are called, as a relation. */
export const ALL_FINDINGS: Record<RuleLayer, string> = { accountability: "findings", authenticity: "flags" };

const SHARED_COLUMNS = {
  key: "VARCHAR",
  month: "DATE",
  site_id: "VARCHAR",
  agent_id: "VARCHAR",
  note_zh: "VARCHAR",
  note_en: "VARCHAR",
  evidence_source: "VARCHAR",
  evidence: "VARCHAR[]",
};

/** Columns of each layer's files, and the types that they are brought to. */
export const RULE_COLUMNS: Record<RuleLayer, Record<string, string>> = {
  accountability: { ...SHARED_COLUMNS, happened_at: "DATE", amount: "DECIMAL(18,2)", effect: "VARCHAR" },
  authenticity: { ...SHARED_COLUMNS, statistic: "DOUBLE", rarity: "DOUBLE" },
};

/** The view over all findings of a layer: `accountability.findings`, `authenticity.flags`, each with its rule's name. */
export function allFindingsSql(layer: RuleLayer, names: readonly string[]): string {
  const columns = Object.keys(RULE_COLUMNS[layer]).join(", ");
  const nothing = Object.entries(RULE_COLUMNS[layer]).map(([name, type]) => `cast(null as ${type}) as ${name}`);
  const parts = names.map((name) => `select ${quoteText(name)} as rule, ${columns} from ${layer}.${quoteName(name)}`);
  const empty = `select cast(null as varchar) as rule, ${nothing.join(", ")} where false`;
  return `create or replace view ${layer}.${ALL_FINDINGS[layer]} as ${[empty, ...parts].join(" union all ")}`;
}
