import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { LoadChoices, LoadOutcome } from "../../dashboard/shared/loads.ts";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { assertAccounted } from "./account.ts";
import { refuseIfCancelled, stoppable } from "./cancel.ts";
import { judge, heldMessage } from "./hold/judge.ts";
import { countMissing } from "./hold/missing.ts";
import { markCurrent } from "./in-force.ts";
import { explainRefusal } from "./drift/explain-refusal.ts";
import { remember } from "./drift/remembered.ts";
import type { Decided } from "./encoding/find-encoding.ts";
import { emptyOutcome, isDiskFull, findEarlier, nextLoad, sameSizeKept, writeLedger, type Earlier } from "./ledger.ts";
import type { Mapping } from "./mapping.ts";
import { makePlan, type Written } from "./make-plan.ts";
import type { FileForm } from "./mending/cells-of.ts";
import { findMended } from "./mending/note-mending.ts";
import type { Keeping } from "./originals.ts";
import { OtherEncoding, openText } from "./open-text.ts";
import { startPulse, type Pulse } from "./pulse.ts";
import { takeRows } from "./take-rows.ts";
import { putInForce } from "./undo-load.ts";
import { inTransaction } from "./transaction.ts";

export type LoadProgress = {
  file: string;
  step: "reading" | "typing" | "merging";
  bytes: number;
  of: number;
  /** How many records have been read, or after that step, how many the file has; absent where nothing is known. */
  rows?: number;
};

export type LoadRequest = {
  path: string;
  /** The file's name for the ledger, where the path is only a temporary place. */
  name?: string;
  source?: string;
  mapping?: Mapping;
  choices?: LoadChoices;
  /** What is known of the text because it was written here, from a sheet. Wins over choices and mapping. */
  written?: Written;
  /** What a look through the whole file has told of its encoding. */
  decided?: Decided;
  /** Why no text can be had of it: it goes into the ledger as refused. */
  fault?: Problem;
  /** Whether the uploader has said yes beforehand to whatever the source's budget would hold. */
  yes?: boolean;
  /** Whoever asks tries again by itself: a file that changed while it was read leaves no line in the ledger. */
  patient?: boolean;
  /** The file as a whole, which is kept as long as the load is; without it nothing is. */
  original?: Keeping;
  /** Where the file as a whole lies, where `path` is only a part of it. */
  whole?: string;
  /** The load whose file this reads again, in its place. */
  replays?: { load: number; place: number };
  uploader: string;
  now: Date;
  progress?: (progress: LoadProgress) => void;
  /** Whether the source remembers, from now on, what was chosen here about headers and words. */
  remember?: boolean;
  /** Stops the load: it is refused with code `cancelled`, and nothing of it stays. */
  signal?: AbortSignal;
  /** Name of the workbook or archive that the file is a part of. */
  holder?: string;
};

/**
 * Loads one file: read, type, check, merge by key, account for every record, all in one transaction.
 *
 * A file that cannot be read with certainty is refused, which is an outcome and not an error.
 */
export async function loadFile(store: Store, request: LoadRequest): Promise<LoadOutcome> {
  return store.exclusive(async () => {
    const temporary: string[] = [];
    const pulse = startPulse(store.connection, request.progress);
    try {
      return await load(store, request, temporary, pulse);
    } finally {
      pulse.stop();
      for (const path of temporary) await rm(path, { force: true });
    }
  });
}

async function load(
  store: Store,
  request: LoadRequest,
  temporary: string[],
  pulse: Pulse<LoadProgress>,
): Promise<LoadOutcome> {
  const { connection } = store;
  const { path, mapping, choices = {}, now, uploader } = request;
  const file = request.name ?? basename(path);
  const bytes = await fileSize(path);
  if (bytes === null && request.fault === undefined) {
    const message = {
      code: "no_file",
      zh: `找不到文件 ${path}；请核对路径`,
      en: `There is no file ${path}; check the path`,
    };
    return emptyOutcome(file, request.source ?? null, message);
  }
  const size = bytes ?? 0;
  const report = (step: LoadProgress["step"], bytes: number, rows?: number, alongside = false): void => {
    refuseIfCancelled(request.signal);
    pulse.tell({ file, step, bytes, of: size, ...(rows === undefined ? {} : { rows }) }, alongside);
  };
  const number = await nextLoad(connection);
  const scratch = (kind: string): string => {
    const place = join(store.temporaryFolder, `load-${number}.${kind}.csv`);
    temporary.push(place);
    return place;
  };
  const record = {
    load: number,
    mapping: mapping?.name ?? null,
    encoding: mapping?.read.encoding ?? "",
    confidence: null as number | null,
    delimiter: mapping?.read.delimiter ?? "",
    choices,
    bytes: size,
    sha256: "",
    recipe: null as string | null,
    uploader,
    place: request.replays?.place ?? null,
    held: [],
    decidedBy: null,
    mends: null as number | null,
    replays: request.replays?.load ?? null,
    whole: request.holder ?? null,
    original: null as string | null,
    form: null as FileForm | null,
    repeated: null,
    known: null,
    missing: null,
  };
  let source = request.source ?? choices.source ?? mapping?.source ?? null;
  try {
    if (request.fault !== undefined) throw request.fault;
    report("reading", 0);
    const wanted = {
      path,
      file,
      source: request.source,
      mapping,
      choices,
      written: request.written,
      decided: request.decided,
      progress: (bytes: number) => report("reading", bytes),
    };
    const opening = await makePlan(store, wanted).catch(async (error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      // Help that fails must not hide why the file is refused.
      throw await explainRefusal(store, wanted, error).catch((failure: unknown) => {
        store.log(`${file}: no proposals: ${String(failure)}`);
        return error;
      });
    });
    const { plan } = opening;
    source = plan.contract.id;
    record.choices = opening.choices;
    record.recipe = recipeOf(plan.contract, mapping, opening.choices);
    record.encoding = opening.encoding;
    record.delimiter = opening.layout.dialect.delimiter;
    record.form = { titles: plan.header.map(({ title }) => title), dialect: opening.layout.dialect };
    record.mends = await findMended(connection, plan);
    const keepInMind = async (): Promise<void> => {
      if (request.remember !== true) return;
      await remember(connection, plan.contract, plan.header, choices, { uploader, now });
    };
    const take = async (restart: () => Promise<void>): Promise<LoadOutcome> => {
      const text = await openText(store, opening, {
        path,
        copy: scratch("utf8"),
        load: number,
        mayStart: !(await sameSizeKept(connection, size)),
        restart,
        progress: (bytes, rows, alongside) => report("reading", bytes, rows, alongside),
      });
      record.sha256 = text.sha256;
      record.confidence = text.confidence;
      const earlier = await findEarlier(connection, text.sha256, record.recipe ?? "");
      if (earlier !== null) {
        await keepInMind();
        return alreadyLoaded(file, source, earlier);
      }
      const taken = await takeRows(store, plan, text, {
        load: number,
        now,
        scratch,
        mends: record.mends,
        restart,
        report,
      });
      const { known, repeated, ...counts } = taken;
      const gauge = {
        known,
        repeated,
        // Nothing is held against rows that come back mended.
        missing: record.mends === null ? await countMissing(connection, plan.contract, number, taken, uploader) : null,
      };
      const held = await judge(connection, plan.contract, { ...counts, ...gauge, mends: record.mends, uploader });
      const waits = held.length > 0 && request.yes !== true;
      const done: LoadOutcome = {
        load: number,
        file,
        source,
        status: waits ? "held" : "accepted",
        encoding: text.encoding,
        ...counts,
        message: waits ? heldMessage(held) : null,
      };
      await assertAccounted(connection, done);
      await keepInMind();
      record.original = await keepWhole(request, text.sha256);
      const decidedBy = held.length > 0 && !waits ? uploader : null;
      await writeLedger(connection, { ...record, ...done, ...gauge, held, decidedBy, load: number }, now);
      // Its rows are in the store, but they do not hold: as if it had been undone at once.
      if (waits) await markCurrent(connection, plan.contract, [number]);
      else if (request.replays !== undefined) await putInForce(connection, plan.contract, number, now);
      refuseIfCancelled(request.signal);
      return done;
    };
    const outcome = await inTransaction(connection, stoppable(connection, request.signal, take));
    store.log(
      outcome.status === "already"
        ? `${file}: already load ${outcome.load}`
        : `load ${number}: ${file} → ${source}, ${outcome.read} read, ${outcome.rejected} rejected`,
    );
    return outcome;
  } catch (error) {
    if (error instanceof OtherEncoding && request.decided === undefined) {
      return load(store, { ...request, decided: error.decided }, temporary, pulse);
    }
    // The blocks that the load had taken are given back to the disk, so that the next file finds room.
    if (isDiskFull(error)) await connection.run("checkpoint").catch(() => undefined);
    if (!(error instanceof Problem)) throw error;
    const refused = { ...emptyOutcome(file, source, error.text), load: number };
    // With another mapping, or once the contract knows its headers, it may be read after all. That it cannot be kept
    // is no second reason to refuse it.
    // On a full disk it would take the room that the next file needs.
    const keeping = isDiskFull(error) ? null : await keepWhole(request, null).catch((failure: unknown) => failure);
    if (request.patient === true && isChanged(keeping)) return emptyOutcome(file, source, keeping.text);
    record.original = typeof keeping === "string" ? keeping : null;
    await writeLedger(connection, { ...record, ...refused, load: number }, now);
    store.log(`load ${number}: ${file} refused, ${error.code}`);
    return refused;
  }
}

/** Whether a file could not be kept because it was written to meanwhile. */
function isChanged(failure: unknown): failure is Problem {
  return failure instanceof Problem && failure.code === "file_changed";
}

/** Keeps the file that the text is of: itself, or the workbook or archive that it came in. */
async function keepWhole({ original, path, whole }: LoadRequest, sha256: string | null): Promise<string | null> {
  if (original === undefined) return null;
  return original.keep(whole === undefined || whole === path ? sha256 : null);
}

function alreadyLoaded(file: string, source: string | null, { load, status }: Earlier): LoadOutcome {
  if (status === "held") {
    const waiting = {
      code: "held",
      zh: `同样的文件就是第 ${load} 次载入，正待批准`,
      en: `The same file is load ${load}, which waits for a yes`,
    };
    return { ...emptyOutcome(file, source, waiting), load, status };
  }
  const message = {
    code: "already",
    zh: `同样的文件已在第 ${load} 次载入，没有变化`,
    en: `The same file was taken in by load ${load}; nothing changes`,
  };
  return { ...emptyOutcome(file, source, message), load, status: "already" };
}

/** What decides how bytes are read. The same bytes under another recipe are another load. */
function recipeOf(contract: Contract, mapping: Mapping | undefined, choices: LoadChoices): string {
  const { id, columns, key, order } = contract;
  // The contract says the source already. What nothing was decided about keeps the recipe it has always had.
  const decided = Object.entries(choices).filter(([name]) => name !== "source");
  const parts: unknown[] = [id, columns, key, order, mapping ?? null];
  if (decided.length > 0) parts.push(sorted(Object.fromEntries(decided)));
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The same value with the members of every object in one order. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function fileSize(path: string): Promise<number | null> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
