import { mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PartChoices } from "../../dashboard/shared/file-report.ts";
import type { LoadChoices, LoadOutcome, Message } from "../../dashboard/shared/loads.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { refuseIfCancelled } from "./cancel.ts";
import { failedLoad, markSkipped } from "./ledger.ts";
import { loadFile, type LoadRequest } from "./load-file.ts";
import { readOpening } from "./make-plan.ts";
import { keepOriginal } from "./originals.ts";
import { openParts, type Part } from "./parts/open-parts.ts";
import { isNoTable, mayBeNoTable } from "./parts/spare.ts";
import { countUsed } from "./plan-columns.ts";
import { countKnown } from "./recognise.ts";

export type PartsRequest = LoadRequest & {
  /** Choices part by part, by the part's name; they win over `choices`. */
  parts?: Record<string, PartChoices>;
  /** Of all the parts only the one of this name. */
  only?: string;
};

/** The form of a sheet's text. */
const WRITTEN = { encoding: "utf-8", delimiter: "," };

const HIDDEN: Message = {
  code: "hidden_sheet",
  zh: "这是隐藏的工作表，也已载入；若不该载入，请撤销这次载入",
  en: "This sheet is hidden in the workbook and was loaded all the same; undo the load if it should not have been",
};

/** How often progress is told at most, in ms. */
const PROGRESS_MS = 200;

/**
 * Loads every part of a file, each as a load of its own: the file itself, the members of an archive, the sheets of a
 * workbook. A part that fails keeps none of the others from loading. A sheet that is no table of any source, and a
 * member that is no table at all, count as skipped where another part was taken, and as refused where none was.
 */
export async function loadParts(store: Store, request: PartsRequest): Promise<LoadOutcome[]> {
  const folder = await mkdtemp(join(store.temporaryFolder, "parts-"));
  const original = request.original ?? (await keepOriginal(store, request.path));
  try {
    return await loadEach(store, original === null ? request : { ...request, original }, folder);
  } finally {
    await original?.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function loadEach(store: Store, request: PartsRequest, folder: string): Promise<LoadOutcome[]> {
  const file = request.name ?? basename(request.path);
  const outcomes: { outcome: LoadOutcome; spare: boolean }[] = [];
  try {
    for await (const part of openParts(request.path, file, folder, throttled(request))) {
      if (request.parts?.[part.name]?.skip === true) continue;
      if (request.only !== undefined && part.name !== request.only) continue;
      const outcome = await loadPart(store, request, part);
      outcomes.push({ outcome, spare: await isSpare(store, request, part, outcome) });
      if (outcome.message?.code === "cancelled") break;
    }
  } catch (error) {
    // Of what there is no file, `loadFile` tells.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [await loadFile(store, request)];
    if (!(error instanceof Problem)) throw error;
    outcomes.push({ outcome: await loadFile(store, { ...request, name: file, fault: error }), spare: false });
  }
  return settle(store, outcomes);
}

async function loadPart(store: Store, request: PartsRequest, part: Part): Promise<LoadOutcome> {
  const file = request.name ?? basename(request.path);
  const holder = part.name === file ? {} : { holder: file };
  const common = { ...request, ...holder, whole: request.path, name: part.name, choices: choicesFor(request, part) };
  const load =
    part.kind === "failed"
      ? loadFile(store, { ...common, fault: part.problem })
      : loadFile(store, {
          ...common,
          path: part.path,
          ...(part.sheet === null ? {} : { written: WRITTEN }),
        });
  const outcome = await load.catch((error: unknown) => failedLoad(part.name, error, store.log));
  const hidden = part.kind === "text" && part.sheet?.hidden === true && outcome.status !== "refused";
  return hidden ? { ...outcome, message: outcome.message ?? HIDDEN } : outcome;
}

/** Whether nobody would take the part for a table. */
async function isSpare(store: Store, request: PartsRequest, part: Part, outcome: LoadOutcome): Promise<boolean> {
  if (outcome.status !== "refused") return false;
  if (part.kind === "failed") return part.foreign;
  if (part.sheet === null || !mayBeNoTable(outcome.message?.code)) return false;
  try {
    const { source, mapping } = request;
    const wanted = { path: part.path, file: part.name, source, mapping, written: WRITTEN };
    const { header, uses } = await readOpening(store, { ...wanted, choices: choicesFor(request, part) });
    const known = uses === null ? countKnown(store.contracts, header) : countUsed(uses, header);
    return isNoTable(known);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return true;
  }
}

function choicesFor(request: PartsRequest, { name }: Part): LoadChoices {
  const { skip: _skip, ...own } = request.parts?.[name] ?? {};
  return { ...request.choices, ...own };
}

async function settle(store: Store, outcomes: { outcome: LoadOutcome; spare: boolean }[]): Promise<LoadOutcome[]> {
  const taken = outcomes.some(({ outcome }) => outcome.status !== "refused");
  const skipped = taken ? outcomes.flatMap(({ outcome, spare }) => (spare ? (outcome.load ?? []) : [])) : [];
  await store.exclusive(() => markSkipped(store.connection, skipped));
  return outcomes.map(({ outcome, spare }) => (taken && spare ? { ...outcome, status: "skipped" as const } : outcome));
}

/** Tells progress now and then, and stops a load that was cancelled. */
function throttled({ progress, signal }: PartsRequest): (part: string, bytes: number, of: number) => void {
  let last = -PROGRESS_MS;
  return (file, bytes, of) => {
    refuseIfCancelled(signal);
    const now = performance.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    progress?.({ file, step: "reading", bytes, of });
  };
}
