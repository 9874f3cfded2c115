// Kills the writer outright at each step of what it can be asked, and starts it again. HENG_CRASH_POINTS=all kills at
// every step that there is; without it at a few, evenly spread.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WriterCommand } from "../../dashboard/shared/writer-socket.ts";
import { rowsOf, workbookOf } from "../load/parts/workbook-of.ts";
import { ROOT } from "../support/heng.ts";

const POINTS = process.env["HENG_CRASH_POINTS"] ?? "3";

type State = {
  rows: { survey_id: string; score: number | null; comment: string | null }[];
  loads: unknown[];
  torn: unknown[];
  originals: string[];
  litter: { tmp: string[]; originals: string[]; previews: string[]; published: string[] };
};
type Run = { answers: { error?: string }[]; state: State; count: number; commit: number };
type Figures = { numerator: number; denominator: number };

let folder: string;
/** A data folder with two loads in force and one held, all published. */
let template: string;

/** A line for each score; `bad` of them with one that is none. */
function surveys(from: number, scores: number[], bad = 0): string[] {
  const all = [...scores.map(String), ...Array.from({ length: bad }, () => "99")];
  return all.map((score, at) => `${from + at},ticket,2026-08-${10 + (at % 9)} 09:00,${score},附${at}`);
}
const HEADER = "survey_id,campaign,visited_at,score,附言";
const csv = (lines: string[]): string => `${[HEADER, ...lines].join("\n")}\n`;
const fill = (count: number, score: number): number[] => Array.from({ length: count }, () => score);

/** Runs the driver; null if it was killed. */
function run(
  home: string,
  commands: WriterCommand[],
  kill?: { at: number; when: "before" | "during" },
): Promise<Run | null> {
  const hook = join(import.meta.dirname, "kill-at-step.mjs");
  const args = [
    "--import",
    hook,
    join(import.meta.dirname, "driver.mjs"),
    home,
    ...commands.map((each) => JSON.stringify(each)),
  ];
  const env = kill === undefined ? {} : { HENG_KILL_AT: String(kill.at), HENG_KILL_WHEN: kill.when };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { env: { ...process.env, ...env }, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error?.signal === "SIGKILL") resolve(null);
        else if (error !== null) reject(new Error(`${error.message}\n${stderr}`));
        else resolve(JSON.parse(stdout) as Run);
      },
    );
  });
}

/** What a reader sees of the version that is served. */
async function served(home: string): Promise<Figures> {
  const version = (await readFile(join(home, "data/published/current"), "utf8")).trim();
  const instance = await DuckDBInstance.create(join(home, "data/published", version, "pages.duckdb"), {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll("select sum(numerator)::int, sum(denominator)::int from rollup.csat");
    const [numerator, denominator] = (result.getRows()[0] ?? []).map(Number);
    return { numerator: numerator ?? NaN, denominator: denominator ?? NaN };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The same figures counted from the rows that hold. */
function figuresOf({ rows }: State): Figures {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [Number(score)]));
  return { numerator: scores.filter((score) => score >= 4).length, denominator: scores.length };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heng-steps-"));
  template = join(folder, "template");
  await mkdir(join(template, "sql/facts"), { recursive: true });
  await mkdir(join(template, "sql/metrics"), { recursive: true });
  await mkdir(join(template, "mappings"));
  await cp(join(ROOT, "etl/sources"), join(template, "sources"), { recursive: true });
  await writeFile(
    join(template, "sql/facts/surveys.sql"),
    "-- grain: one row per survey\nselect survey_id, visited_at, site_id, score from sources.surveys\n",
  );
  const csat = await readFile(join(ROOT, "sql/metrics/csat.sql"), "utf8");
  await writeFile(
    join(template, "sql/metrics/csat.sql"),
    csat.replace(/by: \[.*\]/u, "by: [site]").replace(/\n\s*(agent_id|campaign|method|tier),/gu, ""),
  );
  const files = {
    "1.csv": csv(surveys(1, [...fill(60, 5), ...fill(40, 2)], 3)),
    "2.csv": csv(surveys(90, fill(60, 5))),
    "3.csv": csv(surveys(140, fill(60, 3), 30)),
    "4.csv": csv(surveys(10, fill(30, 4), 2)),
    "5.csv": csv(surveys(300, fill(60, 3), 30)),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(
    join(folder, "a.zip"),
    zipSync({
      "一.csv": strToU8(csv(surveys(400, fill(30, 5)))),
      "二.csv": strToU8(csv(surveys(440, fill(30, 1), 1))),
      "说明.png": Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    }),
  );
  const sheet = (lines: string[]): string => rowsOf(...[HEADER, ...lines].map((line) => line.split(",")));
  await writeFile(
    join(folder, "a.xlsx"),
    workbookOf({
      sheets: [
        { name: "说明", rows: rowsOf(["说明"], ["请按月填报"]) },
        { name: "上半月", rows: sheet(surveys(500, fill(30, 5))) },
        { name: "下半月", rows: sheet(surveys(540, fill(30, 1), 1)) },
      ],
    }),
  );
  const first = await run(template, [load("1.csv"), load("2.csv"), load("3.csv")]);
  expect(first?.state.loads).toMatchObject([
    { status: "accepted", loaded: 100, rejected: 3 },
    { status: "accepted", loaded: 49, updated: 11 },
    { status: "held", rejected: 30 },
  ]);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function load(name: string): WriterCommand {
  return { command: "load", files: [{ path: join(folder, name), name }], build: true, uploader: "test" };
}

type Scenario = {
  name: string;
  /** Done before, unharmed. */
  before?: () => WriterCommand[];
  prepare?: (home: string) => Promise<void>;
  command: () => WriterCommand;
  /** What a person may be told who asks again for what had been done already. */
  told?: string;
};

const SCENARIOS: Scenario[] = [
  { name: "a load that is accepted", command: () => load("4.csv") },
  { name: "a load that is held", command: () => load("5.csv") },
  { name: "an approval", command: () => ({ command: "approve", load: 3, by: "甲" }), told: "not_held" },
  { name: "a refusal", command: () => ({ command: "decline", load: 3, by: "甲" }), told: "not_held" },
  { name: "an undo", command: () => ({ command: "undo", load: 2 }), told: "not_accepted" },
  {
    name: "a redo",
    before: () => [{ command: "undo", load: 2 }],
    command: () => ({ command: "redo", load: 2 }),
    told: "not_undone",
  },
  {
    name: "a replay by a contract that has learned a header",
    prepare: async (home) => {
      const path = join(home, "sources/surveys.yml");
      const text = await readFile(path, "utf8");
      await writeFile(path, text.replace("names: [意见,", "names: [附言, 意见,"));
    },
    command: () => ({ command: "replay", load: 1, by: "甲" }),
  },
  { name: "a preview", command: () => ({ command: "preview", load: 3 }) },
  {
    name: "mending in place",
    command: () => ({ command: "mend", load: 1, lines: { "102": { score: "4" } }, by: "甲" }),
    told: "not_rejected",
  },
  { name: "an archive of two tables and a picture", command: () => load("a.zip") },
  { name: "a workbook of two tables and a cover", command: () => load("a.xlsx") },
];

/** The steps at which to kill: two in three of them before the first commit, where most is at stake, evenly spread. */
function pointsOf({ count, commit }: Run): number[] {
  if (POINTS === "all") return Array.from({ length: count }, (_, at) => at + 1);
  const early = Math.min(commit, Math.ceil((2 * Number(POINTS)) / 3));
  const late = Math.min(count - commit, Number(POINTS) - early);
  const spread = (points: number, from: number, steps: number): number[] =>
    Array.from({ length: points }, (_, at) => from + 1 + Math.floor(((at + 0.5) * steps) / points));
  return [...spread(early, 0, commit), ...spread(late, commit, count - commit)];
}

describe("killed outright", () => {
  test.each(SCENARIOS)(
    "during $name: the last good version is served, nothing is lost, doubled or left lying about",
    async ({ before = () => [], prepare, command, told }) => {
      const start = join(folder, "start");
      const home = join(folder, "home");
      await rm(start, { recursive: true, force: true });
      await cp(template, start, { recursive: true });
      await prepare?.(start);
      const old = await run(start, before());
      const again = async (): Promise<void> => {
        await rm(home, { recursive: true, force: true });
        await cp(start, home, { recursive: true });
      };
      await again();
      const whole = await run(home, [command()]);
      if (old === null || whole === null) throw new Error("killed without being asked to");
      expect(whole.answers).not.toMatchObject([{ error: expect.anything() as unknown }]);
      expect(whole.state.torn).toEqual([]);
      expect(await served(home)).toEqual(figuresOf(whole.state));
      const figures = [await served(start), await served(home)];

      for (const [index, at] of pointsOf(whole).entries()) {
        const when = index % 2 === 0 ? "before" : "during";
        const what = `${when} step ${at} of ${whole.count}`;
        await again();
        expect(await run(home, [command()], { at, when }), what).toBeNull();
        // Who reads meanwhile sees the version before, or already the one after; of an archive also what came first.
        const seen = await served(home);
        if (!("files" in command())) expect(figures, what).toContainEqual(seen);

        const after = await run(home, []);
        expect(after?.state.torn, what).toEqual([]);
        if (after === null) throw new Error("killed without being asked to");
        expect(await served(home), what).toEqual(figuresOf(after.state));
        for (const row of after.state.rows) {
          expect([...old.state.rows, ...whole.state.rows], what).toContainEqual(row);
        }

        const redone = await run(home, [command()]);
        const answer = redone?.answers[0];
        if (answer?.error !== undefined) expect(answer.error, what).toBe(told);
        expect(redone?.state.rows, what).toEqual(whole.state.rows);
        expect(redone?.state.loads, what).toEqual(whole.state.loads);
        expect(redone?.state.torn, what).toEqual([]);
        expect(await served(home), what).toEqual(figures[1]);
        expect(redone?.state.litter, what).toEqual({
          tmp: [],
          originals: redone?.state.originals,
          previews: [],
          published: [],
        });
      }
    },
    POINTS === "all" ? 3_600_000 : 240_000,
  );
});
