import { join } from "node:path";
import { tableFromIPC } from "@uwdata/flechette";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../dashboard/server/app.ts";
import { followCurrentVersion } from "../../dashboard/server/current-version.ts";
import { undoLoad } from "../../etl/load/undo-load.ts";
import { buildVersion } from "../../etl/models/build.ts";
import { openTestStore } from "../load/store-in-folder.ts";
import type { AnswerRow } from "../support/published.ts";
import { ROOT } from "../support/heng.ts";

const HEADER = "工号,姓名,入职日期";

test("rejected rows: rows and not files are added up, undone loads and repeated files count for nothing", async () => {
  const store = await openTestStore();
  const folders = {
    data: store.folder,
    sql: join(ROOT, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  const rows = (n: number, bad: number) =>
    Array.from({ length: n }, (_, i) => `K${n}-${i},甲,${i < bad ? "某日" : "2026-01-01"}`);
  const give = (n: number, bad: number, uploader: string, now: string) =>
    store.give([HEADER, ...rows(n, bad), ""].join("\n"), { uploader, now: new Date(now) });

  // The mean of the files' shares would be (1/2 + 0/8) / 2 = 25 %.
  await give(2, 1, "u1", "2026-07-31T23:59:00+08:00");
  await give(8, 0, "u1", "2026-07-31T23:59:30+08:00");
  // In Shanghai it is August already.
  await give(4, 1, "u2", "2026-08-01T00:30:00+08:00");
  await give(4, 1, "u2", "2026-08-01T00:40:00+08:00");
  const undone = await give(5, 5, "u2", "2026-08-01T00:50:00+08:00");
  await undoLoad(store, undone.load ?? NaN, new Date("2026-08-01T01:00:00+08:00"));

  const log = (): void => undefined;
  await buildVersion({ store, folders, now: new Date("2026-08-02T06:00:00+08:00"), only: ["rejected_row_rate"], log });
  const current = await followCurrentVersion(store.folder, { log });
  onTestFinished(() => current.close());
  const app = createApp({ current, dataFolder: store.folder, appFolder: null, log });
  const ask = async (question: string) => {
    const response = await app.request(`/api/series?metric=rejected_row_rate&${question}`);
    return tableFromIPC(await response.arrayBuffer()).toArray() as AnswerRow[];
  };
  expect(await ask("grain=month&from=2026-07&to=2026-08")).toMatchObject([
    { numerator: 1, denominator: 10, value: 0.1, n: 10, status: "miss" },
    { numerator: 1, denominator: 4, value: 0.25, n: 4, status: "miss" },
  ]);
  expect(await ask("grain=all&by=uploader")).toMatchObject([
    { uploader: "u1", value: 0.1 },
    { uploader: "u2", value: 0.25 },
  ]);
});
