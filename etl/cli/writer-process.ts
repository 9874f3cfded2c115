import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { askWriter, WriterAway } from "../../dashboard/server/writer-link.ts";
import { SAMPLE_UPLOADER } from "../../dashboard/shared/loads.ts";
import { readContracts } from "../contract.ts";
import { execute, publishWhatIsLeft, type WriterContext } from "../execute.ts";
import { openInbox } from "../inbox/watch-inbox.ts";
import { sweepOriginals } from "../load/originals.ts";
import { Problem } from "../problem.ts";
import { LAST_DAY as SAMPLE_LAST_DAY } from "../sample/export.ts";
import { followSchedules } from "../schedules/follow-schedules.ts";
import { openStore, type Store } from "../store.ts";
import { listenAsWriter } from "../writer.ts";
import { foldersOf, SAMPLE_FOLDER } from "./project.ts";

// The writer's process: started, and restarted when it dies, by `heng start`. The only one that holds the store.

const [data, asOf] = process.argv.slice(2);
const folders = foldersOf(data);
const log = (line: string): void => console.error(line);

async function run(): Promise<void> {
  let stop = (): void => process.exit(0);
  for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.on(event, () => stop());
  const store = await openWhenFree();
  const context = { store, folders, asOf, now: () => new Date(), log };
  const prepare = async (): Promise<void> => {
    try {
      await sweepOriginals(store);
      await loadSampleIfNew({ ...context, progress: () => undefined });
      await publishWhatIsLeft({ ...context, progress: () => undefined });
    } catch (error) {
      // A model or a check that fails must not take the writer down: the last good version stays served.
      report(error);
    }
  };
  const writer = await listenAsWriter(context, prepare);
  const inbox = openInbox({ context: { ...context, queue: writer.queue } });
  inbox.start();
  const schedules = followSchedules({ context: { ...context, queue: writer.queue } });
  schedules.start();
  stop = () => {
    stop = () => undefined;
    schedules.stop();
    // What is being taken ends first: that file, no more.
    const ended = inbox.stop().then(() => writer.close());
    void ended.finally(() => {
      store.close();
      process.exit(0);
    });
  };
  // Whoever started us may have gone while we prepared.
  if (process.send && !process.connected) stop();
}

function report(error: unknown): void {
  if (error instanceof Problem) log(`${error.zh}\n${error.en}`);
  else log(error instanceof Error && error.stack ? error.stack : String(error));
}

/** A command line may be at work in the store: that ends. Another writer, one that answers, does not. */
async function openWhenFree(): Promise<Store> {
  const contracts = await readContracts(folders.sources);
  let said = false;
  for (;;) {
    try {
      return await openStore({ dataFolder: folders.data, contracts, log });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "locked" || (await answers())) throw error;
      if (!said) log("the store is in use by a command line; waiting for it to end");
      said = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function answers(): Promise<boolean> {
  return askWriter(folders.data, { command: "loads", limit: 1, offset: 0 }).then(
    () => true,
    (error: unknown) => !(error instanceof WriterAway),
  );
}

/**
 * A first start shows the sample, loaded as if on the morning after its last day. A first start that was interrupted is
 * gone on with; whoever has taken a sample's file back, or loaded one of their own, has no more use for it.
 */
async function loadSampleIfNew(context: WriterContext): Promise<void> {
  const names = (await readdir(SAMPLE_FOLDER).catch(() => [])).filter((name) => name.endsWith(".csv"));
  const known = await context.store.connection.runAndReadAll(
    "select count(*) filter (uploader <> $sample or status = 'undone'), count(*) from ledger.loads",
    { sample: SAMPLE_UPLOADER },
  );
  const [own = 0, all = 0] = (known.getRows()[0] ?? []).map(Number);
  if (own > 0 || all >= names.length) return;
  const morning = new Date(Date.parse(`${SAMPLE_LAST_DAY}T06:12:00+08:00`) + 86_400_000);
  await execute(
    {
      command: "load",
      files: sampleOrder(names).map((name) => ({ path: resolve(join(SAMPLE_FOLDER, name)), name })),
      build: true,
      uploader: SAMPLE_UPLOADER,
    },
    { ...context, now: () => morning },
  );
}

/** Corrections come after what they correct. */
function sampleOrder(names: string[]): string[] {
  return names.sort((a, b) => Number(a.includes("补录")) - Number(b.includes("补录")) || (a < b ? -1 : 1));
}

run().catch((error: unknown) => {
  report(error);
  // 2: trying again will not help, `heng start` gives up.
  process.exit(error instanceof Problem && error.code === "locked" ? 2 : 1);
});
