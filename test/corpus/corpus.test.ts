import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLastingStore, type TestStore } from "../load/store-in-folder.ts";
import { check } from "./check.ts";
import { damagedFiles } from "./damage.ts";
import { largeFiles } from "./large.ts";
import { readCases } from "./read-cases.ts";

const cases = [...damagedFiles(), ...largeFiles(), ...(await readCases("test/corpus/cases"))];

/** Cases that the loader does not pass yet. Must be empty in the end: one that begins to pass goes red here. */
const WAITING = new Set((await readFile("test/corpus/waiting.txt", "utf8")).split("\n").filter((name) => name !== ""));

let store: TestStore & { end: () => Promise<void> };
const wrong: string[] = [];

beforeAll(async () => {
  store = await openLastingStore();
});

afterAll(() => store.end());

describe("what every file of the corpus means is what becomes of it", () => {
  for (const one of cases) {
    (WAITING.has(one.name) ? test.fails : test)(one.name, async () => {
      const verdict = await check(store, one);
      if (!WAITING.has(one.name)) wrong.push(...verdict.wrong.map((row) => `${one.name}: ${row}`));
      if (verdict.faults.length > 0) throw new Error(verdict.faults.slice(0, 8).join("\n"));
    });
  }
});

test("the corpus holds more than 400 files, each with its own name", () => {
  expect(cases.length).toBeGreaterThan(400);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect([...WAITING].filter((name) => !cases.some((one) => one.name === name))).toEqual([]);
});

test("there is no silently wrong row in all of it", () => {
  expect(wrong).toEqual([]);
});
