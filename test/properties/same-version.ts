import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";

/** Tables of a version's folder, each with its number of rows and a checksum that does not depend on their order. */
export type Tables = Map<string, string>;

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function tablesIn(connection: DuckDBConnection, path: string, prefix: string, found: Tables): Promise<void> {
  await connection.run(`attach '${path}' as looked_at (read_only)`);
  const rows = await connection.runAndReadAll(
    "select schema_name, table_name from duckdb_tables() where database_name = 'looked_at' order by all",
  );
  for (const [schema, table] of rows.getRows()) {
    const name = `looked_at.${quote(String(schema))}.${quote(String(table))}`;
    // Each row by all its columns; twice, so that two wrong rows cannot make up for each other.
    const sums = await connection.runAndReadAll(
      `select count(*), sum(hash(rows)::hugeint), bit_xor(hash(rows, 'again')) from ${name} as rows`,
    );
    const columns = await connection.runAndReadAll(
      `select string_agg(column_name || column_type) from (describe ${name})`,
    );
    found.set(
      `${prefix}${String(schema)}.${String(table)}`,
      [...sums.getRows()[0]!, ...columns.getRows()[0]!].join(" "),
    );
  }
  await connection.run("detach looked_at");
}

/** What its catalogue says, but for what differs by nature: its number, when it was made, how long that took. */
async function catalogueOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, "catalogue.json"), "utf8");
  return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    ["version", "publishedAt", "builtInMs", "unchanged"].includes(key) ? undefined : value,
  );
}

/** All that a published version holds: facts, roll-ups, kept rows, lists, findings, flags, targets, today, catalogue. */
export async function contentsOf(connection: DuckDBConnection, folder: string): Promise<Tables> {
  const found: Tables = new Map();
  await tablesIn(connection, join(folder, "pages.duckdb"), "", found);
  for (const file of (await readdir(join(folder, "facts")).catch(() => [])).sort()) {
    await tablesIn(connection, join(folder, "facts", file), `${file} `, found);
  }
  found.set("catalogue.json", await catalogueOf(folder));
  found.set("plans.json", await readFile(join(folder, "plans.json"), "utf8"));
  return found;
}

/** Names of what the one holds otherwise than the other. */
export function unlike(a: Tables, b: Tables): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort();
}
