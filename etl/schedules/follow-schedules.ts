import { schedule as ring, type ScheduledTask } from "node-cron";
import { mkdir } from "node:fs/promises";
import { Problem } from "../problem.ts";
import type { TakeContext } from "../runs/take-file.ts";
import { findDue } from "./due.ts";
import { ZONE } from "./planned-times.ts";
import { runSchedule } from "./run-schedule.ts";
import { readSchedules, schedulesFolder, type Schedule } from "./schedule-file.ts";

export type FollowOptions = {
  context: TakeContext;
  /** Between two looks at the schedules' files and at what has been missed. */
  everyMs?: number;
  quietMs?: number;
};

/** Runs schedules when it is time. */
export type Schedules = {
  /** Reads the schedules and runs what is due; done when those runs are. */
  look(): Promise<void>;
  /** Looks now, and goes on by itself. */
  start(): void;
  /** Begins no more runs. */
  stop(): void;
};

/**
 * node-cron rings at each planned time. Whether a schedule is due the ledger says, so that a ring too many does no
 * harm; the looks in between find new files of schedules, and what was missed because the machine slept, nobody was
 * running, or the clock was set.
 */
export function followSchedules({ context, everyMs = 30_000, quietMs }: FollowOptions): Schedules {
  const { store, folders, log, now } = context;
  const tasks = new Map<string, ScheduledTask>();
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let stopping = false;
  let told = "";

  const runIfDue = async (schedule: Schedule): Promise<void> => {
    const planned = stopping ? null : await findDue(store, schedule, now());
    if (planned === null) return;
    await runSchedule(context, schedule, planned, quietMs).catch((error: unknown) => {
      if (error instanceof Problem && (error.code === "running" || error.code === "stopping")) return;
      log(error instanceof Error && error.stack ? error.stack : String(error));
    });
  };

  /** One at a time of each schedule. */
  const consider = (schedule: Schedule): Promise<void> => {
    const under = running.get(schedule.name);
    if (under !== undefined) return under;
    const run = runIfDue(schedule).finally(() => running.delete(schedule.name));
    running.set(schedule.name, run);
    return run;
  };

  /** @returns the runs that are under way */
  const refresh = async (): Promise<Promise<void>[]> => {
    const files = await readSchedules(folders, store.contracts);
    const problems = files.flatMap((file) => ("problem" in file ? [file.problem] : []));
    const saying = problems
      .map(({ zh, en, where }) => `${where.file ?? ""}: ${zh}\n${where.file ?? ""}: ${en}`)
      .join("\n");
    if (saying !== told && saying !== "") log(saying);
    told = saying;
    const schedules = files.flatMap((file) => ("schedule" in file ? [file.schedule] : []));
    setRinging(schedules);
    return schedules.map(consider);
  };

  const setRinging = (schedules: readonly Schedule[]): void => {
    const wanted = new Map(schedules.map((schedule) => [`${schedule.at} ${schedule.name}`, schedule]));
    for (const [key, task] of tasks) {
      if (wanted.has(key) && !stopping) continue;
      void task.destroy();
      tasks.delete(key);
    }
    if (stopping || !started) return;
    for (const [key, { name, at }] of wanted) {
      if (tasks.has(key)) continue;
      const onTime = (): Promise<void> => again(name);
      // What it would warn of, a ring that came late, the next look finds.
      const options = { timezone: ZONE, noOverlap: true, unref: true, suppressMissedWarning: true };
      tasks.set(key, ring(at, onTime, options));
    }
  };

  /** By the file as it is now. */
  const again = async (name: string): Promise<void> => {
    const file = (await readSchedules(folders, store.contracts)).find((known) => known.name === name);
    if (file !== undefined && "schedule" in file) await consider(file.schedule);
  };

  const goOn = (): void => {
    void refresh()
      .catch((error: unknown) => log(`schedules: ${String(error)}`))
      .finally(() => {
        if (!stopping) timer = setTimeout(goOn, everyMs);
      });
  };

  return {
    async look() {
      await Promise.all(await refresh());
    },
    start() {
      started = true;
      void mkdir(schedulesFolder(folders), { recursive: true })
        .catch((error: unknown) => log(`schedules: ${String(error)}`))
        .finally(goOn);
    },
    stop() {
      stopping = true;
      clearTimeout(timer);
      setRinging([]);
    },
  };
}
