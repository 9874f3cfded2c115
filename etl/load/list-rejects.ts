import type { Reject, RejectsAnswer, SkippedAnswer, SkippedLine } from "../../dashboard/shared/loads.ts";
import type { Store } from "../store.ts";
import { cellsOf, parseForm } from "./mending/cells-of.ts";

/** A load's rejected records in the order of the file; `open`: only those that are still to be mended. */
export async function listRejects(
  store: Store,
  { load, limit, offset, open = false }: { load: number; limit: number; offset: number; open?: boolean | undefined },
): Promise<RejectsAnswer> {
  const { reader } = store;
  const [page, count] = [
    await reader.runAndReadAll(
      `select rejects.*, loads.file, loads.form, mended.by_load as mended
       from ledger.rejects join ledger.loads using (load) left join ledger.mended using (load, line)
       where load = $load and (not $open or mended.by_load is null) order by line limit $limit offset $offset`,
      { load, limit, offset, open },
    ),
    await reader.runAndReadAll(
      `select count(*), count(mended.by_load) from ledger.rejects left join ledger.mended using (load, line)
       where load = $load`,
      { load },
    ),
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
  const [all = 0, mended = 0] = (count.getRows()[0] ?? []).map(Number);
  return { rejects, total: open ? all - mended : all, mended };
}

/** The lines of a load's file that are no records, in the order of the file. */
export async function listSkipped(
  { reader }: Store,
  { load, limit, offset }: { load: number; limit: number; offset: number },
): Promise<SkippedAnswer> {
  const [page, count] = [
    await reader.runAndReadAll(
      "select line, code, raw from ledger.skipped where load = $load order by line limit $limit offset $offset",
      { load, limit, offset },
    ),
    await reader.runAndReadAll("select count(*) from ledger.skipped where load = $load", { load }),
  ];
  const skipped = page.getRows().map(([line, code, raw]) => ({
    line: Number(line),
    code: String(code) as SkippedLine["code"],
    raw: String(raw),
  }));
  return { skipped, total: Number(count.getRows()[0]?.[0]) };
}
