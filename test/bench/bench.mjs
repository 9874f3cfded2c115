// `npm run bench -- [tickets] [--quick]`: what loading, reading and starting cost, as ratios within this one run; then files by their
// kind, which files.mjs measures by itself as well.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createApp } from "../../dist/dashboard/server/app.js";
import { followCurrentVersion } from "../../dist/dashboard/server/current-version.js";
import { benchFiles } from "./files.mjs";
import { BARE, measure, megabytes, percentile, seconds, SIZES, writeTickets } from "./measure.mjs";

const ROOT = join(import.meta.dirname, "../..");
const HENG = join(ROOT, "dist/etl/cli/main.js");
const TICKETS = SIZES.tickets;
const folder = mkdtempSync(join(tmpdir(), "heng-bench-"));
const file = join(folder, "tickets.csv");

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
  await writeTickets(file, TICKETS);
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
await benchFiles();
