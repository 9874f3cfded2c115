import { expect, test } from "vitest";
import { joinHeaderRows } from "../../etl/load/layout/header-rows.ts";
import { openTestStore } from "./store-in-folder.ts";

/** Seconds that the processor works on a job. */
async function workOf(job: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await job();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

test("a header of ten thousand columns is refused at once, whatever stands below it", async () => {
  const store = await openTestStore();
  const names = Array.from({ length: 10_000 }, (_, at) => `列${at}`).join(",");
  const row = `T1,报修,2026-03-01 08:00:00,S1,${",".repeat(10_000)}\n`;
  const file = `工单编号,工单类型,创建时间,小区,标题,${names}\n${row.repeat(20)}`;
  const seconds = await workOf(async () => {
    expect(await store.give(file)).toMatchObject({ status: "refused", message: { code: "too_many_columns" } });
  });
  expect(seconds).toBeLessThan(8);
});

test("two header rows are joined in time that grows as their width does", async () => {
  const groups = Array.from({ length: 20_000 }, (_, at) => (at % 3 === 0 ? `组${at}` : ""));
  const titles = groups.map((_, at) => (at % 5 === 0 ? "时间" : `列${at}`));
  let joined: string[] = [];
  const seconds = await workOf(() => (joined = joinHeaderRows(groups, titles, (title) => title === "时间")));
  expect(joined.slice(0, 6)).toEqual(["组0 时间", "组0 列1", "组0 列2", "组3 列3", "组3 列4", "组3 时间"]);
  expect(seconds).toBeLessThan(1);
});
