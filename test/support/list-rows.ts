import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import { publish, type Published } from "./published.ts";

export type Row = Record<string, unknown>;

/**
 * The rows of a list in the order in which its header sorts them; of any other model by its key.
 *
 * @param model layer and name: lists.unpaid_orders, accountability.missed_call, checks.unknown_sites
 * @param by what a model without a sort of its own is ordered by
 */
export async function rowsOf(system: Published, model: string, by = "key"): Promise<Row[]> {
  const { lists } = (await (await system.request("/api/catalogue")).json()) as Catalogue;
  const list = lists.find(({ id }) => `lists.${id}` === model);
  const sort = list?.sort ?? [{ column: by, descending: false }];
  const order = sort.map(({ column, descending }) => `${column} ${descending ? "desc" : "asc"} nulls last`);
  const instance = await DuckDBInstance.create(join(system.data, "published/1/pages.duckdb"), {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(`from ${model} order by ${order.join(", ")}`)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/**
 * The rows of one list or rule, built alone.
 *
 * @param files source → lines of its CSV, the header first
 * @param today as if built on that day
 */
export async function rowsOfModel(model: string, files: Record<string, string[]>, today: string): Promise<Row[]> {
  const system = await publish(files, today, { only: [model] });
  try {
    return await rowsOf(system, model);
  } finally {
    await system.close();
  }
}
