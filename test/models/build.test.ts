import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { cp, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openVersion } from "../../dashboard/server/version.ts";
import { readContracts } from "../../etl/contract.ts";
import type { Folders } from "../../etl/folders.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { buildVersion, needsBuild } from "../../etl/models/build.ts";
import { openStore, type Store } from "../../etl/store.ts";
import { currentVersion, listVersions, versionFolder } from "../../etl/versions.ts";
import { ROOT } from "../support/heng.ts";

const NOW = new Date("2026-08-24T06:12:00+08:00");

let home: string;
let folders: Folders;
let store: Store;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "heng-build-"));
  await cp(join(ROOT, "sql"), join(home, "sql"), { recursive: true });
  folders = {
    data: join(home, "data"),
    sql: join(home, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  const contracts = await readContracts(folders.sources);
  store = await openStore({ dataFolder: folders.data, contracts, log: () => undefined });
});

afterEach(async () => {
  store.close();
  await rm(home, { recursive: true, force: true });
});

async function load(source: string, lines: string[]): Promise<void> {
  const path = join(home, `${source}.csv`);
  await writeFile(path, `${lines.join("\n")}\n`);
  expect(await loadFile(store, { path, source, uploader: "test", now: NOW })).toMatchObject({
    status: "accepted",
    rejected: 0,
  });
}

const build = (asOf?: string) => buildVersion({ store, folders, now: NOW, asOf, log: () => undefined });
const sql = (path: string, text: string) => writeFile(join(folders.sql, path), text);

const TICKETS = [
  "ticket_id,kind,created_at,site_id,resolved_at",
  "1,repair,2026-08-01 09:00,S1,2026-08-01 10:00",
  "2,repair,2026-08-02 09:00,S1,",
];

describe("today", () => {
  test("is no day after the load that tells of it, however long ago that load was", async () => {
    await load("tickets", [...TICKETS, "3,repair,2026-10-08 09:31,S1,"]);
    const months = { ...{ store, folders, log: () => undefined }, only: ["ticket_count"] };
    await buildVersion({ ...months, now: NOW });
    // In November the slip of October has become a day gone by.
    await buildVersion({ ...months, now: new Date("2026-11-26T10:00:00+08:00") });
    for (const number of await listVersions(folders.data)) {
      const version = await openVersion(versionFolder(folders.data, number));
      expect(version.catalogue.asOf, `version ${number}`).toBe("2026-08-02");
      await version.close();
    }
  });
});

describe("a build", () => {
  test("makes a metric of a file that was only put there", async () => {
    await load("tickets", TICKETS);
    await sql(
      "metrics/resolved_share.sql",
      "/*\ntitle: 已解决比例 | Resolved\nabout: 测试 | test\ngrain: one row per ticket\narea: service\nkind: ratio\nunit: percent\nbetter: up\nby: [site]\n*/\nselect ticket_id as key, created_at as event_at, site_id,\n  cast(resolved_at is not null as integer) as numerator, 1 as denominator\nfrom sources.tickets\n",
    );
    const { version: number } = await build();
    const version = await openVersion(versionFolder(folders.data, number));
    expect(version.catalogue.metrics.find(({ id }) => id === "resolved_share")).toMatchObject({
      sources: ["tickets"],
      by: ["site", "region", "company"],
    });
    const rows = await version.read(async (connection) =>
      (await connection.runAndReadAll("select key, numerator from metrics.resolved_share order by key")).getRows(),
    );
    expect(rows).toEqual([
      ["1", 1],
      ["2", 0],
    ]);
    await version.close();
  });

  test("names file, line and column of the author's own SQL, and keeps the last version", async () => {
    await build();
    await sql(
      "facts/tickets.sql",
      "-- grain: one row per ticket\nselect\n    ticket_id,\n    no_such_column\nfrom sources.tickets\n",
    );
    await expect(build()).rejects.toMatchObject({
      code: "bad_sql",
      where: { file: "sql/facts/tickets.sql", line: 4, column: "5" },
    });
    await sql("facts/tickets.sql", "-- 粒度说明在此\nselect ticket_id\nform sources.tickets\n");
    await expect(build()).rejects.toMatchObject({ code: "no_header", where: { file: "sql/facts/tickets.sql" } });
    await sql("facts/tickets.sql", "-- grain: 每张工单一行\nselect ticket_id\nform sources.tickets\n");
    await expect(build()).rejects.toMatchObject({
      code: "bad_sql",
      where: { file: "sql/facts/tickets.sql", line: 3, column: "6" },
    });
    await sql("facts/tickets.sql", "-- grain: one row per ticket\nselect ticket_id\nfrom sources.tickts\n");
    await expect(build()).rejects.toMatchObject({
      code: "unknown_relation",
      where: { file: "sql/facts/tickets.sql", line: 3, column: "6" },
    });
    expect(await currentVersion(folders.data)).toBe(1);
    expect(await listVersions(folders.data)).toEqual([1]);
  });

  test("refuses models that read each other in a circle", async () => {
    await sql("facts/one.sql", "-- grain: one row\nselect a from facts.two\n");
    await sql("facts/two.sql", "-- grain: one row\nselect a from facts.one\n");
    await expect(build()).rejects.toMatchObject({ code: "cycle" });
  });

  test("does not publish past a check of severity stop, and counts the rows of one that warns", async () => {
    await load("tickets", TICKETS);
    await build();
    await sql(
      "checks/nothing_open.sql",
      "/*\ntitle: 没有未结 | Nothing open\nseverity: stop\n*/\nselect ticket_id from facts.tickets where resolved_at is null\n",
    );
    await expect(build()).rejects.toMatchObject({ code: "check_failed" });
    expect(await currentVersion(folders.data)).toBe(1);
    await sql(
      "checks/nothing_open.sql",
      "/*\ntitle: 没有未结 | Nothing open\nseverity: warn\n*/\nselect ticket_id from facts.tickets where resolved_at is null\n",
    );
    const { version: number } = await build();
    const version = await openVersion(versionFolder(folders.data, number));
    expect(version.catalogue.checks.find(({ id }) => id === "nothing_open")).toMatchObject({
      severity: "warn",
      rows: 1,
    });
    // S1 stands in no list of sites: kept, and warned of.
    expect(version.catalogue.checks.find(({ id }) => id === "unknown_sites")?.rows).toBe(1);
    await version.close();
  });

  test("computes only facts whose inputs changed; the others are the same file", async () => {
    await load("tickets", TICKETS);
    await build();
    await load("sites", ["编号,名称", "S1,金桂苑"]);
    await build();
    const inode = async (version: number, fact: string) =>
      (await stat(join(versionFolder(folders.data, version), "facts", `${fact}.duckdb`))).ino;
    expect(await inode(2, "tickets")).toBe(await inode(1, "tickets"));
    expect(await inode(2, "shop_benchmarks")).not.toBe(await inode(1, "shop_benchmarks"));
  });

  test("is needed after a load and not after a build", async () => {
    expect(await needsBuild({ store, folders, now: NOW })).toBe(true);
    await build();
    expect(await needsBuild({ store, folders, now: NOW })).toBe(false);
    await load("tickets", TICKETS);
    expect(await needsBuild({ store, folders, now: NOW })).toBe(true);
    await build();
    await sql("checks/none.sql", "/*\ntitle: 无 | None\nseverity: warn\n*/\nselect 1 as one where false\n");
    expect(await needsBuild({ store, folders, now: NOW })).toBe(true);
  });

  test("takes the last day with data for today, never a day after the real one", async () => {
    await load("tickets", [...TICKETS, "3,repair,2027-01-01 09:00,S1,"]);
    const { version: number } = await build();
    const version = await openVersion(versionFolder(folders.data, number));
    expect(version.catalogue.asOf).toBe("2026-08-02");
    await version.close();
  });
});

describe("a published version", () => {
  test("answers reads and nothing else", async () => {
    await load("tickets", TICKETS);
    const { version: number } = await build();
    const version = await openVersion(versionFolder(folders.data, number));
    const run = (statement: string) => version.read(async (connection) => connection.run(statement));
    await expect(run("select * from read_csv('/etc/passwd')")).rejects.toThrow(/disabled/);
    await expect(run(`copy (select 1) to '${join(home, "x.csv")}'`)).rejects.toThrow(/disabled/);
    await expect(run("insert into fact_tickets.main.tickets select * from fact_tickets.main.tickets")).rejects.toThrow(
      /read-only/,
    );
    await expect(run("set enable_external_access = true")).rejects.toThrow();
    await version.close();
  });

  test("opens in any DuckDB shell with the names that models use", async () => {
    await load("tickets", TICKETS);
    const { version } = await build();
    const api = join(ROOT, "node_modules/@duckdb/node-api/lib/index.js");
    const script = `
      const { DuckDBInstance } = require(${JSON.stringify(api)});
      (async () => {
        const connection = await (await DuckDBInstance.create(":memory:")).connect();
        await connection.run(require("node:fs").readFileSync("open.sql", "utf8"));
        const rows = await connection.runAndReadAll(
          "select (select count(*) from facts.tickets), (select sum(numerator) from metrics.ticket_count), (select count(*) from metrics.rejected_row_rate)");
        console.log(rows.getRows()[0].join());
      })();`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], {
      cwd: versionFolder(folders.data, version),
    });
    expect(stdout.trim()).toBe("2,2,1");
  });
});
