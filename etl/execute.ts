import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FileReport } from "../dashboard/shared/file-report.ts";
import type { DecisionAnswer, LoadAnswer } from "../dashboard/shared/loads.ts";
import type { WriterCommand } from "../dashboard/shared/writer-socket.ts";
import { forget, listRemembered } from "./load/drift/remembered.ts";
import { reportFile } from "./load/drift/report-file.ts";
import { listLoads } from "./load/list-loads.ts";
import { listRejects, listSkipped } from "./load/list-rejects.ts";
import { loadParts } from "./load/load-parts.ts";
import { readMapping } from "./load/mapping.ts";
import { mendedText, mendingText } from "./load/mending/mending-file.ts";
import { findReplay } from "./load/replay.ts";
import { approveLoad, declineLoad, redoLoad, undoLoad } from "./load/undo-load.ts";
import { loadFiles } from "./load-files.ts";
import { buildPreview } from "./models/preview.ts";
import { build, clock, publishChange, type WriterContext } from "./publish.ts";
import { Problem } from "./problem.ts";
import { listSchedules, runNow } from "./schedules/list-schedules.ts";
import { currentVersion, rollBack } from "./versions.ts";

// The writer's callers need no more than this file.
export { publishWhatIsLeft, type WriterContext } from "./publish.ts";

/** Does what the writer was asked; the same whether the command came over its socket or from a lone command line. */
export async function execute(command: WriterCommand, given: WriterContext): Promise<unknown> {
  const asOf = ("asOf" in command ? command.asOf : undefined) ?? given.asOf;
  const context = { ...given, asOf };
  const { store, folders } = context;
  switch (command.command) {
    case "load":
      return loadFiles(command, context);
    case "build":
      return build(context);
    case "undo":
      await undoLoad(store, command.load, clock(context));
      return decided(command.load, context);
    case "redo":
      await redoLoad(store, command.load, clock(context));
      return decided(command.load, context);
    case "approve":
      await approveLoad(store, command.load, command.by, clock(context));
      return decided(command.load, context);
    case "decline":
      await declineLoad(store, command.load, command.by, clock(context));
      return { load: command.load, version: await currentVersion(folders.data), problem: null };
    case "replay":
      return replay(command, context);
    case "mend":
      return mendInPlace(command, context);
    case "mending":
      return mendingText(store, command);
    case "preview":
      return buildPreview({ ...context, now: clock(context), load: command.load });
    case "rollback":
      await store.exclusive(() => rollBack(folders.data, command.version));
      return { version: command.version };
    case "cancel":
      return { cancelled: context.cancel?.(command.id) ?? false };
    case "inspect":
      return inspectFiles(command, context);
    case "remembered":
      return { remembered: await listRemembered(store.reader) };
    case "forget":
      return forget(store, command.number);
    case "schedules":
      return listSchedules(context);
    case "run":
      return runNow(context, command.schedule);
    case "loads":
      return listLoads(store, command);
    case "rejects":
      return listRejects(store, command);
    case "skipped":
      return listSkipped(store, command);
  }
}

async function decided(load: number, context: WriterContext): Promise<DecisionAnswer> {
  return { load, ...(await publishChange(context)) };
}

type InspectCommand = Extract<WriterCommand, { command: "inspect" }>;

async function inspectFiles({ files, choices }: InspectCommand, { store }: WriterContext): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await reportFile(store, file, choices ?? {}));
  return reports;
}

type MendCommand = Extract<WriterCommand, { command: "mend" }>;

/** Writes the rows as a person has them now into a mending file, and loads that as any other. */
async function mendInPlace({ load, lines, by }: MendCommand, context: WriterContext): Promise<LoadAnswer> {
  const { store } = context;
  const { file, text } = await mendedText(store, load, lines);
  const folder = await mkdtemp(join(store.temporaryFolder, "mend-"));
  try {
    const path = join(folder, "mended.csv");
    await writeFile(path, text);
    const name = `${file.replace(/(#.*|\.[^./]*)$/, "")}-第${load}次载入-修改.csv`;
    return await loadFiles({ command: "load", files: [{ path, name }], build: true, uploader: by }, context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type ReplayCommand = Extract<WriterCommand, { command: "replay" }>;

async function replay(command: ReplayCommand, context: WriterContext): Promise<LoadAnswer> {
  const { store, folders } = context;
  const { source, mapping: named, ...found } = await findReplay(store, command.load);
  const name = command.mapping ?? named;
  const mapping = name === null ? undefined : await readMapping(folders.mappings, name);
  const loads = await loadParts(store, {
    ...found,
    ...(source === null ? {} : { source }),
    ...(mapping === undefined ? {} : { mapping }),
    uploader: command.by,
    now: clock(context),
    progress: context.progress,
  });
  if (loads.length === 0) {
    throw new Problem({
      code: "no_part",
      zh: `“${found.name}”里没有“${found.only}”了，没有重读`,
      en: `"${found.name}" has no "${found.only}" any more; nothing was read again`,
    });
  }
  return { loads, ...(await publishChange(context)) };
}
