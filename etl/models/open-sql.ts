import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import { factCatalog } from "./facts.ts";
import type { LinkedModel } from "./lineage.ts";

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
    "create schema facts;",
    "create schema metrics;",
    ...facts.flatMap(({ name }) => [
      `attach 'facts/${name}.duckdb' as ${quoteName(factCatalog(name))} (read_only);`,
      `create view facts.${quoteName(name)} as from ${quoteName(factCatalog(name))}.main.${quoteName(name)};`,
    ]),
    ...metrics.map((model) => {
      // What reads a source or the ledger has its rows kept in the version; all else reads the facts.
      const kept = model.references.some(({ schema }) => schema !== "facts");
      return `create view metrics.${quoteName(model.name)} as\n${kept ? `from pages.events.${quoteName(model.name)}` : model.sql.trim()};`;
    }),
    "",
  ].join("\n");
}
