import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "../../dashboard/shared/loads.ts";
import { scheduleUploader, type Run, type RunFile } from "../../dashboard/shared/runs.ts";
import { Problem } from "../problem.ts";
import { publishChange } from "../publish.ts";
import { beginRun, endRun, listRuns } from "../runs/run-ledger.ts";
import { isSameFile, isTemporaryName, listBeingWritten, lookAt, type SeenFile } from "../runs/seen-file.ts";
import { left, takeFile, type TakeContext } from "../runs/take-file.ts";
import { isWanted, type Schedule } from "./schedule-file.ts";
import { hashFile, noteTaken, readTaken } from "./taken-files.ts";

/** A file that has changed within this time may still be written to: it is looked at twice. */
const FRESH_MS = 60_000;
const QUIET_MS = 5000;

/**
 * Takes what is new in a schedule's folder, where nothing is touched, and publishes once.
 *
 * @param plannedAt the planned time that it is for; null where a person asks for it
 * @param quietMs how long a fresh file must not change
 * @throws Problem `running` while another run of it is under way; `stopping` when the writer stops in the middle
 */
export async function runSchedule(
  context: TakeContext,
  schedule: Schedule,
  plannedAt: Date | null,
  quietMs = QUIET_MS,
): Promise<Run> {
  const { store, log, now } = context;
  const run = await beginRun(store, schedule.name, plannedAt, now());
  let files: RunFile[] = [];
  let message: Message | null = null;
  try {
    ({ files, message } = await takeNew(context, schedule, run, quietMs));
  } catch (error) {
    // Its line stays open: it counts as broken when the writer is back, which then runs it again.
    if (error instanceof Problem && error.code === "stopping") throw error;
    if (!(error instanceof Problem)) log(error instanceof Error && error.stack ? error.stack : String(error));
    message = error instanceof Problem ? error.text : failed(error);
  }
  await endRun(store, run, { files, message }, now());
  const [done] = await listRuns(store, schedule.name, 1);
  if (message !== null) log(`${schedule.name}: ${message.zh}\n${schedule.name}: ${message.en}`);
  log(`schedule ${schedule.name}: ${done?.outcome ?? ""}, ${files.length} files`);
  return done as Run;
}

async function takeNew(context: TakeContext, schedule: Schedule, run: number, quietMs: number) {
  const { store } = context;
  const { files: found, unreadable } = await findNew(context, schedule);
  const { whole, changing } = await rest(found, schedule, context.now(), quietMs);
  const files: RunFile[] = [...unreadable.map(unnamed), ...changing.map((file) => told(left(nameOf(file))))];
  let changed = false;
  for (const file of whole) {
    const how = { run, uploader: scheduleUploader(schedule.name), source: schedule.source, mapping: schedule.mapping };
    const taken = await takeFile(context, file, nameOf(file), how);
    changed ||= taken.parts.some(({ status }) => status === "accepted");
    files.push(told(taken));
    if (taken.status === "left") continue;
    const sha256 = await hashFile(file.path).catch(() => null);
    // One that is gone or another by now is looked at next time.
    if (sha256 !== null && isSameFile(file, await lookAt(file.path))) {
      await noteTaken(store, schedule.name, file, { sha256, status: taken.status, run });
    }
  }
  const message = changed
    ? (await context.queue(() => publishChange({ ...context, progress: () => undefined }))).problem
    : null;
  return { files, message };
}

/**
 * Files that the schedule has not taken, or not as they are now, the oldest first; and names that are no UTF-8, under
 * which no program of ours can open a file.
 */
async function findNew({ store }: TakeContext, schedule: Schedule) {
  let folder: string;
  let names: string[];
  try {
    folder = await realpath(schedule.folder);
    names = await readdir(folder);
  } catch (error) {
    throw noFolder(schedule, error);
  }
  const taken = await readTaken(store, schedule.name);
  const files: SeenFile[] = [];
  const unreadable: string[] = [];
  for (const name of names) {
    if (isTemporaryName(name) || !isWanted(name, schedule.files)) continue;
    const file = await lookAt(join(folder, name));
    if (file === null) {
      if (name.includes("\uFFFD")) unreadable.push(name);
      continue;
    }
    const known = taken.get(file.path);
    if (known !== undefined && known.bytes === file.bytes) {
      if (known.changed === file.changed) continue;
      // Written anew with what it held before: export systems do that.
      if ((await hashFile(file.path).catch(() => null)) === known.sha256 && isSameFile(file, await lookAt(file.path))) {
        await noteTaken(store, schedule.name, file, { sha256: known.sha256, status: "already", run: 0 });
        continue;
      }
    }
    files.push(file);
  }
  files.sort((a, b) => a.changed - b.changed || (a.path < b.path ? -1 : 1));
  return { files, unreadable };
}

function unnamed(file: string): RunFile {
  const message = {
    code: "bad_name",
    zh: "文件名不是 UTF-8，打不开；请让导出系统（如 FTP 服务器）用 UTF-8 文件名",
    en: "Its name is no UTF-8, so it cannot be opened; have the exporting system (an FTP server, say) use UTF-8 names",
  };
  return { file, status: "left", loads: [], message };
}

/** Tells files that are whole from those that are still being written. */
async function rest(found: readonly SeenFile[], { folder }: Schedule, now: Date, quietMs: number) {
  const isFresh = ({ changed, bytes }: SeenFile): boolean => bytes === 0 || changed > now.getTime() - FRESH_MS;
  if (found.some(isFresh)) await sleep(quietMs);
  const open = found.length > 0 ? await listBeingWritten(await realpath(folder)) : new Set<string>();
  const whole: SeenFile[] = [];
  const changing: SeenFile[] = [];
  for (const file of found) {
    const moves = open.has(file.path) || (isFresh(file) && !isSameFile(file, await lookAt(file.path)));
    (moves ? changing : whole).push(file);
  }
  return { whole, changing };
}

function nameOf({ path }: SeenFile): string {
  return path.replace(/^.*[/\\]/, "");
}

function told({ file, status, loads, message }: RunFile): RunFile {
  return { file, status, loads, message };
}

function noFolder({ folder }: Schedule, error: unknown): Problem {
  const cause = (error as NodeJS.ErrnoException).code ?? String(error);
  const missing = cause === "ENOENT";
  return new Problem({
    code: "no_folder",
    zh: missing
      ? `找不到文件夹 ${folder}；请核对路径，网络盘请确认已挂载。下次照常再试`
      : `读不了文件夹 ${folder}（${cause}）；请给运行 heng 的用户读取权限。下次照常再试`,
    en: missing
      ? `There is no folder ${folder}; check the path, and that a network drive is mounted. It is tried again as planned`
      : `The folder ${folder} cannot be read (${cause}); let the user that runs heng read it. It is tried again as planned`,
    where: { file: folder },
  });
}

function failed(error: unknown): Message {
  return {
    code: "failed",
    zh: "程序内部出错，这次没有载完；请把日志交给管理员",
    en: `It failed: ${error instanceof Error ? error.message : String(error)}`,
  };
}
