import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import iconv from "iconv-lite";
import { beforeAll, describe, expect, test } from "vitest";
import { readContracts } from "../../etl/contract.ts";
import { Evidence } from "../../etl/load/encoding/evidence.ts";
import { CERTAIN, findEncoding, knownWords } from "../../etl/load/encoding/find-encoding.ts";
import { judge } from "../../etl/load/encoding/judge.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { REALISTIC } from "./realistic-words.ts";
import { openTestStore } from "./store-in-folder.ts";

const DATA = join(process.env.HENG_SHARED ?? "../shared", "data");
const present = existsSync(DATA);

/** As iconv-lite names it, which encodes here; tables that decode are held against TextDecoder in encoding-damage.test.ts. */
const ICONV: Record<string, string> = { shift_jis: "cp932", "euc-kr": "cp949" };
const encode = (text: string, encoding: string): Buffer => iconv.encode(text, ICONV[encoding] ?? encoding);

/** A word of each encoding with several characters beyond ASCII. */
const WORD: Record<string, string> = {
  "utf-8": "厨房水龙头漏水",
  "utf-16le": "厨房水龙头漏水",
  "utf-16be": "厨房水龙头漏水",
  gb18030: "厨房水龙头漏水",
  big5: "廚房水龍頭漏水",
  "windows-1252": "Kunde wünscht Rückruf, Gerät für Größe geprüft",
  shift_jis: "水漏れの修理をお願いします",
  "euc-kr": "수도꼭지에서 물이 샙니다",
};
const ENCODINGS = Object.keys(WORD);

/** The smallest thing of each encoding that is certain. */
const ONE: Record<string, string> = { ...WORD, "windows-1252": "Rückgabe", gb18030: "漏水了" };

const ENGLISH = "ticket_id,kind,created_at,subject";
const row = (number: number, subject: string): string => `T${number},repair,2024-03-05 10:11,"${subject}"\n`;

let words: Set<string>;
beforeAll(async () => {
  words = knownWords(await readContracts("etl/sources"));
});

describe.each(ENCODINGS)("a file in %s", (encoding) => {
  const cell = WORD[encoding] ?? "";

  async function loads(text: string, subjects: string[]): Promise<void> {
    const store = await openTestStore();
    const bytes = encode(text, encoding);
    expect(await store.give(bytes)).toMatchObject({
      status: "accepted",
      source: "tickets",
      loaded: subjects.length,
      rejected: 0,
    });
    expect((await store.ask("select subject from rows.tickets order by rowid")).map(({ subject }) => subject)).toEqual(
      subjects,
    );
    const { loads } = await listLoads(store, { limit: 1, offset: 0 });
    expect(loads[0]).toMatchObject({ encoding, delimiter: "," });
    expect(loads[0]?.confidence).toBeGreaterThanOrEqual(0.98);
  }

  test("of one row is told, and no character is damaged", () => loads(`${ENGLISH}\n${row(1, cell)}`, [cell]));

  test("of many rows is told", async () => {
    const subjects = Array.from({ length: 20_000 }, (_, index) => `${cell} ${index}`);
    await loads(`${ENGLISH}\n${subjects.map((subject, index) => row(index, subject)).join("")}`, subjects);
  });

  test("is told by one cell at the very end of 30 000 rows", async () => {
    const subjects = [
      ...Array.from({ length: 30_000 }, (_, index) => `leaking tap in the kitchen ${index}`),
      ONE[encoding] ?? "",
    ];
    await loads(`${ENGLISH}\n${subjects.map((subject, index) => row(index, subject)).join("")}`, subjects);
  });
});

describe("the header alone tells", () => {
  test.each([
    ["gb18030", "工单号,类型,创建时间,标题"],
    ["utf-8", "工单号,类型,创建时间,标题"],
    ["utf-16le", "工单号,类型,创建时间,标题"],
    ["utf-16be", "工单号,类型,创建时间,标题"],
  ])("%s", async (encoding, header) => {
    const store = await openTestStore();
    expect(await store.give(encode(`${header}\n${row(1, "leak")}`, encoding))).toMatchObject({
      status: "accepted",
      loaded: 1,
    });
    const { loads } = await listLoads(store, { limit: 1, offset: 0 });
    expect(loads[0]).toMatchObject({ encoding });
  });
});

test("one character at the end of 10 000 rows is told rightly or asked about, never wrong", async () => {
  const store = await openTestStore();
  const rows = Array.from({ length: 10_000 }, (_, index) => row(index, "leak")).join("");
  for (const [encoding, char] of [
    ["gb18030", "陆"], // its bytes are ½ in UTF-8
    ["gb18030", "伟"],
    ["big5", "網"],
    ["windows-1252", "é"],
    ["euc-kr", "천"],
    ["shift_jis", "あ"],
    ["utf-8", "½"],
  ] as const) {
    const outcome = await store.give(encode(`${ENGLISH}\n${rows}${row(10_000, char)}`, encoding), { yes: true });
    if (outcome.status === "refused") {
      expect(outcome.message?.code).toBe("unknown_encoding");
      continue;
    }
    const { loads } = await listLoads(store, { limit: 1, offset: 0 });
    expect(loads[0]).toMatchObject({ encoding });
  }
});

test("an encoding that is named is taken, its confidence is not ours to state", async () => {
  const store = await openTestStore();
  const bytes = encode(`${ENGLISH}\n${row(1, "訂")}`, "big5");
  expect(await store.give(bytes)).toMatchObject({ status: "refused", message: { code: "unknown_encoding" } });
  expect(await store.give(bytes, { choices: { encoding: "Big5" } })).toMatchObject({ status: "accepted", loaded: 1 });
  expect(await store.ask("select subject from sources.tickets")).toEqual([{ subject: "訂" }]);
  const { loads } = await listLoads(store, { limit: 1, offset: 0 });
  expect(loads[0]).toMatchObject({ encoding: "big5", confidence: null });
  expect(await store.give(bytes, { choices: { encoding: "klingon" } })).toMatchObject({
    status: "refused",
    message: { code: "no_encoding" },
  });
});

test("bytes that are no text are refused", async () => {
  const store = await openTestStore();
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index * 31 + index * 7) & 0xff));
  expect(await store.give(bytes)).toMatchObject({ status: "refused", message: { code: "unknown_encoding" } });
});

describe.skipIf(!present)(`real files${present ? "" : ` (skipped: no folder ${DATA})`}`, () => {
  test.each(present ? readdirSync(DATA).filter((name) => name.endsWith(".csv")) : [])("%s", async (name) => {
    const [best] = await findEncoding(join(DATA, name), words);
    const expected = name.startsWith("ticket_bpi2013") ? "windows-1252" : name.includes("gbk") ? "gb18030" : "utf-8";
    expect(best?.encoding).toBe(expected);
    expect(best?.confidence).toBeGreaterThanOrEqual(CERTAIN);
    // Neither do the known headers decide it, nor the length of the file.
    const evidence = new Evidence();
    evidence.add((await readFile(join(DATA, name))).subarray(-20_000), true);
    if (evidence.high > 20) expect(judge(evidence, new Set())[0]?.encoding).toBe(expected);
  });
});

test("of realistic files of any size none is read wrongly, and hardly any of two words is asked about", () => {
  const asked = { short: 0, long: 0 };
  const right = { short: 0, long: 0 };
  const wrong: string[] = [];
  const cases = fc.constantFrom(...Object.keys(REALISTIC)).chain((encoding) =>
    fc.record({
      encoding: fc.constant(encoding),
      cells: fc.array(fc.constantFrom(...(REALISTIC[encoding] ?? [])), { minLength: 1, maxLength: 12, size: "max" }),
      cut: fc.option(fc.nat(20), { freq: 4 }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ encoding, cells, cut }) => {
      // Some files have one character, taken from anywhere in a word.
      const first = [...(cells[0] ?? "")];
      const text = (cut === null ? cells : [first[cut % first.length] ?? ""])
        .map((cell, index) => `T${index},repair,2024-03-05,"${cell}"\r\n`)
        .join("");
      const evidence = new Evidence();
      evidence.add(encode(`${ENGLISH}\n${text}`, encoding), true);
      if (evidence.high === 0) return;
      const [best] = judge(evidence, words);
      const size = cut === null && cells.length > 2 ? "long" : "short";
      if ((best?.confidence ?? 0) < CERTAIN) asked[size]++;
      else if (best?.encoding === encoding) right[size]++;
      else wrong.push(`${encoding} as ${best?.encoding}: ${text}`);
    }),
    { numRuns: 1500, seed: 11 },
  );
  expect(wrong).toEqual([]);
  expect(right.long).toBeGreaterThan(200);
  expect(asked.long / (asked.long + right.long)).toBeLessThan(0.02);
  expect(right.short).toBeGreaterThan(60);
});
