import { expect, test } from "vitest";
import { openTestStore } from "./store-in-folder.ts";

const HEADER = "survey_id,campaign,visited_at,score\n";
const row = (id: string, score = 5): string => `${id},ticket,2026-08-01 09:00,${score}\n`;
const ids = Array.from({ length: 300 }, (_, i) => `S${1000 + i}`);

// A file whose keys rise or fall all through is known to repeat none without their being counted.
test.each([
  ["rise", ids, 300, 0],
  ["fall", ids.toReversed(), 300, 0],
  ["rise and repeat one", [...ids.slice(0, 150), "S1149", ...ids.slice(150)], 300, 1],
  ["fall and repeat one", [...ids.slice(0, 150), "S1149", ...ids.slice(150)].toReversed(), 300, 1],
  ["rise and come back to the first", [...ids, "S1000"], 300, 1],
  ["rise twice", [...ids, ...ids], 300, 300],
  ["are one", ["S1"], 1, 0],
  ["are one, twice", ["S1", "S1"], 1, 1],
])("keys that %s are merged right", async (_, keys, loaded, again) => {
  const store = await openTestStore();
  const text = HEADER + keys.map((key, i) => row(key, (i % 5) + 1)).join("");
  const outcome = await store.give(text, { yes: true });
  expect(outcome).toMatchObject({ read: keys.length, loaded, rejected: 0 });
  expect(outcome.updated + outcome.unchanged).toBe(again);
  const last = new Map(keys.map((key, i) => [key, (i % 5) + 1]));
  const rows = await store.ask("select survey_id, score from sources.surveys order by survey_id");
  expect(rows).toEqual([...last].sort().map(([survey_id, score]) => ({ survey_id, score })));
});

test("a row that is rejected between two of a rising file does not hide that they are the same", async () => {
  const store = await openTestStore();
  const outcome = await store.give(HEADER + row("S1", 1) + row("S1.5", 99) + row("S1", 2) + row("S2", 3), {
    yes: true,
  });
  expect(outcome).toMatchObject({ read: 4, loaded: 2, updated: 1, rejected: 1 });
});
