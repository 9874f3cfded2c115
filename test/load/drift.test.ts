import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FileChoices, PartReport } from "../../dashboard/shared/file-report.ts";
import { reportFile } from "../../etl/load/drift/report-file.ts";
import { openTestStore, type TestStore } from "./store-in-folder.ts";

async function look(store: TestStore, text: string, choices: FileChoices["parts"] = {}): Promise<PartReport> {
  const path = join(store.folder, "looked-at.csv");
  await writeFile(path, text);
  const { parts, problem } = await reportFile(store, { path, name: "given.csv" }, { parts: choices });
  expect(problem).toBeNull();
  return parts[0] as PartReport;
}

test("a report says what a load would do, and stores nothing", async () => {
  const store = await openTestStore();
  const text =
    "工单号,类型,创建时间,天气\nT1,报修,2024/3/5 8:00,晴\nT2,报休,2024-13-01,阴\nT3,报修\n\nT4,报休,2024-03-06,\n";
  const part = await look(store, text);
  expect(part).toMatchObject({
    source: "tickets",
    records: 5,
    check: { read: 5, rejected: 3, blank: 1, reasons: { cell_count: 1, unknown_word: 2 } },
    problems: [],
  });
  expect(part.sources[0]?.confidence).toBeGreaterThan(0.5);
  expect(part.sources.slice(1).every(({ confidence }) => confidence <= 0.5)).toBe(true);
  expect(part.columns.map(({ header, column, by }) => [header, column, by])).toEqual([
    ["工单号", "ticket_id", "name"],
    ["类型", "kind", "name"],
    ["创建时间", "created_at", "name"],
    ["天气", null, "none"],
  ]);
  expect(part.columns[1]?.newWords).toEqual([{ word: "报休", count: 2, member: null }]);
  expect(part.preview.map(({ line, fault, raw }) => [line, fault?.code ?? null, raw])).toEqual([
    [2, null, null],
    [3, null, null],
    [4, "cell_count", "T3,报修"],
    [6, null, null],
  ]);
  const [first, second] = part.preview;
  expect(first?.cells.map(({ text, value, fault }) => [text, value, fault])).toEqual([
    ["T1", "T1", null],
    ["报修", "repair", null],
    ["2024/3/5 8:00", "2024-03-05 08:00:00", null],
    ["晴", null, null],
  ]);
  // Both faults are told, a load tells the first.
  expect(second?.cells.map(({ fault }) => fault?.code ?? null)).toEqual([null, "unknown_word", "bad_ts", null]);
  const { rejected, reasons } = await store.give(text);
  expect(part.check).toMatchObject({ rejected, reasons });
  expect(await store.ask("select count(*) as n from ledger.loads")).toEqual([{ n: "1" }]);
});
