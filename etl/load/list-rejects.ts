import type { Reject } from "../../dashboard/shared/loads.ts";
import type { Store } from "../store.ts";
import { cellsOf, parseForm } from "./mending/cells-of.ts";

/** A load's rejected records in the order of the file, and how many there are in all. */
export async function listRejects(
  store: Store,
  { load, limit, offset }: { load: number; limit: number; offset: number },
): Promise<{ rejects: Reject[]; total: number }> {
  const { reader } = store;
  const [page, count] = [
    await reader.runAndReadAll(
      `select rejects.*, loads.file, loads.form, mended.by_load as mended
       from ledger.rejects join ledger.loads using (load) left join ledger.mended using (load, line)
       where load = $load order by line limit $limit offset $offset`,
      { load, limit, offset },
    ),
    await reader.runAndReadAll("select count(*) from ledger.rejects where load = $load", { load }),
  ];
  const rejects = page.getRowObjects().map((row): Reject => {
    const text = (name: string): string | null => (row[name] == null ? null : String(row[name]));
    const form = parseForm(row.form);
    const cells = cellsOf(text("raw") ?? "", text("code") ?? "", form);
    return {
      load,
      file: text("file") ?? "",
      line: Number(row.line),
      column: text("column"),
      value: text("value"),
      raw: text("raw") ?? "",
      reason: { code: text("code") ?? "", zh: text("zh") ?? "", en: text("en") ?? "" },
      ...(row.mended == null ? {} : { mended: Number(row.mended) }),
      ...(cells === null || form === null
        ? {}
        : { cells: form.titles.map((title, index) => ({ header: title, text: cells[index] ?? "" })) }),
    };
  });
  return { rejects, total: Number(count.getRows()[0]?.[0]) };
}
