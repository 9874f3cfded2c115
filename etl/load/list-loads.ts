import type { HoldReason, LedgerEntry, LoadChoices, LoadStatus } from "../../dashboard/shared/loads.ts";
import type { Store } from "../store.ts";

/** The ledger, newest first, and how many entries there are in all. */
export async function listLoads(
  store: Store,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ loads: LedgerEntry[]; total: number }> {
  const result = await store.reader.runAndReadAll(
    `select loads.* replace (cast(loaded_at as varchar) as loaded_at, cast(undone_at as varchar) as undone_at,
          cast(decided_at as varchar) as decided_at),
        coalesce(mended.count, 0) as mended, total
     from (select *, count(*) over () as total from ledger.loads order by load desc limit $limit offset $offset) as loads
     left join (select load, count(*) as count from ledger.mended group by load) as mended using (load)
     order by load desc`,
    { limit, offset },
  );
  const loads = result.getRowObjects().map((row): LedgerEntry => {
    const text = (name: string): string | null => (row[name] == null ? null : String(row[name]));
    const count = (name: string): number => Number(row[name]);
    return {
      load: count("load"),
      file: text("file") ?? "",
      source: text("source"),
      status: text("status") as LoadStatus,
      read: count("read"),
      loaded: count("loaded"),
      updated: count("updated"),
      unchanged: count("unchanged"),
      rejected: count("rejected"),
      blank: count("blank"),
      reasons: JSON.parse(text("reasons") ?? "{}") as Record<string, number>,
      skipped: JSON.parse(text("skipped") ?? "{}") as Record<string, number>,
      message: row.code == null ? null : { code: text("code") ?? "", zh: text("zh") ?? "", en: text("en") ?? "" },
      mapping: text("mapping"),
      encoding: text("encoding") ?? "",
      confidence: row.confidence == null ? null : count("confidence"),
      delimiter: text("delimiter") ?? "",
      choices: JSON.parse(text("choices") ?? "{}") as LoadChoices,
      bytes: count("bytes"),
      sha256: text("sha256") ?? "",
      loadedAt: shanghai(text("loaded_at")) ?? "",
      uploader: text("uploader") ?? "",
      undoneAt: shanghai(text("undone_at")),
      held: JSON.parse(text("held") ?? "[]") as HoldReason[],
      decidedBy: text("decided_by"),
      decidedAt: shanghai(text("decided_at")),
      mends: row.mends == null ? null : count("mends"),
      mended: count("mended"),
      replays: row.replays == null ? null : count("replays"),
      original: row.original != null,
    };
  });
  const total = result.getRowObjects()[0]?.total;
  return { loads, total: total === undefined ? await countLoads(store) : Number(total) };
}

/** A page beyond the end has no row to carry the total. */
async function countLoads(store: Store): Promise<number> {
  const result = await store.reader.runAndReadAll("select count(*) from ledger.loads");
  return Number(result.getRows()[0]?.[0]);
}

function shanghai(wall: string | null): string | null {
  return wall === null ? null : `${wall.replace(" ", "T")}+08:00`;
}
