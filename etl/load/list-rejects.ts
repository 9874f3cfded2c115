import type { Reject } from "../../dashboard/shared/loads.ts";
import type { Store } from "../store.ts";

/** A load's rejected records in the order of the file, and how many there are in all. */
export async function listRejects(
  store: Store,
  { load, limit, offset }: { load: number; limit: number; offset: number },
): Promise<{ rejects: Reject[]; total: number }> {
  const { reader } = store;
  const [page, count] = [
    await reader.runAndReadAll(
      `select rejects.*, loads.file
       from ledger.rejects join ledger.loads using (load)
       where load = $load order by line limit $limit offset $offset`,
      { load, limit, offset },
    ),
    await reader.runAndReadAll("select count(*) from ledger.rejects where load = $load", { load }),
  ];
  const rejects = page.getRowObjects().map((row): Reject => {
    const text = (name: string): string | null => (row[name] == null ? null : String(row[name]));
    return {
      load,
      file: text("file") ?? "",
      line: Number(row.line),
      column: text("column"),
      value: text("value"),
      raw: text("raw") ?? "",
      reason: { code: text("code") ?? "", zh: text("zh") ?? "", en: text("en") ?? "" },
    };
  });
  return { rejects, total: Number(count.getRows()[0]?.[0]) };
}
