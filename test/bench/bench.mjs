// `npm run bench [tickets]`: what loading, reading and starting cost, as ratios within this one run.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { createApp } from "../../dist/dashboard/server/app.js";
import { followCurrentVersion } from "../../dist/dashboard/server/current-version.js";

const ROOT = join(import.meta.dirname, "../..");
const HENG = join(ROOT, "dist/etl/cli/main.js");
const TICKETS = Number(process.argv[2] ?? 5_000_000);
const folder = mkdtempSync(join(tmpdir(), "heng-bench-"));
const file = join(folder, "tickets.csv");

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** A child's wall time and its highest resident memory. */
function measure(args) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let peak = 0;
    let out = "";
    child.stdout.on("data", (data) => (out += data));
    const timer = setInterval(() => {
      try {
        const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
        peak = Math.max(peak, Number(found?.[1] ?? 0) * 1024);
      } catch {
        // It has just ended.
      }
    }, 50);
    child.on("exit", (status) => {
      clearInterval(timer);
      if (status === 0) resolve({ ms: performance.now() - started, peak, out });
      else reject(new Error(`${args.join(" ")} ended with ${status}`));
    });
  });
}

async function writeTickets() {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`copy (
    select 'T' || lpad(i::varchar, 9, '0') as 工单编号, ['咨询', '报修', '投诉', '业务办理'][1 + (hash(i) % 4)::int] as 工单类型,
      ['漏水', '停水', '水表', '噪音'][1 + (hash(i + 9) % 4)::int] as 问题分类, ['电话', '微信', '在线'][1 + (hash(i + 1) % 3)::int] as 受理渠道,
      ['高', '中', '低'][1 + (hash(i + 2) % 3)::int] as 优先级, 'C' || lpad((hash(i + 3) % 100000)::varchar, 6, '0') as 客户编号,
      'S' || (hash(i + 4) % 12) as 小区, 'A' || (hash(i + 5) % 80) as 工号, '一组' as 班组,
      strftime(created, '%Y-%m-%d %H:%M:%S') as 创建时间, strftime(created + interval (60 + hash(i + 6) % 7000) second, '%Y-%m-%d %H:%M:%S') as 首次响应时间,
      strftime(created + interval (9000 + hash(i + 7) % 90000) second, '%Y-%m-%d %H:%M:%S') as 解决时间,
      '已解决' as 状态, 0 as 挂起时长, (hash(i + 8) % 9 = 0)::int as 重开次数, 1 as 联系次数, '水管漏水请尽快处理' as 标题
    from (select i, timestamp '2024-08-24' + interval (i * 63072000 // ${TICKETS}) second as created from range(${TICKETS}) t(i))
  ) to '${file}' (header)`);
  connection.closeSync();
  instance.closeSync();
}

const BARE = `
import { DuckDBInstance } from "@duckdb/node-api";
const instance = await DuckDBInstance.create(process.argv[1], { memory_limit: "2GB" });
const connection = await instance.connect();
await connection.run(\`create table tickets as select * from read_csv('\${process.argv[2]}', header = true, delim = ',', quote = '"',
  auto_detect = false, columns = {id: 'varchar', kind: 'varchar', category: 'varchar', channel: 'varchar', priority: 'varchar',
  customer: 'varchar', site: 'varchar', agent: 'varchar', team: 'varchar', created: 'timestamp', answered: 'timestamp',
  resolved: 'timestamp', status: 'varchar', pending: 'double', reopened: 'bigint', contacts: 'bigint', subject: 'varchar'})\`);
connection.closeSync(); instance.closeSync();`;

function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
}

/** What the overview asks for: thirteen periods of every metric with both comparisons, for all sites and for some. */
async function overviewAnswers(data) {
  const current = await followCurrentVersion(data, { log: console.error });
  const app = createApp({ current, dataFolder: data, appFolder: null, log: console.error });
  const { metrics } = await (await app.request("/api/catalogue")).json();
  const ticketMetrics = metrics.filter(({ sources }) => sources.includes("tickets"));
  const paths = [];
  for (const [from, to] of [
    ["2025-08", "2026-08"],
    ["2025-07", "2026-07"],
    ["2025-06", "2026-06"],
  ]) {
    for (const site of ["", "&site=S1", "&site=S2&site=S3"]) {
      for (const { id } of ticketMetrics) {
        paths.push(`/api/series?metric=${id}&grain=month&from=${from}&to=${to}&compare=previous,year${site}`);
      }
    }
  }
  const times = { cold: [], warm: [] };
  for (const kind of ["cold", "warm"]) {
    for (const path of paths) {
      const started = performance.now();
      const response = await app.request(path);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
      times[kind].push(performance.now() - started);
    }
  }
  await current.close();
  return { times, answers: paths.length };
}

/** JS and CSS that index.html itself names: what a browser needs before the first card. */
function firstLoad() {
  const app = join(ROOT, "dist/app");
  const html = readFileSync(join(app, "index.html"), "utf8");
  const names = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(app, name))).length, 0);
}

try {
  await writeTickets();
  const size = statSync(file).size;
  console.log(`${TICKETS.toLocaleString("en")} tickets, ${megabytes(size)}`);
  // The better of two: the first also brings the file into the machine's cache.
  const bares = [];
  for (const name of ["bare1.duckdb", "bare2.duckdb"]) {
    bares.push(await measure(["--input-type=module", "-e", BARE, join(folder, name), file]));
    rmSync(join(folder, name), { force: true });
  }
  const bare = bares.sort((a, b) => a.ms - b.ms)[0];
  console.log(`bare typed CREATE TABLE AS read_csv      ${seconds(bare.ms)}, peak ${megabytes(bare.peak)}`);
  const data = join(folder, "data");
  const whole = await measure([HENG, "load", file, "--data", join(folder, "whole")]);
  console.log(
    `heng load: typed, merged, accounted, modelled, published  ${seconds(whole.ms)} = ${(whole.ms / bare.ms).toFixed(2)} × bare, peak ${megabytes(whole.peak)}`,
  );
  rmSync(join(folder, "whole"), { recursive: true, force: true });
  const load = await measure([HENG, "load", file, "--data", data, "--no-build"]);
  console.log(
    `heng load --no-build                     ${seconds(load.ms)} = ${(load.ms / bare.ms).toFixed(2)} × bare, peak ${megabytes(load.peak)}`,
  );
  const build = await measure([HENG, "build", "--data", data]);
  console.log(
    `heng build (models, checks, publish)     ${seconds(build.ms)} = ${(build.ms / bare.ms).toFixed(2)} × bare, peak ${megabytes(build.peak)}`,
  );
  const { times, answers } = await overviewAnswers(data);
  for (const kind of ["cold", "warm"]) {
    console.log(
      `overview answers, ${kind} (${answers})             p50 ${percentile(times[kind], 0.5).toFixed(1)} ms, p95 ${percentile(times[kind], 0.95).toFixed(1)} ms`,
    );
  }
  console.log(
    `first load of the app, gzip              ${(firstLoad() / 1024).toFixed(1)} KB (${readdirSync(join(ROOT, "dist/app/assets")).length} files built)`,
  );
  const help = Array.from({ length: 10 }, () => {
    const started = performance.now();
    execFileSync(process.execPath, [HENG, "--help"]);
    return performance.now() - started;
  });
  console.log(`heng --help                              median ${percentile(help, 0.5).toFixed(0)} ms`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
