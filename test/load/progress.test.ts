import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LoadProgress } from "../../etl/load/load-file.ts";
import { startPulse } from "../../etl/load/pulse.ts";
import { openTestStore } from "./store-in-folder.ts";

test("progress tells how far DuckDB is while it reads a big file, and never goes back", async () => {
  const store = await openTestStore();
  const path = join(store.folder, "tickets.csv");
  // More than one of the buffers in which DuckDB reads.
  await store.ask(`copy (
    select 'T' || lpad(i::varchar, 9, '0') as 工单编号, '报修' as 工单类型, '漏水' as 问题分类, '电话' as 受理渠道,
      'C' || i % 1000 as 客户编号, 'S' || i % 12 as 小区, '2026-01-05 08:00:00' as 创建时间,
      '2026-01-05 09:30:00' as 首次响应时间, repeat('水管漏水请尽快处理', 12) as 标题
    from range(400000) t(i)) to '${path}' (header)`);
  const told: LoadProgress[] = [];
  let shares = 0;
  const look = setInterval(() => {
    const inserting = told.at(-1)?.step === "reading";
    if (inserting && store.connection.progress.percentage > 0) shares++;
  }, 20);
  const answer = store.give("", { path, progress: (p) => told.push(p) });
  expect(await answer.finally(() => clearInterval(look))).toMatchObject({ status: "accepted", read: 400_000 });
  expect(shares, "DuckDB tells how far its insert is").toBeGreaterThan(0);
  const reading = told.filter(({ step }) => step === "reading").map(({ bytes }) => bytes);
  expect(reading.length).toBeGreaterThan(3);
  // Records are told with the bytes they are in, and never more of them than there are.
  const rows = told.flatMap(({ step, rows: each }) => (step === "reading" && each !== undefined ? [each] : []));
  expect(rows.filter((each) => each > 0 && each < 400_000).length).toBeGreaterThan(1);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
  expect(Math.max(...rows)).toBeLessThanOrEqual(400_000);
  // The scan is far ahead of the insert; what is told is how far both are.
  expect(reading.filter((bytes) => bytes > 0 && bytes < (told[0]?.of ?? 0)).length).toBeGreaterThan(1);
  for (const step of ["reading", "typing", "merging"]) {
    const bytes = told.filter((each) => each.step === step).map((each) => each.bytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(new Set(bytes).size, step).toBe(bytes.length);
  }
}, 60_000);

const FILE = { step: "reading", of: 1000 };

describe("between what is known", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("what is told goes on while nothing is known, and never reaches the end", () => {
    const told: number[] = [];
    const pulse = startPulse({ progress: { percentage: -1 } }, ({ bytes }) => told.push(bytes));
    pulse.tell({ ...FILE, of: 1e9, bytes: 0 });
    vi.advanceTimersByTime(600_000);
    pulse.stop();
    expect(told.length).toBeGreaterThan(800);
    expect(told.at(-1)).toBeLessThan(1e9);
  });

  test("it goes on no faster than so far", () => {
    const told: number[] = [];
    const progress = { percentage: 0 };
    const pulse = startPulse({ progress }, ({ bytes }) => told.push(bytes));
    pulse.tell({ ...FILE, of: 1e6, bytes: 0 });
    progress.percentage = 1;
    vi.advanceTimersByTime(10_000);
    // A hundredth is known after half a second; at that pace it is a fifth after ten.
    expect(told.at(-1)).toBeLessThan(201_000);
    expect(told.at(-1)).toBeGreaterThan(10_000);
    progress.percentage = 50;
    vi.advanceTimersByTime(500);
    pulse.stop();
    expect(told.at(-1)).toBe(500_000);
  });

  test("bytes that are looked at alongside a statement are done as far as both are", () => {
    const told: number[] = [];
    const progress = { percentage: 10 };
    const pulse = startPulse({ progress }, ({ bytes }) => told.push(bytes));
    pulse.tell({ ...FILE, bytes: 50 }, true);
    pulse.tell({ ...FILE, bytes: 400 }, true);
    progress.percentage = 30;
    pulse.tell({ ...FILE, bytes: 900 }, true);
    pulse.tell({ ...FILE, bytes: 1000 }, true);
    progress.percentage = 80;
    vi.advanceTimersByTime(500);
    pulse.tell({ ...FILE, step: "typing", bytes: 0 });
    pulse.stop();
    expect(told).toEqual([50, 100, 300, 800, 0]);
  });
});
