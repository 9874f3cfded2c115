import { SOURCE_IDS, SOURCES } from "./areas.ts";
import type { Data, Delivery, FileRecord, Rows, Source } from "./data.ts";
import type { NaiveSource } from "./source.ts";
import { lastDayOf, nowOf } from "./today.ts";

function latest<S extends Source>(source: S, deliveries: readonly Delivery[]): Rows[S][] {
  const { key } = SOURCES[source] as NaiveSource<Rows[S]>;
  const rows = new Map<string, Rows[S]>();
  for (const delivery of deliveries) {
    if (delivery.source !== source) continue;
    for (const { row, damage } of delivery.records as FileRecord<Rows[S]>[]) {
      if (damage === null) rows.set(JSON.stringify(key.map((column) => row[column])), row);
    }
  }
  return [...rows.values()];
}

/** Merges by business key, later rows win, damaged records are left out but counted in the ledger. */
export function merge(deliveries: readonly Delivery[]): Data {
  const rows = Object.fromEntries(SOURCE_IDS.map((source) => [source, latest(source, deliveries)])) as Pick<
    Data,
    Source
  >;
  const ledger = deliveries.map(({ source, uploader, loadedAt, records }, index) => ({
    load: index + 1,
    source,
    uploader,
    loadedAt,
    read: records.length,
    rejected: records.filter((record) => record.damage !== null).length,
  }));
  const today = lastDayOf(rows, ledger);
  return { ...rows, ledger, today, now: nowOf(rows, today) };
}

/** Nothing handed in; tests add the rows they are about. */
export function noData(): Data {
  return merge([]);
}
