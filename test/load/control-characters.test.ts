import { expect, test } from "vitest";
import { openTestStore } from "./store-in-folder.ts";

test.each([
  ["a clean file", ""],
  ["a file with a title", "八月在岗人员\n"],
])("of %s an id with a control character is rejected for that, text with one is kept", async (_what, title) => {
  const store = await openTestStore();
  const lines = ["A1\x01,甲,一组", "A2,乙\x1b[0m,二组", '"\x7fA3",丙,三组', "A4,丁,四组"];
  expect(await store.give(`${title}工号,姓名,班组\n${lines.join("\n")}\n`)).toMatchObject({
    read: 4,
    loaded: 2,
    reasons: { control_character: 2 },
  });
  expect(await store.ask("select agent_id, name from rows.agents order by agent_id")).toEqual([
    { agent_id: "A2", name: "乙\x1b[0m" },
    { agent_id: "A4", name: "丁" },
  ]);
  expect(await store.ask(`select raw, "column" as header from ledger.rejects order by line`)).toEqual([
    { raw: lines[0], header: "工号" },
    { raw: lines[2], header: "工号" },
  ]);
});

test("also where it comes so late in a large file that reading has begun without minding such", async () => {
  const store = await openTestStore();
  const lines = Array.from({ length: 90_000 }, (_, at) => `A${at},姓名${at},第${at % 40}组`);
  lines.push("B\x021,甲,一组", "B2,乙,二组");
  expect(await store.give(`工号,姓名,班组\n${lines.join("\n")}\n`)).toMatchObject({
    loaded: 90_001,
    reasons: { control_character: 1 },
  });
});
