import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import { allFindingsSql, RULE_LAYERS } from "../../dashboard/shared/rule-layers.ts";
import { factCatalog } from "./facts.ts";
import type { LinkedModel } from "./lineage.ts";
import { readsUnpublished } from "./metrics.ts";

/** Lists, findings and flags: rows of the version's pages. */
function isKeptWhole({ layer }: LinkedModel): boolean {
  return layer === "lists" || RULE_LAYERS.some((each) => each === layer);
}

/**
 * A script that opens a version in any DuckDB shell with the names that models use, so that an analyst can ask what
 * the server asks: `cd data/published/12 && duckdb -init open.sql`.
 */
export function openSql(ordered: readonly LinkedModel[]): string {
  const facts = ordered.filter(({ layer }) => layer === "facts");
  const metrics = ordered.filter(({ layer }) => layer === "metrics");
  return [
    "-- Opens this version in a DuckDB shell: cd to this folder, then: duckdb -init open.sql",
    "set TimeZone = 'Asia/Shanghai';",
    "attach 'pages.duckdb' as pages (read_only);",
    ...["facts", "metrics", "lists", "ledger", ...RULE_LAYERS].map((schema) => `create schema ${schema};`),
    "create view ledger.today as from pages.ledger.today;",
    "create view ledger.targets as from pages.ledger.targets;",
    ...ordered.filter(isKeptWhole).map(({ layer, name }) => {
      const table = `${layer}.${quoteName(name)}`;
      return `create view ${table} as from pages.${table};`;
    }),
    ...RULE_LAYERS.map((each) => {
      const names = ordered.filter(({ layer }) => layer === each).map(({ name }) => name);
      return `${allFindingsSql(each, names)};`;
    }),
    ...facts.flatMap(({ name }) => [
      `attach 'facts/${name}.duckdb' as ${quoteName(factCatalog(name))} (read_only);`,
      `create view facts.${quoteName(name)} as from ${quoteName(factCatalog(name))}.main.${quoteName(name)};`,
    ]),
    ...metrics.map((model) => {
      const kept = readsUnpublished(model);
      return `create view metrics.${quoteName(model.name)} as\n${kept ? `from pages.events.${quoteName(model.name)}` : model.sql.trim()};`;
    }),
    "",
  ].join("\n");
}
