import type { InboxState, Run, ScheduleState, SchedulesAnswer } from "../../dashboard/shared/runs.ts";
import { inboxOf, listInbox } from "../inbox/inbox-folder.ts";
import { Problem } from "../problem.ts";
import type { WriterContext } from "../publish.ts";
import { listRuns, shanghaiTime } from "../runs/run-ledger.ts";
import { runSchedule } from "./run-schedule.ts";
import { readSchedules, schedulesFolder, type ScheduleFile } from "./schedule-file.ts";

const WAITING_SHOWN = 50;
const RUNS_SHOWN = 5;

/** How the inbox and every schedule stand. */
export async function listSchedules(context: WriterContext): Promise<SchedulesAnswer> {
  const { store, folders } = context;
  const files = await readSchedules(folders, store.contracts);
  const schedules: ScheduleState[] = [];
  for (const file of files) {
    const [last] = await listRuns(store, file.name, 1);
    schedules.push(stateOf(file, last ?? null, context.now()));
  }
  return { inbox: await inboxState(context), folder: schedulesFolder(folders), schedules };
}

function stateOf(file: ScheduleFile, last: Run | null, now: Date): ScheduleState {
  if ("problem" in file) {
    const { name, problem } = file;
    const where = { file: problem.where.file ?? name, line: problem.where.line ?? null };
    const nothing = { source: null, folder: null, files: [], at: null, mapping: null, next: null };
    return { name, title: { zh: name, en: name }, ...nothing, last, problem: { ...problem.text, ...where } };
  }
  const { times, ...schedule } = file.schedule;
  const next = times.after(now);
  return { ...schedule, next: next === null ? null : shanghaiTime(next), last, problem: null };
}

async function inboxState({ store, folders, now }: WriterContext): Promise<InboxState> {
  const found = await listInbox(folders.data, now());
  const { files: lying, passed } = "problem" in found ? { files: [], passed: 0 } : found;
  return {
    folder: inboxOf(folders.data),
    problem: "problem" in found ? found.problem : null,
    waiting: lying.slice(0, WAITING_SHOWN).map(({ shown, bytes, changed }) => ({
      file: shown,
      bytes,
      changedAt: shanghaiTime(new Date(changed)),
    })),
    waitingTotal: lying.length,
    passed,
    runs: await listRuns(store, null, RUNS_SHOWN),
  };
}

/** @throws Problem `no_schedule`, `bad_schedule`, `running` */
export async function runNow(context: WriterContext, name: string): Promise<Run> {
  const { store, folders } = context;
  const files = await readSchedules(folders, store.contracts);
  const file = files.find((known) => known.name === name);
  if (file === undefined) {
    const known = files.map((each) => each.name).join(", ");
    throw new Problem({
      code: "no_schedule",
      zh: `没有定时“${name}”；${known === "" ? `${schedulesFolder(folders)} 里还没有` : `有 ${known}`}`,
      en: `There is no schedule ${name}; ${known === "" ? `${schedulesFolder(folders)} holds none yet` : `there are ${known}`}`,
    });
  }
  if ("problem" in file) throw file.problem;
  return runSchedule({ ...context, queue: context.queue ?? ((job) => job()) }, file.schedule, null);
}
