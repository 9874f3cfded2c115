import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { publish } from "./published.ts";

export type Row = Record<string, unknown>;

/**
 * The rows of a list, or the findings of a rule, on the given files, in the order in which its header sorts them.
 *
 * @param model layer and name: lists.unpaid_orders, accountability.missed_call
 * @param files source → lines of its CSV, the header first
 * @param today as if built on that day
 */
export async function rowsOfModel(model: string, files: Record<string, string[]>, today: string): Promise<Row[]> {
  const system = await publish(files, today, { only: [model] });
  try {
    const catalogue = (await (await system.request("/api/catalogue")).json()) as {
      lists: { sort: { column: string; descending: boolean }[] }[];
    };
    const sort = catalogue.lists[0]?.sort ?? [{ column: "key", descending: false }];
    const order = sort.map(({ column, descending }) => `${column} ${descending ? "desc" : "asc"} nulls last`);
    const instance = await DuckDBInstance.create(join(system.data, "published/1/pages.duckdb"), {
      access_mode: "READ_ONLY",
    });
    const connection = await instance.connect();
    try {
      const reader = await connection.runAndReadAll(`from ${model} order by ${order.join(", ")}`);
      return reader.getRowObjectsJson();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    await system.close();
  }
}
