import { SAMPLE_UPLOADER, type LoadAnswer, type LoadOutcome, type Message } from "../dashboard/shared/loads.ts";
import type { WriterCommand, WriterProgress } from "../dashboard/shared/writer-socket.ts";
import type { Folders } from "./folders.ts";
import { failedLoad } from "./load/ledger.ts";
import { listLoads } from "./load/list-loads.ts";
import { listRejects } from "./load/list-rejects.ts";
import { loadParts } from "./load/load-parts.ts";
import { readMapping } from "./load/mapping.ts";
import { undoLoad } from "./load/undo-load.ts";
import { buildVersion, needsBuild } from "./models/build.ts";
import { Problem } from "./problem.ts";
import type { Store } from "./store.ts";
import { currentVersion, rollBack } from "./versions.ts";

export type WriterContext = {
  store: Store;
  folders: Folders;
  now: () => Date;
  /** The day that `heng start --as-of` fixed; a command's own wins over it. */
  asOf?: string | undefined;
  log: (line: string) => void;
  progress: (progress: WriterProgress) => void;
};

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
      return build(context);
    case "rollback":
      await store.exclusive(() => rollBack(folders.data, command.version));
      return { version: command.version };
    case "loads":
      return listLoads(store, command);
    case "rejects":
      return listRejects(store, command);
  }
}

/** Publishes what was taken in but not published before the last stop: also when nothing new has come since. */
export async function publishWhatIsLeft(context: WriterContext): Promise<{ version: number } | null> {
  await withdrawSample(context);
  return (await needsBuild({ ...context, now: clock(context) })) ? build(context) : null;
}

type LoadCommand = Extract<WriterCommand, { command: "load" }>;

async function loadFiles(command: LoadCommand, context: WriterContext): Promise<LoadAnswer> {
  const { store, folders } = context;
  const mapping = command.mapping === undefined ? undefined : await readMapping(folders.mappings, command.mapping);
  const loads: LoadOutcome[] = [];
  for (const { path, name } of command.files) {
    const request = {
      path,
      name,
      ...(command.source === undefined ? {} : { source: command.source }),
      ...(mapping === undefined ? {} : { mapping }),
      ...(command.choices === undefined ? {} : { choices: command.choices }),
      ...(command.parts?.parts === undefined ? {} : { parts: command.parts.parts }),
      uploader: command.uploader,
      now: clock(context),
      progress: context.progress,
    };
    loads.push(...(await loadParts(store, request).catch((error: unknown) => [failedLoad(name, error, context.log)])));
  }
  if (!command.build) return { loads, version: await currentVersion(folders.data), problem: null };
  try {
    const built = await publishWhatIsLeft(context);
    return { loads, version: built?.version ?? (await currentVersion(folders.data)), problem: null };
  } catch (error) {
    // The rows are taken in and counted all the same; only the figures are still those of the last version.
    const problem = unpublished(error, context);
    const told = loads.map((load) => (load.status === "accepted" ? { ...load, message: problem } : load));
    return { loads: told, version: await currentVersion(folders.data), problem };
  }
}

function unpublished(error: unknown, { log }: WriterContext): Message {
  const text =
    error instanceof Problem
      ? error.text
      : { code: "failed", zh: String(error), en: error instanceof Error ? error.message : String(error) };
  if (!(error instanceof Problem)) log(error instanceof Error && error.stack ? error.stack : String(error));
  return {
    code: text.code,
    zh: `已收下，但还没有发布，页面仍是上一版的数。原因：${text.zh}`,
    en: `Taken in but not yet published; pages still show the last version. Why: ${text.en}`,
  };
}

/** Made-up figures must not mix with real ones: the sample's loads are undone once there is a load of somebody's own. */
async function withdrawSample(context: WriterContext): Promise<void> {
  const { store, log } = context;
  const loads = await store.connection.runAndReadAll(
    `select load from ledger.loads
     where uploader = $sample and status = 'accepted'
       and exists (select 1 from ledger.loads where uploader <> $sample and status = 'accepted')
     order by load desc`,
    { sample: SAMPLE_UPLOADER },
  );
  for (const [load] of loads.getRows()) await undoLoad(store, Number(load), clock(context));
  if (loads.currentRowCount > 0) log("the sample has given way to your own data");
}

async function build(context: WriterContext): Promise<{ version: number }> {
  const { store, folders, asOf, log, progress } = context;
  await withdrawSample(context);
  progress({ file: null, step: "building", bytes: 0, of: 0 });
  return buildVersion({ store, folders, now: clock(context), asOf, log });
}

/** Now, or the given day in Asia/Shanghai at the present time of day: --as-of fixes "today", not the hour. */
function clock({ asOf, now }: WriterContext): Date {
  if (asOf === undefined) return now();
  const timeOfDay = (now().getTime() + 8 * 3_600_000) % 86_400_000;
  return new Date(Date.parse(`${asOf}T00:00:00+08:00`) + timeOfDay);
}
