// What the benchmarks share: their sizes, tickets to load, a bare read of them, and a process measured.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
const { env } = process;

/** `[tickets] [--quick]`; the environment wins. The goals are meant for the full sizes. */
export const SIZES = {
  tickets: Number(env.HENG_BENCH_TICKETS ?? positionals[0] ?? (values.quick ? 500_000 : 5_000_000)),
  sheetRows: Number(env.HENG_BENCH_SHEET_ROWS ?? (values.quick ? 50_000 : 500_000)),
  /** Bytes of the large file. */
  large: Number(env.HENG_BENCH_LARGE_MB ?? (values.quick ? 300 : 2000)) * 1e6,
  /** How often what is told as a ratio is measured; the median is told. */
  rounds: Number(env.HENG_BENCH_ROUNDS ?? (values.quick ? 1 : 3)),
};

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
}

/** A child's wall time, its output, and its highest resident memory as far as /proc tells it. */
export function measure(args) {
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
        // It has just ended, or the machine has no /proc.
      }
    }, 50);
    child.on("exit", (status) => {
      clearInterval(timer);
      if (status === 0) resolve({ ms: performance.now() - started, peak, out });
      else reject(new Error(`${args.join(" ")} ended with ${status}`));
    });
  });
}
export async function writeTickets(file, tickets) {
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
    from (select i, timestamp '2024-08-24' + interval (i * 63072000 // ${tickets}) second as created from range(${tickets}) t(i))
  ) to '${file}' (header)`);
  connection.closeSync();
  instance.closeSync();
}

/** Says how many ms it took without Node's own start, and how many of processor time. */
export const BARE = `
import { DuckDBInstance } from "@duckdb/node-api";
const started = performance.now(), used = process.cpuUsage();
const instance = await DuckDBInstance.create(process.argv[1], { memory_limit: "2GB" });
const connection = await instance.connect();
await connection.run(\`create table tickets as select * from read_csv('\${process.argv[2]}', header = true, delim = ',', quote = '"',
  auto_detect = false, columns = {id: 'varchar', kind: 'varchar', category: 'varchar', channel: 'varchar', priority: 'varchar',
  customer: 'varchar', site: 'varchar', agent: 'varchar', team: 'varchar', created: 'timestamp', answered: 'timestamp',
  resolved: 'timestamp', status: 'varchar', pending: 'double', reopened: 'bigint', contacts: 'bigint', subject: 'varchar'})\`);
connection.closeSync(); instance.closeSync();
const { user, system } = process.cpuUsage(used);
console.log(JSON.stringify({ ms: performance.now() - started, cpu: (user + system) / 1000 }));`;
