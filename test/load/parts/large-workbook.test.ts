import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { strToU8, unzipSync, Zip, ZipDeflate } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { openParts } from "../../../etl/load/parts/open-parts.ts";
import { workbookOf } from "./workbook-of.ts";

const ROWS = 200_000;

const texts = (row: number): string[] => [
  `GD${String(row).padStart(9, "0")}`,
  `客户${row}来电反映${row % 97}号楼电梯故障`,
];
const number = (row: number): number => row / 100;

/** The bodies of the two large entries, a piece at a time. */
function* strings(): Generator<string> {
  yield '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
  for (let row = 1; row <= ROWS; row++)
    yield texts(row)
      .map((text) => `<si><t>${text}</t></si>`)
      .join("");
  yield "</sst>";
}

function* rows(): Generator<string> {
  yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
  for (let row = 1; row <= ROWS; row++) {
    const [first, second] = [2 * row - 2, 2 * row - 1];
    yield `<row r="${row}"><c r="A${row}" t="s"><v>${first}</v></c><c r="B${row}" t="s"><v>${second}</v></c><c r="C${row}"><v>${number(row)}</v></c></row>`;
  }
  yield "</sheetData></worksheet>";
}

async function writeWorkbook(path: string): Promise<void> {
  const large: Record<string, () => Generator<string>> = {
    "xl/sharedStrings.xml": strings,
    "xl/worksheets/sheet0.xml": rows,
  };
  const file = createWriteStream(path);
  const zip = new Zip((_error, bytes, final) => {
    file.write(bytes);
    if (final) file.end();
  });
  for (const [name, bytes] of Object.entries(
    unzipSync(workbookOf({ sheets: [{ name: "工单", rows: "" }], strings: "" })),
  )) {
    const entry = new ZipDeflate(name, { level: 1 });
    zip.add(entry);
    const make = large[name];
    if (make === undefined) {
      entry.push(bytes, true);
      continue;
    }
    let pending = "";
    for (const piece of make()) {
      pending += piece;
      if (pending.length < 1 << 18) continue;
      entry.push(strToU8(pending));
      pending = "";
      if (file.writableNeedDrain) await once(file, "drain");
    }
    entry.push(strToU8(pending), true);
  }
  zip.end();
  await once(file, "finish");
}

test("a sheet of 200 000 rows is read in little memory, and lets others run meanwhile", async () => {
  const folder = await mkdtemp(join(tmpdir(), "heng-large-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "large.xlsx");
  await writeWorkbook(path);
  const scratch = join(folder, "scratch");
  await mkdir(scratch);

  const before = process.memoryUsage.rss();
  let peak = before;
  let turns = 0;
  const watch = setInterval(() => {
    turns++;
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  let told = 0;
  let read = 0;
  for await (const part of openParts(path, "a.xlsx", scratch, () => told++)) {
    clearInterval(watch);
    expect(part).toMatchObject({ kind: "text", name: "a.xlsx#工单" });
    if (part.kind === "failed") throw part.problem;
    for await (const line of createInterface({ input: createReadStream(part.path) })) {
      read++;
      const expected = [...texts(read), number(read)].join(",");
      if (line !== expected) expect(line).toBe(expected);
    }
  }
  expect(read).toBe(ROWS);
  // Each 256 KB of the 50 MB of XML is a turn of the event loop, and is told.
  expect(told).toBeGreaterThan(100);
  expect(turns).toBeGreaterThan(100);
  expect((peak - before) / 1e6).toBeLessThan(400);
});
