import type { LoadOutcome, Message } from "../../dashboard/shared/loads.ts";
import type { Run, RunCounts, RunFile, RunOutcome } from "../../dashboard/shared/runs.ts";
import { wallTime } from "../load/ledger.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";

/** Files of a run that the ledger names. */
const MOST_NAMED = 100;

/** So often may the writer have died over a file before it is left to a person. */
const MOST_DEATHS = 3;

export type RunResult = { files: RunFile[]; message: Message | null };

/**
 * Opens a run's line in the ledger.
 *
 * @param schedule null for the inbox
 * @throws Problem `running` while another run of the same one is under way
 */
export async function beginRun(
  store: Store,
  schedule: string | null,
  plannedAt: Date | null,
  now: Date,
): Promise<number> {
  return store.exclusive(async () => {
    const { connection } = store;
    const found = await connection.runAndReadAll(
      `select coalesce(max(run), 0) + 1,
         count(*) filter (outcome = 'running' and schedule is not distinct from cast($schedule as varchar))
       from ledger.runs`,
      { schedule },
    );
    const [run, running] = (found.getRows()[0] ?? []).map(Number);
    if (run === undefined || (running ?? 0) > 0) {
      throw new Problem({
        code: "running",
        zh: `定时载入“${schedule}”正在运行，请等它结束`,
        en: `The schedule ${schedule} is running; wait until it is done`,
      });
    }
    await connection.run(
      `insert into ledger.runs (run, schedule, planned_at, started_at, outcome, counts, files)
       values ($run, $schedule, cast($planned as timestamp), cast($started as timestamp), 'running', '{}', '[]')`,
      { run, schedule, planned: plannedAt === null ? null : wallTime(plannedAt), started: wallTime(now) },
    );
    return run;
  });
}

/** Notes which file is about to be read, in case the writer dies over it. */
export async function noteCurrent(store: Store, run: number, current: string): Promise<void> {
  await store.exclusive(() =>
    store.connection.run("update ledger.runs set current = $current where run = $run", { run, current }),
  );
}

/** Whether the writer has died over this file so often that it must not be tried again. */
export async function isDeadly(store: Store, current: string): Promise<boolean> {
  const found = await store.reader.runAndReadAll(
    "select count(*) from ledger.runs where outcome = 'broken' and current = $current",
    { current },
  );
  return Number(found.getRows()[0]?.[0]) >= MOST_DEATHS;
}

export function deadlyMessage(): Message {
  return {
    code: "deadly",
    zh: `读这个文件时载入服务已 ${MOST_DEATHS} 次意外中断，因此不再自动载入；请把文件和日志交给管理员`,
    en: `The writer has died ${MOST_DEATHS} times while reading this file, so it is not tried again; give the file and the log to whoever runs Heng`,
  };
}

export async function endRun(store: Store, run: number, { files, message }: RunResult, now: Date): Promise<void> {
  const counts = countFiles(files);
  await store.exclusive(() =>
    store.connection.run(
      `update ledger.runs set ended_at = cast($ended as timestamp), outcome = $outcome, counts = $counts, files = $files,
         current = null, code = $code, zh = $zh, en = $en where run = $run`,
      {
        run,
        ended: wallTime(now),
        outcome: outcomeOf(counts, message),
        counts: JSON.stringify(counts),
        files: JSON.stringify(mostUrgent(files)),
        code: message?.code ?? null,
        zh: message?.zh ?? null,
        en: message?.en ?? null,
      },
    ),
  );
}

function countFiles(files: readonly RunFile[]): RunCounts {
  const counts: RunCounts = { loaded: 0, already: 0, held: 0, refused: 0, left: 0 };
  for (const { status } of files) {
    if (status === "accepted") counts.loaded += 1;
    else if (status === "already" || status === "held" || status === "left") counts[status] += 1;
    else counts.refused += 1;
  }
  return counts;
}

function outcomeOf(counts: RunCounts, message: Message | null): RunOutcome {
  const { loaded, already, held, refused, left } = counts;
  if (message !== null) return loaded + already + held + refused > 0 ? "attention" : "failed";
  if (held + refused + left > 0) return "attention";
  return loaded + already > 0 ? "loaded" : "nothing";
}

function mostUrgent(files: readonly RunFile[]): RunFile[] {
  const rank = ({ status, message }: RunFile): number => (status === "accepted" ? 2 : 0) + (message === null ? 1 : 0);
  return [...files].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_NAMED);
}

/** Runs, newest first: of one schedule, or of the inbox for null. */
export async function listRuns(store: Store, schedule: string | null, limit: number): Promise<Run[]> {
  const found = await store.reader.runAndReadAll(
    `select * replace (cast(planned_at as varchar) as planned_at, cast(started_at as varchar) as started_at,
       cast(ended_at as varchar) as ended_at)
     from ledger.runs where schedule is not distinct from cast($schedule as varchar) order by run desc limit $limit`,
    { schedule, limit },
  );
  return found.getRowObjects().map((row): Run => {
    const text = (name: string): string | null => (row[name] == null ? null : String(row[name]));
    const counts = JSON.parse(text("counts") ?? "{}") as Partial<RunCounts>;
    return {
      run: Number(row["run"]),
      schedule: text("schedule"),
      plannedAt: shanghai(text("planned_at")),
      startedAt: shanghai(text("started_at")) ?? "",
      endedAt: shanghai(text("ended_at")),
      outcome: text("outcome") as RunOutcome,
      counts: { ...countFiles([]), ...counts },
      files: JSON.parse(text("files") ?? "[]") as RunFile[],
      message: row["code"] == null ? null : { code: text("code") ?? "", zh: text("zh") ?? "", en: text("en") ?? "" },
    };
  });
}

/** An instant as the ledger's lists write it. */
export function shanghaiTime(instant: Date): string {
  return `${wallTime(instant).replace(" ", "T")}+08:00`;
}

function shanghai(wall: string | null): string | null {
  return wall === null ? null : `${wall.replace(" ", "T")}+08:00`;
}

/** Reasons that lie in the moment and not in the file: it stays where it is and is tried again. */
const PASSING = ["file_changed", "no_file", "disk_full", "no_space", "failed", "cancelled", "locked", "unreadable"];

/** What the loads of a file come to: the worst of its parts, since that one needs a person. */
export function outcomeOfFile(file: string, loads: readonly LoadOutcome[]): RunFile {
  const numbers = loads.flatMap(({ load }) => load ?? []);
  const of = (status: string): LoadOutcome | undefined => loads.find((load) => load.status === status);
  const passing = loads.find(({ status, message }) => status === "refused" && PASSING.includes(message?.code ?? ""));
  const worst = passing ?? of("refused") ?? of("held") ?? of("accepted") ?? of("already");
  if (worst === undefined) return { file, status: "refused", loads: numbers, message: nothingInIt(file) };
  const status = passing === undefined ? worst.status : "left";
  return { file, status, loads: numbers, message: status === "accepted" ? null : worst.message };
}

function nothingInIt(file: string): Message {
  return { code: "empty", zh: `“${file}”里没有可载入的表`, en: `"${file}" holds no table` };
}
