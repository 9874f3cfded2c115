import { INTEGER, VARCHAR } from "@duckdb/node-api";
import type { HoldReason, LedgerEntry, LoadChoices, LoadStatus } from "../../dashboard/shared/loads.ts";
import type { LoadsFilter } from "../../dashboard/shared/writer-socket.ts";
import type { Store } from "../store.ts";

/** A null tells DuckDB no type. */
const FILTER_TYPES = { load: INTEGER, status: VARCHAR };

/** The ledger, newest first, and how many entries there are in all of those that are asked for. */
export async function listLoads(
  store: Store,
  { limit, offset, load, status, rejects }: { limit: number; offset: number } & LoadsFilter,
): Promise<{ loads: LedgerEntry[]; total: number }> {
  const where = `from ledger.loads where load = coalesce($load, load) and status = coalesce($status, status)
    and (not $rejects or (rejected > 0 and status in ('accepted', 'held')))`;
  const filter = { load: load ?? null, status: status ?? null, rejects: rejects ?? false };
  const result = await store.reader.runAndReadAll(
    `select loads.* replace (cast(loaded_at as varchar) as loaded_at, cast(undone_at as varchar) as undone_at,
          cast(decided_at as varchar) as decided_at),
        coalesce(mended.count, 0) as mended, total
     from (select *, count(*) over () as total ${where} order by load desc limit $limit offset $offset) as loads
     left join (select load, count(*) as count from ledger.mended group by load) as mended using (load)
     order by load desc`,
    { limit, offset, ...filter },
    FILTER_TYPES,
  );
  const loads = result.getRowObjects().map((row): LedgerEntry => {
    const text = (name: string): string | null => (row[name] == null ? null : String(row[name]));
    const number = (name: string): number => Number(row[name]);
    return {
      load: number("load"),
      file: text("file") ?? "",
      source: text("source"),
      status: text("status") as LoadStatus,
      read: number("read"),
      loaded: number("loaded"),
      updated: number("updated"),
      unchanged: number("unchanged"),
      rejected: number("rejected"),
      blank: number("blank"),
      reasons: JSON.parse(text("reasons") ?? "{}") as Record<string, number>,
      skipped: JSON.parse(text("skipped") ?? "{}") as Record<string, number>,
      message: row.code == null ? null : { code: text("code") ?? "", zh: text("zh") ?? "", en: text("en") ?? "" },
      mapping: text("mapping"),
      encoding: text("encoding") ?? "",
      confidence: row.confidence == null ? null : number("confidence"),
      delimiter: text("delimiter") ?? "",
      choices: JSON.parse(text("choices") ?? "{}") as LoadChoices,
      bytes: number("bytes"),
      sha256: text("sha256") ?? "",
      loadedAt: shanghai(text("loaded_at")) ?? "",
      uploader: text("uploader") ?? "",
      undoneAt: shanghai(text("undone_at")),
      held: JSON.parse(text("held") ?? "[]") as HoldReason[],
      decidedBy: text("decided_by"),
      decidedAt: shanghai(text("decided_at")),
      mends: row.mends == null ? null : number("mends"),
      mended: number("mended"),
      replays: row.replays == null ? null : number("replays"),
      original: row.original != null,
    };
  });
  // A page beyond the end has no row to carry the total.
  const count = async (): Promise<number> => {
    const counted = await store.reader.runAndReadAll(`select count(*) ${where}`, filter, FILTER_TYPES);
    return Number(counted.getRows()[0]?.[0]);
  };
  const total = result.getRowObjects()[0]?.total;
  return { loads, total: total === undefined ? await count() : Number(total) };
}

function shanghai(wall: string | null): string | null {
  return wall === null ? null : `${wall.replace(" ", "T")}+08:00`;
}
