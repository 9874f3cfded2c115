import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { heng, hengJson, ROOT } from "../support/heng.ts";

// The commands that print lists, on the fewest files that fill one.

let data: string;

const CUSTOMERS = [
  "customer_id,name,phone,site_id,assigned_to,assigned_at",
  "C1,王秀英,13800002046,S1,U1,2026-02-01 09:00",
  "C2,李国强,13900007713,S2,U1,2026-02-05 09:00",
];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "heng-cli-lists-"));
  const files = {
    "sites.csv": ["site_id,name,region", "S1,金桂苑,江北", "S2,锦绣新村,江南"],
    "agents.csv": ["agent_id,name", "U1,周建国"],
    "customers.csv": CUSTOMERS,
    "calls.csv": ["call_id,queue,direction,started_at,result", "K1,热线,inbound,2026-02-06 10:00,missed"],
  };
  const paths: string[] = [];
  for (const [name, lines] of Object.entries(files)) {
    const path = join(data, name);
    await writeFile(path, `${lines.join("\n")}\n`);
    paths.push(path);
  }
  const { status, stdout, stderr } = await heng("load", ...paths, "--data", data);
  if (status !== 0) throw new Error(stdout + stderr);
});

afterAll(() => rm(data, { recursive: true, force: true }));

const run = (...args: string[]) => heng(...args, "--data", data);

type ListJson = { list: string; total: number; rows: Record<string, unknown>[] };

test("heng list prints a table, the most urgent first, and how many rows there are", async () => {
  const { status, stdout } = await run("list", "new_customers");
  expect(status).toBe(0);
  const [head, first, second] = stdout.split("\n");
  expect(head).toMatch(/^客户编号 +姓名 +电话/);
  expect(first).toMatch(/^C1 +王秀英/);
  expect(second).toMatch(/^C2 .+锦绣新村 +周建国$/);
  expect(stdout).toContain("共 2 行");
});

test("--where filters by site, region or member, --limit cuts, --json is one document", async () => {
  const list = (...args: string[]) => hengJson<ListJson>("list", "new_customers", "--data", data, ...args);
  expect(await list()).toMatchObject({
    list: "new_customers",
    total: 2,
    rows: [{ customer_id: "C1" }, { site_id: "S2" }],
  });
  expect((await list("--where", "site=S2")).rows).toHaveLength(1);
  expect((await list("--where", "region=江北")).rows).toMatchObject([{ customer_id: "C1" }]);
  expect(await list("--limit", "1", "--sort", "customer_id:desc")).toMatchObject({
    total: 2,
    rows: [{ customer_id: "C2" }],
  });
});

test("--format csv and xlsx go to standard output", async () => {
  const csv = await run("list", "new_customers", "--format", "csv");
  expect(csv.stdout.split("\r\n")[1]).toContain("C1,王秀英,13800002046");
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const main = join(ROOT, "dist/etl/cli/main.js");
    execFile(
      process.execPath,
      [main, "list", "new_customers", "--format", "xlsx", "--data", data],
      { encoding: "buffer" },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
  });
  expect(Object.keys(unzipSync(new Uint8Array(bytes)))).toContain("xl/worksheets/sheet1.xml");
});

test("what there is not is refused with what there is; a wrong command line ends with 2", async () => {
  const unknown = await run("list", "nothing");
  expect(unknown.status).toBe(1);
  expect(unknown.stderr + unknown.stdout).toContain("new_customers");
  const filter = await run("list", "new_customers", "--where", "colour=red");
  expect(filter.status).toBe(1);
  expect(filter.stderr + filter.stdout).toContain("region");
  expect((await run("list")).status).toBe(2);
  expect((await run("findings", "--where", "colour=red")).status).toBe(2);
  expect((await run("list", "new_customers", "--format", "pdf")).status).toBe(2);
});

test("heng findings and heng flags print a month of a ledger", async () => {
  const findings = await hengJson<{ total: number; rows: { rule: string }[] }>(
    ...["findings", "--month", "2026-02", "--where", "rule=missed_call", "--data", data],
  );
  expect(findings).toMatchObject({ total: 1, rows: [{ rule: "missed_call", key: "K1", amount: 50 }] });
  expect((await run("flags")).status).toBe(0);
});

test("heng catalogue --json names lists, rules and checks by their ids", async () => {
  const catalogue = await hengJson<Record<string, { id: string }[]>>("catalogue", "--data", data);
  for (const [part, id] of [
    ["sources", "customers"],
    ["metrics", "csat"],
    ["lists", "new_customers"],
    ["rules", "missed_call"],
    ["checks", "unknown_sites"],
  ] as const) {
    expect(catalogue[part]?.map((entry) => entry.id)).toContain(id);
  }
});
