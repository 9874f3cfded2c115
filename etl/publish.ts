import { SAMPLE_UPLOADER, type Message } from "../dashboard/shared/loads.ts";
import type { WriterProgress } from "../dashboard/shared/writer-socket.ts";
import type { Folders } from "./folders.ts";
import { startPulse } from "./load/pulse.ts";
import { undoLoad } from "./load/undo-load.ts";
import { buildVersion, needsBuild } from "./models/build.ts";
import { Problem } from "./problem.ts";
import type { Store } from "./store.ts";
import { currentVersion } from "./versions.ts";

export type WriterContext = {
  store: Store;
  folders: Folders;
  now: () => Date;
  /** The day that `heng start --as-of` fixed; a command's own wins over it. */
  asOf?: string | undefined;
  log: (line: string) => void;
  progress: (progress: WriterProgress) => void;
  /** Stops this command. */
  signal?: AbortSignal;
  /** Called once this command has taken in what it will: from then on it cannot be stopped. */
  settled?: () => void;
  /** Stops another command that was given an id; false if none of that id is under way. */
  cancel?: (id: string) => boolean;
  /** Has a job done when its turn comes; without it nobody else asks for anything. */
  queue?: <T>(job: () => Promise<T>) => Promise<T>;
};

/** Publishes what was taken in but not published before the last stop: also when nothing new has come since. */
export async function publishWhatIsLeft(context: WriterContext): Promise<{ version: number } | null> {
  await withdrawSample(context);
  return (await needsBuild({ ...context, now: clock(context) })) ? build(context) : null;
}

/** Publishes after something has changed which loads count; what cannot be published is told and changes nothing else. */
export async function publishChange(
  context: WriterContext,
): Promise<{ version: number | null; problem: Message | null }> {
  const { data } = context.folders;
  try {
    const built = await publishWhatIsLeft(context);
    return { version: built?.version ?? (await currentVersion(data)), problem: null };
  } catch (error) {
    // The rows are taken in and counted all the same; only the figures are still those of the last version.
    return { version: await currentVersion(data), problem: unpublished(error, context) };
  }
}

function unpublished(error: unknown, { log }: WriterContext): Message {
  const text =
    error instanceof Problem
      ? error.text
      : {
          code: "failed",
          zh: "程序内部出错，请把日志交给管理员",
          en: error instanceof Error ? error.message : String(error),
        };
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

export async function build(context: WriterContext): Promise<{ version: number }> {
  const { store, folders, asOf, log, progress } = context;
  await withdrawSample(context);
  const building = { step: "building", bytes: 0, of: FINE };
  // Models are counted, not what DuckDB does for one of them.
  const pulse = startPulse({ progress: NOTHING_KNOWN }, ({ step, bytes, of }: typeof building) =>
    progress({ file: null, step, bytes: 0, of: 0, share: bytes / of }),
  );
  pulse.tell(building);
  try {
    return await buildVersion({
      store,
      folders,
      now: clock(context),
      asOf,
      log,
      // What comes after the last model counts as one more.
      built: (done, of) => pulse.tell({ ...building, bytes: Math.floor((FINE * done) / (of + 1)) }),
    });
  } finally {
    pulse.stop();
  }
}

/** What a build's progress is counted in. */
const FINE = 1_000_000;
const NOTHING_KNOWN = { percentage: -1 };

/** Now, or the given day in Asia/Shanghai at the present time of day: --as-of fixes "today", not the hour. */
export function clock({ asOf, now }: WriterContext): Date {
  if (asOf === undefined) return now();
  const timeOfDay = (now().getTime() + 8 * 3_600_000) % 86_400_000;
  return new Date(Date.parse(`${asOf}T00:00:00+08:00`) + timeOfDay);
}
