// What a file costs by its kind, as ratios to a bare typed read of the same tickets. Used by bench.mjs, or by itself:
// `node test/bench/files.mjs` with HENG_BENCH_TICKETS, HENG_BENCH_SHEET_ROWS, HENG_BENCH_LARGE_MB, HENG_BENCH_ONLY
// (any of csv,gb18030,xlsx,large, by commas).
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Zip, ZipDeflate } from "fflate";
import iconv from "iconv-lite";
import { BARE, measure, megabytes, seconds, writeTickets } from "./measure.mjs";

const ROOT = join(import.meta.dirname, "../..");
const TICKETS = Number(process.env.HENG_BENCH_TICKETS ?? (process.argv[2] || 5_000_000));
const SHEET_ROWS = Number(process.env.HENG_BENCH_SHEET_ROWS ?? 500_000);
const LARGE = Number(process.env.HENG_BENCH_LARGE_MB ?? 2000) * 1e6;
const KINDS = (process.env.HENG_BENCH_ONLY ?? "csv,gb18030,xlsx,large").split(",");

/** Loads one file in a process of its own; says how long progress stood still and how long the event loop was blocked. */
const LOAD = `
import { readContracts } from ${JSON.stringify(join(ROOT, "dist/etl/contract.js"))};
import { loadParts } from ${JSON.stringify(join(ROOT, "dist/etl/load/load-parts.js"))};
import { openStore } from ${JSON.stringify(join(ROOT, "dist/etl/store.js"))};
const [dataFolder, path] = process.argv.slice(1);
const contracts = await readContracts(${JSON.stringify(join(ROOT, "etl/sources"))});
const store = await openStore({ dataFolder, contracts, log: () => undefined });
const started = performance.now();
let told = started, silent = 0, where = "", last = "", ticked = started, blocked = 0;
const timer = setInterval(() => {
  const now = performance.now();
  blocked = Math.max(blocked, now - ticked - 50);
  ticked = now;
}, 50);
const outcomes = await loadParts(store, { path, uploader: "bench", now: new Date(), yes: true, progress: ({ step, bytes, of }) => {
  // What is told again has not moved.
  if (last === step + bytes) return;
  last = step + bytes;
  const now = performance.now();
  if (now - told > silent) { silent = now - told; where = step + " " + Math.round(100 * bytes / of) + " %"; }
  told = now;
} });
const ended = performance.now();
if (ended - told > silent) { silent = ended - told; where = "the end"; }
clearInterval(timer);
store.close();
console.log(JSON.stringify({ ms: ended - started, silent, where, blocked, outcomes: outcomes.map(({ status, read, rejected, message }) => ({ status, read, rejected, message })) }));
`;

async function load(name, file, rows, bare) {
  const data = join(folder, "data");
  const { out, peak } = await measure(["--input-type=module", "-e", LOAD, data, file]);
  rmSync(data, { recursive: true, force: true });
  const { ms, silent, where, blocked, outcomes } = JSON.parse(out.trim().split("\n").at(-1));
  const [outcome] = outcomes;
  if (outcome.status !== "accepted" || outcome.read !== rows || outcome.rejected !== 0) {
    throw new Error(`${name} was not taken as a whole: ${JSON.stringify(outcomes)}`);
  }
  const ratio = bare === null ? "" : ` = ${(ms / bare).toFixed(2)} × bare`;
  console.log(
    `${name.padEnd(40)} ${seconds(ms)}${ratio}, peak ${megabytes(peak)}, progress stood still for ${seconds(silent)} at most (before ${where}), event loop blocked for ${seconds(blocked)}`,
  );
}

/** The same text in another encoding, piece by piece. */
async function transcode(from, to, encoding) {
  const target = createWriteStream(to);
  for await (const text of createReadStream(from, { encoding: "utf8", highWaterMark: 1 << 22 })) {
    if (!target.write(iconv.encode(text, encoding))) await once(target, "drain");
  }
  target.end();
  await once(target, "close");
}

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The first rows of a CSV without quotes as the only sheet of a workbook, texts in their cells. */
async function writeWorkbook(csv, to, rows) {
  const target = createWriteStream(to);
  const zip = new Zip((error, chunk, last) => {
    if (error) throw error;
    target.write(chunk);
    if (last) target.end();
  });
  const add = (name, text) => {
    const file = new ZipDeflate(name, { level: 1 });
    zip.add(file);
    file.push(Buffer.from(text), true);
  };
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const packages = "http://schemas.openxmlformats.org/package/2006";
  add(
    "[Content_Types].xml",
    `${xml}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
  );
  add(
    "_rels/.rels",
    `${xml}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    "xl/_rels/workbook.xml.rels",
    `${xml}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  );
  add(
    "xl/workbook.xml",
    `${xml}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="工单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  const sheet = new ZipDeflate("xl/worksheets/sheet1.xml", { level: 1 });
  zip.add(sheet);
  sheet.push(Buffer.from(`${xml}<worksheet xmlns="${main}"><sheetData>`));
  let written = 0;
  let piece = "";
  for await (const line of createInterface({ input: createReadStream(csv) })) {
    const cells = line.split(",").map((cell) => `<c t="inlineStr"><is><t>${escape(cell)}</t></is></c>`);
    piece += `<row r="${written + 1}">${cells.join("")}</row>`;
    if (piece.length > 1 << 20) {
      sheet.push(Buffer.from(piece));
      piece = "";
      if (target.writableNeedDrain) await once(target, "drain");
    }
    if (++written > rows) break;
  }
  sheet.push(Buffer.from(`${piece}</sheetData></worksheet>`), true);
  zip.end();
  await once(target, "close");
}

/** The tickets again and again under other numbers, until the file is as large as asked for. Returns how many. */
async function writeLarge(csv, to, bytes) {
  const target = await open(to, "w");
  let size = 0;
  let rows = -1;
  for (let round = 0; size < bytes; round++) {
    let piece = "";
    for await (const line of createInterface({ input: createReadStream(csv) })) {
      const isHeader = line.startsWith("工单");
      if (isHeader && round > 0) continue;
      piece += isHeader ? `${line}\n` : `R${round}${line}\n`;
      rows++;
      if (piece.length > 1 << 22) {
        size += (await target.write(piece)).bytesWritten;
        piece = "";
        if (size >= bytes) break;
      }
    }
    size += (await target.write(piece)).bytesWritten;
  }
  await target.close();
  return rows;
}

let folder = "";

export async function benchFiles() {
  folder = mkdtempSync(join(tmpdir(), "heng-bench-files-"));
  try {
    const csv = join(folder, "tickets.csv");
    await writeTickets(csv, TICKETS);
    console.log(`${TICKETS.toLocaleString("en")} tickets, ${megabytes(statSync(csv).size)}`);
    // The better of two: the first also brings the file into the machine's cache.
    const bares = [];
    for (const name of ["bare1.duckdb", "bare2.duckdb"]) {
      bares.push((await measure(["--input-type=module", "-e", BARE, join(folder, name), csv])).ms);
      rmSync(join(folder, name), { force: true });
    }
    const bare = Math.min(...bares);
    console.log(`${"bare typed CREATE TABLE AS read_csv".padEnd(40)} ${seconds(bare)}`);
    if (KINDS.includes("csv")) await load("clean UTF-8 (at most 1.6)", csv, TICKETS, bare);
    if (KINDS.includes("gb18030")) {
      const file = join(folder, "gb18030.csv");
      await transcode(csv, file, "gb18030");
      await load("the same in GB18030 (at most 3)", file, TICKETS, bare);
      rmSync(file);
    }
    if (KINDS.includes("xlsx")) {
      const rows = Math.min(SHEET_ROWS, TICKETS);
      const file = join(folder, "tickets.xlsx");
      await writeWorkbook(csv, file, rows);
      console.log(`workbook of ${rows.toLocaleString("en")} rows, ${megabytes(statSync(file).size)}`);
      await load(`.xlsx of ${rows.toLocaleString("en")} rows`, file, rows, null);
      rmSync(file);
    }
    if (KINDS.includes("large")) {
      const file = join(folder, "large.csv");
      const rows = await writeLarge(csv, file, LARGE);
      await load(`${megabytes(statSync(file).size)} (peak at most 1500 MB)`, file, rows, null);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchFiles();
