// `node --import` this: counts whatever a process writes, and kills it outright at the step that HENG_KILL_AT names,
// just before it (HENG_KILL_WHEN=before) or while it is under way. Steps are statements of DuckDB that write, and
// changes to the file system. Counting begins with `globalThis.steps.arm()`.
import fs from "node:fs/promises";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { devNull } from "node:os";

const { DuckDBConnection, DuckDBAppender } = createRequire(import.meta.url)("@duckdb/node-api");
const KILL_AT = Number(process.env.HENG_KILL_AT ?? Infinity);
const BEFORE = process.env.HENG_KILL_WHEN !== "during";

/** `commit`: the step at which the first transaction is committed. */
const steps = { armed: false, count: 0, commit: 0, arm: () => (steps.armed = true) };
globalThis.steps = steps;

function kill() {
  process.kill(process.pid, "SIGKILL");
}

/** Has each call of a method count as a step. */
function watch(holder, name, writes = () => true) {
  const method = holder[name];
  holder[name] = function (...args) {
    if (!steps.armed || !writes(...args)) return method.apply(this, args);
    const last = ++steps.count === KILL_AT;
    if (steps.commit === 0 && args[0] === "commit") steps.commit = steps.count;
    if (last && BEFORE) kill();
    const result = method.apply(this, args);
    if (last) kill();
    return result;
  };
}

const READS = /^\s*(select|with|from|set|describe|explain)\b/i;
for (const name of ["run", "runAndReadAll"]) watch(DuckDBConnection.prototype, name, (sql) => !READS.test(String(sql)));
watch(DuckDBAppender.prototype, "flushSync");

const handle = await fs.open(devNull);
for (const name of ["write", "writeFile", "sync"]) watch(Object.getPrototypeOf(handle), name);
await handle.close();
for (const name of ["mkdir", "mkdtemp", "writeFile", "rename", "rm", "unlink", "link", "copyFile"]) watch(fs, name);
watch(fs, "open", (_path, flags) => flags !== undefined && flags !== "r");
syncBuiltinESMExports();
