import { describe, expect, test } from "vitest";
import type { LedgerEntry } from "../../dashboard/shared/loads.ts";
import { DEFAULT_BUDGET, parseContract } from "../../etl/contract.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { listRejects } from "../../etl/load/list-rejects.ts";
import { approveLoad, declineLoad } from "../../etl/load/undo-load.ts";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

/** A file of tickets: one each number from `from` on, `bad` of them with a day that is none. */
function tickets({ from = 1, count = 0, bad = 0, subject = "漏水", day = (_: number) => "2026-08-01" }): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const at = index < bad ? "2026-02-30" : day(from + index);
    return `T${from + index},报修,${at} 08:00,${subject}`;
  });
  return `工单号,类型,创建时间,标题\n${lines.join("\n")}\n`;
}

async function entry(store: TestStore, load: number): Promise<LedgerEntry | undefined> {
  return (await listLoads(store, { limit: 100, offset: 0 })).loads.find((each) => each.load === load);
}

async function standing(store: TestStore): Promise<number> {
  return Number((await store.ask("select count(*) as n from sources.tickets"))[0]?.n);
}

describe("too many rejected rows", () => {
  test("hold a load: its rows are kept and do not count until somebody says yes", async () => {
    const store = await openTestStore();
    await store.give(tickets({ count: 100, subject: "旧" }));
    const outcome = await store.give(tickets({ from: 81, count: 400, bad: 25 }));
    expect(outcome).toMatchObject({
      load: 2,
      status: "held",
      read: 400,
      loaded: 380 - 25 + 20,
      rejected: 25,
      message: { code: "held", zh: "待批：退回 6.3%（25 行），超过限额 5.0%。批准后才计入数字" },
    });
    expect(await standing(store)).toBe(100);
    expect(await store.ask("select count(*) as n from sources.tickets where subject = '旧'")).toEqual([{ n: "100" }]);
    const { rejects, total } = await listRejects(store, { load: 2, limit: 1, offset: 0 });
    expect([total, rejects[0]?.line, rejects[0]?.value]).toEqual([25, 2, "2026-02-30 08:00"]);

    await approveLoad(store, 2, "李经理", NOW);
    expect(await standing(store)).toBe(100 + 375);
    expect(await entry(store, 2)).toMatchObject({
      status: "accepted",
      held: [{ code: "too_many_rejects", share: 0.0625, limit: 0.05, rows: 25 }],
      decidedBy: "李经理",
      decidedAt: "2026-08-23T10:30:00+08:00",
      rejected: 25,
    });
  });

  test("do not where they are few, or a small share", async () => {
    const store = await openTestStore();
    expect(await store.give(tickets({ count: 19, bad: 19 }))).toMatchObject({ status: "accepted", rejected: 19 });
    expect(await store.give(tickets({ count: 400, bad: 20 }))).toMatchObject({ status: "accepted", rejected: 20 });
    expect(await store.give(tickets({ count: 399, bad: 20 }))).toMatchObject({ status: "held", rejected: 20 });
  });

  test("are taken where the uploader says so beforehand, who is then in the ledger", async () => {
    const store = await openTestStore();
    expect(await store.give(tickets({ count: 40, bad: 20 }), { yes: true })).toMatchObject({ status: "accepted" });
    expect(await standing(store)).toBe(20);
    expect(await entry(store, 1)).toMatchObject({
      decidedBy: "test",
      held: [{ code: "too_many_rejects", share: 0.5 }],
    });
    // Where nothing would have been held, nobody has decided anything.
    await store.give(tickets({ from: 100, count: 40 }), { yes: true });
    expect(await entry(store, 2)).toMatchObject({ decidedBy: null, held: [] });
  });

  test("are as many as the source's own budget says", async () => {
    const store = await openTestStore();
    const own = parseContract(
      "x",
      "title: X\nkey: [a]\nbudget: { rejects: 0.5%, least: 2 }\ncolumns: { a: { type: id } }",
      "x.yml",
    );
    expect(own.budget).toEqual({ ...DEFAULT_BUDGET, rejects: 0.005, least: 2 });
    for (const contract of store.contracts)
      if (contract.id === "tickets") contract.budget = { ...DEFAULT_BUDGET, ...own.budget };
    expect(await store.give(tickets({ count: 200, bad: 1 }))).toMatchObject({ status: "accepted" });
    expect(await store.give(tickets({ from: 500, count: 200, bad: 2 }))).toMatchObject({ status: "held" });
    for (const wrong of ["{ rejects: 5 }", "{ reject: 5% }", "{ least: 5% }", "{ rows: -1% }"]) {
      expect(() =>
        parseContract("x", `title: X\nkey: [a]\nbudget: ${wrong}\ncolumns: { a: { type: id } }`, "x.yml"),
      ).toThrow("budget");
    }
  });
});

describe("a held load", () => {
  test("that is declined counts nowhere, keeps its line and its rejects, and may be approved after all", async () => {
    const store = await openTestStore();
    await store.give(tickets({ count: 40, bad: 20 }));
    await declineLoad(store, 1, "李经理", NOW);
    expect(await entry(store, 1)).toMatchObject({ status: "declined", decidedBy: "李经理", rejected: 20 });
    expect((await listRejects(store, { load: 1, limit: 1, offset: 0 })).total).toBe(20);
    expect(await standing(store)).toBe(0);
    await expect(declineLoad(store, 1, "李经理", NOW)).rejects.toMatchObject({ code: "not_held" });
    await approveLoad(store, 1, "王总", NOW);
    expect(await standing(store)).toBe(20);
    expect(await entry(store, 1)).toMatchObject({ status: "accepted", decidedBy: "王总" });
  });

  test("given again as the same file is still the one that waits", async () => {
    const store = await openTestStore();
    await store.give(tickets({ count: 40, bad: 20 }));
    expect(await store.give(tickets({ count: 40, bad: 20 }))).toMatchObject({ load: 1, status: "held", read: 0 });
    expect((await listLoads(store, { limit: 10, offset: 0 })).total).toBe(1);
    await declineLoad(store, 1, "李经理", NOW);
    expect(await store.give(tickets({ count: 40, bad: 20 }))).toMatchObject({ load: 2, status: "held", read: 40 });
  });

  test("stands at the place of its number: what was loaded meanwhile overrules it", async () => {
    const store = await openTestStore();
    await store.give(tickets({ count: 60, bad: 20, subject: "先" }));
    await store.give(tickets({ from: 41, count: 10, subject: "后" }));
    await approveLoad(store, 1, "李经理", NOW);
    expect(await store.ask("select subject, count(*) as n from sources.tickets group by subject order by n")).toEqual([
      { subject: "后", n: "10" },
      { subject: "先", n: "30" },
    ]);
  });
});

describe("far fewer rows than usual", () => {
  test("hold a load once there are three to compare with", async () => {
    const store = await openTestStore();
    const give = (from: number, count: number) => store.give(tickets({ from, count }));
    await give(1000, 200);
    await give(2000, 500);
    expect(await give(3000, 20)).toMatchObject({ status: "accepted" });
    // Usual are 200 now.
    expect(await give(4000, 60)).toMatchObject({ status: "accepted" });
    await give(5000, 500);
    // 20, 60, 200, 500, 500.
    expect(await give(6000, 59)).toMatchObject({
      status: "held",
      message: { zh: "待批：只有 59 行，是平常 200 行的 29.5%，不足 30.0%。批准后才计入数字" },
    });
  });

  test("are no matter where usual files are small", async () => {
    const store = await openTestStore();
    for (const from of [1000, 2000, 3000]) await store.give(tickets({ from, count: 90 }));
    expect(await store.give(tickets({ from: 4000, count: 1 }))).toMatchObject({ status: "accepted" });
  });
});

describe("a key that suddenly repeats", () => {
  test("holds a load", async () => {
    const store = await openTestStore();
    await store.give(tickets({ count: 100 }));
    const twice =
      tickets({ from: 1000, count: 300 }) +
      tickets({ from: 1000, count: 30, subject: "又" }).split("\n").slice(1).join("\n");
    expect(await store.give(twice)).toMatchObject({
      status: "held",
      message: {
        zh: "待批：9.1% 的行（30 行）编号在文件里重复出现，平常是 0.0%，限额 5.0%。批准后才计入数字",
      },
    });
    expect(await standing(store)).toBe(100);
  });

  test("does not in a source whose files have always said things twice, or in its first file", async () => {
    const store = await openTestStore();
    const log = (from: number): string =>
      [1, 2, 3]
        .map((step) =>
          tickets({ from, count: 50, subject: `第${step}步` })
            .split("\n")
            .slice(step === 1 ? 0 : 1)
            .join("\n"),
        )
        .join("");
    expect(await store.give(log(1000))).toMatchObject({ status: "accepted", read: 150, loaded: 50, updated: 100 });
    expect(await store.give(log(2000))).toMatchObject({ status: "accepted" });
  });
});

describe("a period that was complete and shrinks", () => {
  /** Fifteen tickets on each day of August. */
  const day = (number: number): string => `2026-08-${String((number % 31) + 1).padStart(2, "0")}`;
  const august = (count: number, from = 1): string => tickets({ from, count, day });

  test("holds a load that covers the same days again without some of their rows", async () => {
    const store = await openTestStore();
    await store.give(august(465));
    expect(await store.give(august(400))).toMatchObject({
      status: "held",
      message: {
        zh: "待批：这份文件所覆盖的期间原有 465 条，其中 65 条（14.0%）文件里没有，限额 10.0%。批准后才计入数字",
      },
    });
    expect(await store.give(august(430))).toMatchObject({ status: "accepted", unchanged: 430 });
  });

  test("holds a piece of a source that has always been exported whole", async () => {
    const store = await openTestStore();
    await store.give(august(465));
    await store.give(august(470));
    expect(await store.give(august(100))).toMatchObject({
      status: "held",
      message: { zh: expect.stringContaining("平常缺 0.0%") as string },
    });
  });

  test("does not hold the days to come, days that go on, nor what is exported in pieces", async () => {
    const store = await openTestStore();
    await store.give(august(465));
    const september = (from: number): string =>
      tickets({ from, count: 300, day: (number) => day(number).replace("-08-", "-09-") });
    expect(await store.give(september(1000))).toMatchObject({ status: "accepted" });
    // Ten of August come with corrections, among new ones.
    const pieces = tickets({ from: 1, count: 60, subject: "改", day });
    expect(await store.give(pieces)).toMatchObject({ status: "accepted", updated: 60 });
    // The last week of a file that goes back three weeks.
    const late = (number: number): string => `2026-08-${String((number % 11) + 21).padStart(2, "0")}`;
    const window = august(465)
      .split("\n")
      .filter((line) => line.startsWith("工单号") || line.slice(0, 60).match(/-08-(2\d|3\d)/))
      .join("\n");
    expect(
      await store.give(`${window}\n${tickets({ from: 5000, count: 20, day: late }).split("\n").slice(1).join("\n")}`),
    ).toMatchObject({
      status: "accepted",
      loaded: 20,
    });
  });

  test("does not hold a piece where files before it lacked much as well", async () => {
    const store = await openTestStore();
    await store.give(august(400));
    expect(await store.give(august(400, 121))).toMatchObject({ status: "held" });
    await approveLoad(store, 2, "李经理", NOW);
    expect(await store.give(august(150, 300))).toMatchObject({ status: "accepted", unchanged: 150 });
  });

  test("a single wrong year does not make a file cover ten", async () => {
    const store = await openTestStore();
    await store.give(tickets({ count: 300, day: () => "2020-05-01" }));
    await store.give(august(465, 1000));
    const again = august(465, 1000).replace("T1000,报修,2026", "T1000,报修,2019");
    expect(await store.give(again)).toMatchObject({ status: "accepted", updated: 1 });
  });

  test("is seen in a source without days of its own too", async () => {
    const store = await openTestStore();
    const agents = (count: number): string =>
      `工号,姓名\n${Array.from({ length: count }, (_, index) => `A${index},某${index}`).join("\n")}\n`;
    await store.give(agents(200));
    expect(await store.give(agents(150))).toMatchObject({ status: "held" });
    expect(await store.give(agents(201))).toMatchObject({ status: "accepted", loaded: 1 });
  });
});

test("an own file is not held against the sample", async () => {
  const store = await openTestStore();
  for (const from of [1, 1000, 2000]) await store.give(tickets({ from, count: 500 }), { uploader: "sample" });
  expect(await store.give(tickets({ count: 400, subject: "自己的" }))).toMatchObject({ status: "accepted" });
});
