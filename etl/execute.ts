import { SAMPLE_UPLOADER, type LoadAnswer, type LoadOutcome } from "../dashboard/shared/loads.ts";
import type { WriterCommand, WriterProgress } from "../dashboard/shared/writer-socket.ts";
import type { Folders } from "./folders.ts";
import { listLoads } from "./load/list-loads.ts";
import { listRejects } from "./load/list-rejects.ts";
import { loadFile } from "./load/load-file.ts";
import { readMapping } from "./load/mapping.ts";
import { undoLoad } from "./load/undo-load.ts";
import { buildVersion, needsBuild } from "./models/build.ts";
import type { Store } from "./store.ts";
import { currentVersion, rollBack } from "./versions.ts";

export type WriterContext = {
  store: Store;
  folders: Folders;
  now: () => Date;
  log: (line: string) => void;
  progress: (progress: WriterProgress) => void;
};

/** Does what the writer was asked; the same whether the command came over its socket or from a lone command line. */
export async function execute(command: WriterCommand, context: WriterContext): Promise<unknown> {
  const { store, folders } = context;
  switch (command.command) {
    case "load":
      return loadFiles(command, context);
    case "build":
      return build(command.asOf, context);
    case "undo":
      await undoLoad(store, command.load, clock(command.asOf, context));
      return build(command.asOf, context);
    case "rollback":
      await store.exclusive(() => rollBack(folders.data, command.version));
      return { version: command.version };
    case "loads":
      return listLoads(store, command);
    case "rejects":
      return listRejects(store, command);
  }
}

async function loadFiles(
  command: Extract<WriterCommand, { command: "load" }>,
  context: WriterContext,
): Promise<LoadAnswer> {
  const { store, folders, progress } = context;
  const now = clock(command.asOf, context);
  const mapping = command.mapping === undefined ? undefined : await readMapping(folders.mappings, command.mapping);
  const loads: LoadOutcome[] = [];
  for (const { path, name } of command.files) {
    loads.push(
      await loadFile(store, {
        path,
        name,
        ...(command.source === undefined ? {} : { source: command.source }),
        ...(mapping === undefined ? {} : { mapping }),
        uploader: command.uploader,
        now,
        progress,
      }),
    );
  }
  const changed = loads.some(({ status }) => status === "accepted");
  if (changed && command.uploader !== SAMPLE_UPLOADER) await withdrawSample(context, now);
  // Also when nothing is new: an earlier run may have been stopped between taking the file in and publishing it.
  if (command.build && (changed || (await needsBuild({ store, folders })))) {
    return { loads, ...(await build(command.asOf, context)) };
  }
  return { loads, version: await currentVersion(folders.data) };
}

/** Made-up figures must not mix with real ones: the sample's loads are undone when the first own file is taken in. */
async function withdrawSample({ store, log }: WriterContext, now: Date): Promise<void> {
  const sample = await store.connection.runAndReadAll(
    "select load from ledger.loads where uploader = $uploader and status = 'accepted' order by load desc",
    { uploader: SAMPLE_UPLOADER },
  );
  for (const [load] of sample.getRows()) await undoLoad(store, Number(load), now);
  if (sample.currentRowCount > 0) log("the sample has given way to your own data");
}

function build(asOf: string | undefined, { store, folders, now, log, progress }: WriterContext) {
  progress({ file: null, step: "building", bytes: 0, of: 0 });
  return buildVersion({ store, folders, now: asOf === undefined ? now() : dayAt(asOf, now()), asOf, log });
}

function clock(asOf: string | undefined, { now }: WriterContext): Date {
  return asOf === undefined ? now() : dayAt(asOf, now());
}

/** The given day in Asia/Shanghai at the present time of day: --as-of fixes "today", not the hour. */
function dayAt(day: string, now: Date): Date {
  const timeOfDay = (now.getTime() + 8 * 3_600_000) % 86_400_000;
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + timeOfDay);
}
