import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import type { LoadOutcome } from "../../../dashboard/shared/loads.ts";
import { listRejects } from "../../../etl/load/list-rejects.ts";
import { loadParts } from "../../../etl/load/load-parts.ts";
import { NOW, openTestStore, type TestStore } from "../store-in-folder.ts";
import { rowsOf, workbookOf } from "./workbook-of.ts";

async function give(store: TestStore, bytes: Uint8Array, name: string): Promise<LoadOutcome[]> {
  const path = join(store.folder, "given.bin");
  await writeFile(path, bytes);
  const outcomes = await loadParts(store, { path, name, uploader: "test", now: NOW });
  expect(await readdir(store.temporaryFolder)).toEqual(["duckdb"]);
  return outcomes;
}

const brief = (outcomes: LoadOutcome[]): unknown[] =>
  outcomes.map(({ file, status, source, loaded, message }) => [file, status, source, message?.code ?? loaded]);

const STAFF = ["工号", "姓名", "入职日期"];
const COVER = rowsOf(["客服中心月报"], ["制表人：甲"]);

test("every sheet that is a table of a source is a load of its own, what is none is named as skipped", async () => {
  const store = await openTestStore();
  const bytes = workbookOf({
    formats: ["yyyy/m/d", "00000"],
    sheets: [
      { name: "封面", rows: COVER },
      {
        name: "员工",
        rows: rowsOf(
          STAFF,
          ['<c s="2"><v>7</v></c>', "甲", '<c s="1"><v>45356</v></c>'],
          ["A2", "乙", '<c t="b"><v>1</v></c>'],
          [],
          ["<c><v>123456789012345680</v></c>", "丙"],
        ),
      },
      {
        name: "回访",
        state: "hidden",
        rows: rowsOf(
          ["回访编号", "回访类型", "回访时间", "评分"],
          ["R1", "工单回访", '<c s="1"><v>45356.5</v></c>', "<c><v>5</v></c>"],
        ),
      },
      // A table with a column missing is no cover: it must not be passed over.
      { name: "回访二", rows: rowsOf(["回访编号", "回访时间", "评分"], ["R2", "2024-03-05", "5"]) },
      { name: "Sheet3", rows: "" },
    ],
  });
  const outcomes = await give(store, bytes, "月报.xlsx");
  const [cover, staff, visits, jobs] = outcomes;
  expect(outcomes).toHaveLength(4);
  expect(cover).toMatchObject({ file: "月报.xlsx#封面", status: "skipped", read: 0 });
  expect(staff).toMatchObject({ file: "月报.xlsx#员工", source: "agents", read: 4, loaded: 1, rejected: 2, blank: 1 });
  expect(visits).toMatchObject({
    file: "月报.xlsx#回访",
    source: "surveys",
    loaded: 1,
    message: { code: "hidden_sheet" },
  });
  expect(jobs).toMatchObject({ file: "月报.xlsx#回访二", status: "refused", message: { code: "unknown_source" } });
  expect(await store.ask("select agent_id, name, hired_on from sources.agents")).toEqual([
    { agent_id: "00007", name: "甲", hired_on: "2024-03-05" },
  ]);
  const { rejects } = await listRejects(store, { load: staff?.load ?? 0, limit: 9, offset: 0 });
  // A record's number is its row in the sheet.
  expect(rejects.map(({ line, value, reason }) => [line, value, reason.code])).toEqual([
    [3, "TRUE", "bad_date"],
    [5, "1.23456789012346E+17", "ruined_number"],
  ]);
  const again = await give(store, bytes, "改名.xlsx");
  expect(brief(again).map((each) => (each as unknown[])[1])).toEqual(["skipped", "already", "already", "refused"]);
});

test("a workbook of which no sheet is a table of a source is refused, sheet by sheet", async () => {
  const store = await openTestStore();
  const outcomes = await give(store, workbookOf({ sheets: [{ name: "封面", rows: COVER }] }), "a.xlsx");
  expect(brief(outcomes)).toEqual([["a.xlsx#封面", "refused", null, "unknown_source"]]);
  expect(await store.ask("select file, status from ledger.loads")).toEqual([
    { file: "a.xlsx#封面", status: "refused" },
  ]);
});

test("workbooks in an archive load too, and one that is damaged does not stop them", async () => {
  const store = await openTestStore();
  const staff = (id: string): Uint8Array =>
    workbookOf({ sheets: [{ name: "员工", rows: rowsOf(STAFF.slice(0, 2), [id, "甲"]) }] });
  const bytes = zipSync({
    "一月.xlsx": staff("A1"),
    "二月.xlsx": staff("A2").subarray(0, 300),
    "三月.xlsx": staff("A3"),
  });
  expect(brief(await give(store, bytes, "一季度.zip"))).toEqual([
    ["一季度.zip/一月.xlsx#员工", "accepted", "agents", 1],
    ["一季度.zip/二月.xlsx", "refused", null, "damaged_zip"],
    ["一季度.zip/三月.xlsx#员工", "accepted", "agents", 1],
  ]);
});
