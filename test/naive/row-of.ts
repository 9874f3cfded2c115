import { SOURCES } from "./areas.ts";
import type { Rows, Source } from "./data.ts";

/** A row with these cells and all others empty. */
export function rowOf<S extends Source>(source: S, cells: Partial<Rows[S]>): Rows[S] {
  const empty = Object.fromEntries(Object.keys(SOURCES[source].columns).map((column) => [column, null]));
  return { ...empty, ...cells } as unknown as Rows[S];
}
