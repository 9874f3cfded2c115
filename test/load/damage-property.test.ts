import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { settleForm } from "../../etl/load/layout/settle-form.ts";
import { findLayout } from "../../etl/load/layout/find-layout.ts";
import { repair, repairOrder } from "../../etl/load/repair.ts";

const HEADER = ["工号", "姓名", "入职日期", "班组"];

/** Reads a file that `repair` wrote, by a reader of its own: records of quoted and bare cells, LF between them. */
function readClean(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n)/g)) {
    cells.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\n") {
      records.push(cells.slice(1));
      cells = [];
    }
  }
  return records;
}

test("one damaged record leaves all others as they are, and is itself rejected or says the same", async () => {
  const folder = await mkdtemp(join(tmpdir(), "heng-damage-"));
  const [from, to] = [join(folder, "from.csv"), join(folder, "to.csv")];
  const word = fc.constantFrom("甲", "乙方", "李四", "a,b", 'say "so"', "first\nsecond", "x", "", "1;2");
  const file = fc.record({
    names: fc.array(word, { minLength: 8, maxLength: 14 }),
    quoteAll: fc.boolean(),
    end: fc.constantFrom("\n", "\r\n"),
  });
  const damage = fc.record({
    record: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    put: fc.constantFrom("", ",", '"', ";", '""', "x", '",', ',"'),
    cut: fc.boolean(),
  });
  try {
    await fc.assert(
      fc.asyncProperty(file, damage, async ({ names, quoteAll, end }, { record, place, put, cut }) => {
        const rows = names.map((name, index) => [
          `A${String(index + 1).padStart(3, "0")}`,
          name,
          `2024-03-${String(index + 10)}`,
          `第${(index % 3) + 1}组`,
        ]);
        const write = (cell: string): string =>
          quoteAll || /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
        const texts = rows.map((row) => row.map(write).join(","));
        const hit = Math.floor(record * texts.length);
        const whole = texts[hit] ?? "";
        const at = Math.floor(place * whole.length);
        texts[hit] = whole.slice(0, at) + put + whole.slice(at + (cut ? 1 : 0));
        const content = [HEADER.join(","), ...texts, ""].join(end);
        await writeFile(from, content);

        const layout = findLayout(content, { delimiter: ",", headerLine: 1 }, (header) => header.length);
        const settled = await settleForm(from, layout);
        const rejected: string[] = [];
        const aside = { reject: ({ raw }: { raw: string }) => void rejected.push(raw), skip: () => undefined };
        await repair(repairOrder(from, to, layout, settled, [0]), aside, () => undefined);

        const taken = readClean(await readFile(to, "utf8"));
        const others = rows.filter((_, index) => index !== hit);
        const said = taken.map((row) => JSON.stringify(row));
        for (const row of others) expect(said).toContain(JSON.stringify(row));
        // What is left is the damaged record: none of it is lost, and no row stands there that its text does not say.
        const left = taken.filter((row) => !others.some((other) => JSON.stringify(other) === JSON.stringify(row)));
        const plain = (raw: string): string => raw.replaceAll("\r\n", "\n");
        if (left.length === 0) expect(plain(rejected.join("\n"))).toBe(plain(texts[hit] ?? ""));
        else {
          expect(rejected).toEqual([]);
          expect(left).toHaveLength(1);
          const same = (cells: readonly string[]): string => cells.join("").replaceAll(/["x;\s]/g, "");
          const text = (texts[hit] ?? "").replaceAll(/["x;\s]/g, "");
          expect(text.replaceAll(",", "")).toBe(same(left[0] ?? []).replaceAll(",", ""));
        }
      }),
      { numRuns: 150, seed: 3 },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
