import { copyFile, link } from "node:fs/promises";
import { join } from "node:path";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import type { LinkedModel } from "./lineage.ts";
import { attach, type Workspace } from "./workspace.ts";

/** The catalog under which a fact's file is attached, here and on the server. */
export function factCatalog(name: string): string {
  return `fact_${name}`;
}

export function factFile(folder: string, name: string): string {
  return join(folder, "facts", `${name}.duckdb`);
}

/**
 * Makes a fact's file in the version's folder and shows it as `facts.<name>`.
 *
 * @param unchangedIn folder of a version that has the same fact made of the same inputs: its file is linked, not made anew
 */
export async function buildFact(
  workspace: Workspace,
  model: LinkedModel,
  folder: string,
  unchangedIn: string | null,
): Promise<void> {
  const { connection } = workspace;
  const catalog = factCatalog(model.name);
  const file = factFile(folder, model.name);
  if (unchangedIn !== null) {
    const old = factFile(unchangedIn, model.name);
    await link(old, file).catch(() => copyFile(old, file));
  } else {
    await attach(connection, file, catalog, "write");
    await workspace.runModel(`create table ${quoteName(catalog)}.main.${quoteName(model.name)} as`, model);
    await connection.run(`detach ${quoteName(catalog)}`);
  }
  await attach(connection, file, catalog, "read");
  await connection.run(
    `create view facts.${quoteName(model.name)} as from ${quoteName(catalog)}.main.${quoteName(model.name)}`,
  );
}
