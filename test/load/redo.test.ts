import fc from "fast-check";
import { expect, test } from "vitest";
import { listLoads } from "../../etl/load/list-loads.ts";
import { approveLoad, declineLoad, redoLoad, undoLoad } from "../../etl/load/undo-load.ts";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

const HEADER = "工号,姓名,班组";

function file(...rows: string[]): string {
  return [HEADER, ...rows, ""].join("\n");
}

async function names(store: TestStore): Promise<string[]> {
  const rows = await store.ask("select agent_id, name, _load from sources.agents order by agent_id");
  return rows.map(({ agent_id, name, _load }) => `${String(agent_id)}=${String(name)} by ${String(_load)}`);
}

/** The ledger's statuses, oldest first. */
async function statuses(store: TestStore): Promise<string[]> {
  return (await listLoads(store, { limit: 100, offset: 0 })).loads.map(({ status }) => status).reverse();
}

test("a load that is undone and redone leaves everything as it was, with later loads between", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,", "A2,乙,"));
  await store.give(file("A1,丁,", "A3,丙,"));
  await store.give(file("A1,丁,", "A2,乙,", "A4,戊,"));
  const before = await names(store);
  expect(before).toEqual(["A1=丁 by 2", "A2=乙 by 1", "A3=丙 by 2", "A4=戊 by 3"]);
  for (const load of [1, 2]) {
    await undoLoad(store, load, NOW);
    expect(await names(store)).not.toEqual(before);
  }
  expect(await names(store)).toEqual(["A1=丁 by 3", "A2=乙 by 3", "A4=戊 by 3"]);
  for (const load of [2, 1]) await redoLoad(store, load, NOW);
  expect(await names(store)).toEqual(before);
  expect((await listLoads(store, { limit: 1, offset: 2 })).loads[0]).toMatchObject({
    status: "accepted",
    undoneAt: null,
  });
});

test("an earlier load that is redone does not overrule a later one that was loaded meanwhile", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,", "A2,乙,"));
  await undoLoad(store, 1, NOW);
  await store.give(file("A1,丁,"));
  await redoLoad(store, 1, NOW);
  expect(await names(store)).toEqual(["A1=丁 by 2", "A2=乙 by 1"]);
});

test("what was confirmed while a load between was undone still holds when that comes back", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,"));
  await store.give(file("A1,乙,"));
  await undoLoad(store, 2, NOW);
  // Says of A1 what load 1 says: nothing is stored of it but that.
  expect(await store.give(file("A1,甲,", "A2,丙,"))).toMatchObject({ unchanged: 1, loaded: 1 });
  await redoLoad(store, 2, NOW);
  expect(await names(store)).toEqual(["A1=甲 by 3", "A2=丙 by 3"]);
  await undoLoad(store, 3, NOW);
  expect(await names(store)).toEqual(["A1=乙 by 2"]);
});

test("only what is undone can be redone, and only what waits approved or declined", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,"));
  await expect(redoLoad(store, 1, NOW)).rejects.toMatchObject({ code: "not_undone" });
  await expect(approveLoad(store, 1, "某人", NOW)).rejects.toMatchObject({ code: "not_held" });
  await expect(declineLoad(store, 1, "某人", NOW)).rejects.toMatchObject({ code: "not_held" });
  await expect(redoLoad(store, 9, NOW)).rejects.toMatchObject({ code: "no_load" });
  await store.give("什么也不是\n1\n");
  await expect(redoLoad(store, 2, NOW)).rejects.toMatchObject({ code: "not_undone" });
});

test("a load that an earlier version of Heng undid is not redone by halves", async () => {
  const store = await openTestStore();
  await store.give(file("A1,甲,"));
  await undoLoad(store, 1, NOW);
  await store.connection.run("update ledger.loads set thinned = true");
  await expect(redoLoad(store, 1, NOW)).rejects.toMatchObject({ code: "thinned" });
  expect(await statuses(store)).toEqual(["undone"]);
});

type Row = { key: number; value: number };
type Step = { give: Row[]; bad: boolean } | { turn: number };

const row = fc.record({ key: fc.integer({ min: 0, max: 3 }), value: fc.integer({ min: 0, max: 2 }) });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ give: fc.array(row, { minLength: 1, maxLength: 4 }), bad: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ turn: fc.nat({ max: 7 }) }) },
);

/** What stands if only these loads were ever given, in this order. */
function standing(loads: Row[][]): string[] {
  const current = new Map<number, number>();
  for (const rows of loads) for (const { key, value } of rows) current.set(key, value);
  return [...current].sort(([a], [b]) => a - b).map(([key, value]) => `A${key}=${value}`);
}

test("after any loads, holds, approvals, undoings and redoings the store is that of the loads in force, in their order", async () => {
  // Any rejected row holds a load here, and nothing else does.
  const store = await openTestStore();
  for (const contract of store.contracts) contract.budget = { rejects: 0, rows: 0, repeats: 1, missing: 1, least: 1 };
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      // Each run takes keys of its own, so that all may share one store.
      run++;
      const loads: { load: number; rows: Row[]; status: "accepted" | "held" | "undone" }[] = [];
      for (const [index, next] of steps.entries()) {
        if ("give" in next) {
          const lines = next.give.map(({ key, value }) => `R${run}-A${key},${value},`);
          if (next.bad) lines.push(`,${run}-${index},`);
          const outcome = await store.give(file(...lines) + "\n".repeat(index + 1));
          const status = next.bad ? "held" : "accepted";
          expect(outcome.status).toBe(status);
          loads.push({ load: outcome.load ?? 0, rows: next.give, status });
        } else {
          const chosen = loads[next.turn % Math.max(loads.length, 1)];
          if (chosen === undefined) continue;
          if (chosen.status === "accepted") await undoLoad(store, chosen.load, NOW);
          else if (chosen.status === "undone") await redoLoad(store, chosen.load, NOW);
          else await approveLoad(store, chosen.load, "某人", NOW);
          chosen.status = chosen.status === "accepted" ? "undone" : "accepted";
        }
        const current = await store.ask(
          `select substr(agent_id, ${`R${run}-`.length + 1}) || '=' || name as row, _load from sources.agents
           where starts_with(agent_id, 'R${run}-') order by agent_id`,
        );
        const inForce = loads.filter(({ status }) => status === "accepted");
        expect(current.map((each) => each.row)).toEqual(standing(inForce.map(({ rows }) => rows)));
        // Each row is shown under a load in force that says just this.
        for (const each of current) {
          const shown = inForce.find(({ load }) => load === Number(each._load));
          expect(standing([shown?.rows ?? []])).toContain(each.row);
        }
      }
    }),
    { numRuns: 60, seed: 20260823 },
  );
  expect(
    await store.ask("select count(*) as n, count(distinct agent_id) as keys from rows.agents where _current"),
  ).toEqual(await store.ask("select count(distinct agent_id) as n, count(*) as keys from sources.agents"));
});
