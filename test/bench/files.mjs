// What a file costs by its kind, as ratios to a bare typed read of the same tickets: point 5 of "No row vanishes". Used by
// bench.mjs, or by itself: `node test/bench/files.mjs [tickets] [--quick]`, with HENG_BENCH_ONLY for some kinds of
// verify,csv,gb18030,xlsx,build,large (by commas), and sizes as measure.mjs reads them.
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Zip, ZipDeflate } from "fflate";
import iconv from "iconv-lite";
import { BARE, measure, megabytes, seconds, SIZES, writeTickets } from "./measure.mjs";

const ROOT = join(import.meta.dirname, "../..");
const KINDS = (process.env.HENG_BENCH_ONLY ?? "verify,csv,gb18030,xlsx,build,large").split(",");
/** Those that are held against a bare read. */
const COMPARED = ["verify", "csv", "gb18030"];
const dist = (path) => JSON.stringify(join(ROOT, "dist/etl", path));

/** Looks through a file as a load does before it trusts it, and does nothing else. */
const VERIFY = `
import { inspect } from ${dist("load/inspect.js")};
const started = performance.now(), used = process.cpuUsage();
const { structure } = await inspect(process.argv[1], ",");
const { user, system } = process.cpuUsage(used);
console.log(JSON.stringify({ ms: performance.now() - started, cpu: (user + system) / 1000, structure }));
`;

/** Loads one file in a process of its own; says how long progress stood still and how long the event loop was blocked. */
const LOAD = `
import { readContracts } from ${dist("contract.js")};
import { execute } from ${dist("execute.js")};
import { openStore } from ${dist("store.js")};
const [data, path, build] = process.argv.slice(1);
const contracts = await readContracts(${JSON.stringify(join(ROOT, "etl/sources"))});
const log = () => undefined;
const started = performance.now(), used = process.cpuUsage();
const store = await openStore({ dataFolder: data, contracts, log });
const folders = { data, sql: ${JSON.stringify(join(ROOT, "sql"))}, sources: "", mappings: "" };
let told = performance.now(), silent = 0, where = "", last = "", ticked = told, blocked = 0;
const timer = setInterval(() => {
  const now = performance.now();
  blocked = Math.max(blocked, now - ticked - 50);
  ticked = now;
}, 50);
const progress = ({ step, bytes, of, share = bytes / of }) => {
  // What is told again has not moved.
  if (last === step + share) return;
  last = step + share;
  const now = performance.now();
  if (now - told > silent) { silent = now - told; where = step + " " + Math.round(100 * share) + " %"; }
  told = now;
};
const command = { command: "load", files: [{ path, name: "file" }], uploader: "bench", yes: true, build: build === "build" };
const { loads, problem } = await execute(command, { store, folders, now: () => new Date(), log, progress });
if (performance.now() - told > silent) { silent = performance.now() - told; where = "the end"; }
clearInterval(timer);
store.close();
const { user, system } = process.cpuUsage(used);
if (problem !== null) throw new Error(problem.en);
console.log(JSON.stringify({ ms: performance.now() - started, cpu: (user + system) / 1000, silent, where, blocked, outcomes: loads.map(({ status, read, rejected, message }) => ({ status, read, rejected, message })) }));
`;

const run = (code, ...args) => measure(["--input-type=module", "-e", code, ...args]);
const answerOf = ({ out }) => JSON.parse(out.trim().split("\n").at(-1));

/** Longest standstill of all loads, in ms. */
let standstill = 0;

async function loadOnce(name, file, rows, build) {
  const data = join(folder, "data");
  const measured = await run(LOAD, data, file, build ? "build" : "");
  rmSync(data, { recursive: true, force: true });
  const answer = answerOf(measured);
  const [outcome] = answer.outcomes;
  if (outcome.status !== "accepted" || outcome.read !== rows || outcome.rejected !== 0) {
    throw new Error(`${name} was not taken as a whole: ${JSON.stringify(answer.outcomes)}`);
  }
  standstill = Math.max(standstill, answer.silent);
  return { ...answer, peak: measured.peak };
}

const say = (name, text) => console.log(`${name.padEnd(40)} ${text}`);

function sayLoad(name, { ms, cpu, peak, silent, where, blocked }, ratio = "") {
  const still = `progress stood still for ${seconds(silent)} at most (before ${where})`;
  say(
    name,
    `${seconds(ms)}${ratio}, ${seconds(cpu)} of CPU, peak ${megabytes(peak)}, ${still}, event loop blocked for ${seconds(blocked)}`,
  );
}

async function load(name, file, rows, build = false) {
  sayLoad(name, await loadOnce(name, file, rows, build));
}

const medianBy = (list, key) => [...list].sort((a, b) => key(a) - key(b))[Math.floor(list.length / 2)];

/** Files beside a bare read, in turns: what else the machine does hits both. */
async function compare(csv, gb18030) {
  const bare = async () => {
    const target = join(folder, "bare.duckdb");
    const measured = await run(BARE, target, csv);
    rmSync(target, { force: true });
    return { ...answerOf(measured), peak: measured.peak };
  };
  // The first also brings the file into the machine's cache.
  await bare();
  const bares = [];
  const rounds = { verify: [], csv: [], gb18030: [] };
  for (let round = 0; round < SIZES.rounds; round++) {
    const measured = await bare();
    bares.push(measured);
    const note = (kind, one) => rounds[kind].push({ ...one, wall: one.ms / measured.ms, work: one.cpu / measured.cpu });
    if (KINDS.includes("verify")) {
      const { ms, cpu, structure } = answerOf(await run(VERIFY, csv));
      if (!structure.clean || structure.records !== SIZES.tickets) throw new Error("the file is not clean");
      note("verify", { ms, cpu });
    }
    if (KINDS.includes("csv")) note("csv", await loadOnce("UTF-8", csv, SIZES.tickets, false));
    if (gb18030 !== null) note("gb18030", await loadOnce("GB18030", gb18030, SIZES.tickets, false));
  }
  const one = medianBy(bares, ({ ms }) => ms);
  say(
    "bare typed CREATE TABLE AS read_csv",
    `${seconds(one.ms)}, ${seconds(one.cpu)} of CPU, peak ${megabytes(one.peak)} (median of ${SIZES.rounds})`,
  );
  const ratio = ({ wall, work }) => ` = ${wall.toFixed(2)} × bare (${work.toFixed(2)} × its CPU)`;
  const told = {
    verify: "looking through it (at most 0.5)",
    csv: "clean UTF-8 (at most 1.6)",
    gb18030: "the same in GB18030 (at most 3)",
  };
  for (const [kind, name] of Object.entries(told)) {
    if (rounds[kind].length === 0) continue;
    const median = medianBy(rounds[kind], ({ wall }) => wall);
    if (kind === "verify") say(name, `${seconds(median.ms)}${ratio(median)}`);
    else sayLoad(name, { ...median, peak: Math.max(...rounds[kind].map(({ peak }) => peak)) }, ratio(median));
  }
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

/** Measures every kind of file, and says beside each figure what it should be at most. */
export async function benchFiles() {
  folder = mkdtempSync(join(tmpdir(), "heng-bench-files-"));
  try {
    const csv = join(folder, "tickets.csv");
    await writeTickets(csv, SIZES.tickets);
    console.log(`${SIZES.tickets.toLocaleString("en")} tickets, ${megabytes(statSync(csv).size)}`);
    const gb18030 = KINDS.includes("gb18030") ? join(folder, "gb18030.csv") : null;
    if (gb18030 !== null) await transcode(csv, gb18030, "gb18030");
    if (KINDS.some((kind) => COMPARED.includes(kind))) await compare(csv, gb18030);
    if (gb18030 !== null) rmSync(gb18030);
    if (KINDS.includes("build")) await load("the same, built and published", csv, SIZES.tickets, true);
    if (KINDS.includes("xlsx")) {
      const rows = Math.min(SIZES.sheetRows, SIZES.tickets);
      const file = join(folder, "tickets.xlsx");
      await writeWorkbook(csv, file, rows);
      const name = `.xlsx of ${rows.toLocaleString("en")} rows, ${megabytes(statSync(file).size)}`;
      await load(name, file, rows);
      rmSync(file);
    }
    if (KINDS.includes("large")) {
      const file = join(folder, "large.csv");
      const rows = await writeLarge(csv, file, SIZES.large);
      await load(`${megabytes(statSync(file).size)} (peak at most 1500 MB)`, file, rows);
    }
    say("longest standstill of all (at most 2 s)", seconds(standstill));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchFiles();
