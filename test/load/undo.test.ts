import fc from "fast-check";
import { expect, test } from "vitest";
import { listLoads } from "../../etl/load/list-loads.ts";
import { undoLoad } from "../../etl/load/undo-load.ts";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

const HEADER = "工号,姓名,班组";
const CURRENT = "select agent_id, name, team from sources.agents order by agent_id";

function file(...rows: string[]): string {
  return [HEADER, ...rows, ""].join("\n");
}

async function names(store: TestStore): Promise<string[]> {
  return (await store.ask(CURRENT)).map(({ agent_id, name }) => `${String(agent_id)}=${String(name)}`);
}

test("rows of one key: the new are loaded, the same unchanged, the others updated, and the last one holds", async () => {
  const store = await openTestStore();
  expect(await store.give(file("A1,甲,", "A2,乙,", "A1,甲,", "A2,丙,", "A2,丙,"))).toMatchObject({
    read: 5,
    loaded: 2,
    updated: 1,
    unchanged: 2,
  });
  expect(await names(store)).toEqual(["A1=甲", "A2=丙"]);
  // A1 goes away from what stands and comes back to it: two updates, not none.
  expect(await store.give(file("A1,丁,", "A1,甲,", "A2,丙,", "A3,戊,"))).toMatchObject({
    read: 4,
    loaded: 1,
    updated: 2,
    unchanged: 1,
  });
  expect(await names(store)).toEqual(["A1=甲", "A2=丙", "A3=戊"]);
  expect(await store.ask("select count(*) as n from rows.agents where _load = 1")).toEqual([{ n: "3" }]);
});

test("the same bytes twice change nothing, and may be loaded again once they are undone", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,"));
  expect(await store.give(file("A1,甲,"))).toMatchObject({ load: 1, status: "already", read: 0, loaded: 0 });
  await undoLoad(store, 1, NOW);
  expect(await names(store)).toEqual([]);
  expect(await store.give(file("A1,甲,"))).toMatchObject({ load: 2, status: "accepted", loaded: 1 });
  expect(await names(store)).toEqual(["A1=甲"]);
});

test("undoing the load that brought a row keeps it if a later load said the same", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,", "A2,乙,"));
  await store.give(file("A1,甲,", "A3,丙,"));
  await undoLoad(store, 1, NOW);
  expect(await store.ask("select agent_id, _load from sources.agents order by agent_id")).toEqual([
    { agent_id: "A1", _load: 2 },
    { agent_id: "A3", _load: 2 },
  ]);
  await undoLoad(store, 2, NOW);
  expect(await names(store)).toEqual([]);
});

test("a row that several later loads confirmed passes to the first of them, and from it to the next", async () => {
  const store = await openTestStore();
  for (const more of ["A2,乙,", "A3,丙,", "A4,丁,"]) await store.give(file("A1,甲,", more));
  const owner = async () => (await store.ask("select _load from sources.agents where agent_id = 'A1'"))[0]?._load;
  expect(await owner()).toBe(1);
  await undoLoad(store, 1, NOW);
  expect(await owner()).toBe(2);
  await undoLoad(store, 2, NOW);
  expect(await owner()).toBe(3);
  await undoLoad(store, 3, NOW);
  expect(await owner()).toBeUndefined();
});

test("an undone load stays in the ledger with its day, and cannot be undone twice", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,"));
  await undoLoad(store, 1, NOW);
  const { loads, total } = await listLoads(store, { limit: 10, offset: 0 });
  expect(total).toBe(1);
  expect(loads[0]).toMatchObject({
    load: 1,
    status: "undone",
    loaded: 1,
    loadedAt: "2026-08-23T10:30:00+08:00",
    undoneAt: "2026-08-23T10:30:00+08:00",
  });
  await expect(undoLoad(store, 1, NOW)).rejects.toMatchObject({ code: "not_accepted" });
  await expect(undoLoad(store, 7, NOW)).rejects.toMatchObject({ code: "no_load" });
});

type Row = { key: number; value: number };
type Step = { load: Row[] } | { undo: number };

/** What stands if only these loads were ever given, in this order. */
function standing(loads: Row[][]): string[] {
  const current = new Map<number, number>();
  for (const rows of loads) for (const { key, value } of rows) current.set(key, value);
  return [...current].sort(([a], [b]) => a - b).map(([key, value]) => `A${key}=${value}`);
}

/** Counts that a load must report, given what stands before it. */
function counts(loads: Row[][], rows: Row[]): { loaded: number; updated: number; unchanged: number } {
  const before = new Map(standing(loads).map((row) => row.split("=") as [string, string]));
  const result = { loaded: 0, updated: 0, unchanged: 0 };
  for (const { key, value } of rows) {
    const earlier = before.get(`A${key}`);
    result[earlier === undefined ? "loaded" : earlier === String(value) ? "unchanged" : "updated"]++;
    before.set(`A${key}`, String(value));
  }
  return result;
}

const row = fc.record({ key: fc.integer({ min: 0, max: 3 }), value: fc.integer({ min: 0, max: 2 }) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ load: fc.array(row, { minLength: 1, maxLength: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ undo: fc.nat({ max: 5 }) }) },
);

test("after any loads and undoings the store is as if the undone loads had never been", async () => {
  const store = await openTestStore();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
      // Each run takes keys and a tag of its own, so that all may share one store.
      run++;
      const loads: { load: number; rows: Row[] }[] = [];
      for (const [index, next] of steps.entries()) {
        if ("undo" in next) {
          const victim = loads[next.undo % Math.max(loads.length, 1)];
          if (victim === undefined) continue;
          await undoLoad(store, victim.load, NOW);
          loads.splice(loads.indexOf(victim), 1);
        } else {
          const lines = next.load.map(({ key, value }) => `R${run}-A${key},${value},`);
          const accepted = loads.map(({ rows }) => rows);
          const outcome = await store.give(file(...lines) + "\n".repeat(index + 1));
          expect(outcome).toMatchObject({ status: "accepted", ...counts(accepted, next.load) });
          loads.push({ load: outcome.load ?? 0, rows: next.load });
        }
        const current = await store.ask(
          `select substr(agent_id, ${`R${run}-`.length + 1}) || '=' || name as row from sources.agents
           where starts_with(agent_id, 'R${run}-') order by agent_id`,
        );
        expect(current.map(({ row }) => row)).toEqual(standing(loads.map(({ rows }) => rows)));
      }
    }),
    { numRuns: 60, seed: 20260823 },
  );
  // No row may hold for a load that was undone, and no key may have two.
  expect(
    await store.ask(`
      select count(*) as n from sources.agents
      where _load not in (select load from ledger.loads where status = 'accepted')`),
  ).toEqual([{ n: "0" }]);
  expect(await store.ask("select count(*) - count(distinct agent_id) as n from sources.agents")).toEqual([{ n: "0" }]);
});
