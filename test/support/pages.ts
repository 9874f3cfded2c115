import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Json } from "@duckdb/node-api";
import type { Published } from "./published.ts";

/** Asks the first published version's pages.duckdb: `lists.*`, `accountability.*`, `authenticity.*`, `ledger.today`. */
export async function readPages({ data }: Pick<Published, "data">, sql: string): Promise<Json[][]> {
  const instance = await DuckDBInstance.create(join(data, "published/1/pages.duckdb"), { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
