// `node driver.mjs HOME COMMAND…`: what the writer does when it starts, then the commands, given as JSON, one after
// another; writes what came of it as JSON. The killing is done by kill-at-step.mjs.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readContracts } from "../../dist/etl/contract.js";
import { execute, publishWhatIsLeft } from "../../dist/etl/execute.js";
import { sweepOriginals } from "../../dist/etl/load/originals.js";
import { openStore } from "../../dist/etl/store.js";

const [home = "", ...commands] = process.argv.slice(2);
const folders = {
  data: join(home, "data"),
  sql: join(home, "sql"),
  sources: join(home, "sources"),
  mappings: join(home, "mappings"),
};
const store = await openStore({
  dataFolder: folders.data,
  contracts: await readContracts(folders.sources),
  log: () => undefined,
});
const context = {
  store,
  folders,
  now: () => new Date("2026-08-24T06:12:00+08:00"),
  log: () => undefined,
  progress: () => undefined,
};
await sweepOriginals(store);
await publishWhatIsLeft(context);

globalThis.steps?.arm();
const answers = [];
for (const command of commands) {
  answers.push(
    await execute(JSON.parse(command), context).catch((error) => ({ error: error.code ?? String(error.stack) })),
  );
}
const { count = 0, commit = 0 } = globalThis.steps ?? {};

const ask = async (sql) => (await store.connection.runAndReadAll(sql)).getRowObjectsJson();
const names = (folder) => readdir(join(folders.data, folder)).catch(() => []);
const state = {
  rows: await ask("select survey_id, score, comment from sources.surveys order by survey_id"),
  loads: await ask(`
    select file, status, loaded::int as loaded, updated::int as updated, rejected::int as rejected, decided_by,
      (select count(*) from ledger.mended where mended.load = loads.load)::int as mended
    from ledger.loads where status not in ('refused', 'skipped') order by load`),
  // Loads whose line and whose rows or rejects do not say the same, and what belongs to no load.
  torn: await ask(`
    with kept as (
      select load, (select count(*) from ledger.rejects where rejects.load = known.load) as rejects,
        (select count(*) from rows.surveys where _load = known.load) as rows
      from (select load from ledger.loads union select load from ledger.rejects union select _load from rows.surveys
        union select by_load from ledger.mending) as known)
    select load from kept left join ledger.loads using (load)
    where loads.status is null or rejects <> rejected or rows <> loaded + updated
      or not (original is not null or status in ('refused', 'skipped'))`),
  originals: (await ask("select distinct original from ledger.loads where original is not null"))
    .map(({ original }) => original)
    .sort(),
  litter: {
    tmp: (await names("tmp")).filter((name) => name !== "duckdb"),
    originals: (await names("originals")).sort(),
    previews: (await names("previews")).filter((name) => name.startsWith(".")),
    published: (await names("published")).filter((name) => name.startsWith(".") || name.endsWith(".tmp")),
  },
};
store.close();
process.stdout.write(JSON.stringify({ answers, state, count, commit }));
