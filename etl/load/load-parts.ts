import { mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PartChoices } from "../../dashboard/shared/file-report.ts";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { failedLoad, markSkipped } from "./ledger.ts";
import { loadFile, type LoadRequest } from "./load-file.ts";
import { openParts, type Part } from "./parts/open-parts.ts";

export type PartsRequest = LoadRequest & {
  /** Choices part by part, by the part's name; they win over `choices`. */
  parts?: Record<string, PartChoices>;
};

/** How a sheet is refused that is no table of any source: a cover, a pivot, notes. */
const NO_TABLE = ["empty_file", "no_header", "unknown_delimiter", "unknown_source"];

/** How often progress is told at most, in ms. */
const PROGRESS_MS = 200;

/**
 * Loads every part of a file, each as a load of its own: the file itself, the members of an archive, the sheets of a
 * workbook. A part that fails keeps none of the others from loading. A sheet that is no table of any source, and a
 * member that is no table at all, count as skipped where another part was taken, and as refused where none was.
 */
export async function loadParts(store: Store, request: PartsRequest): Promise<LoadOutcome[]> {
  const folder = await mkdtemp(join(store.temporaryFolder, "parts-"));
  try {
    return await loadEach(store, request, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function loadEach(store: Store, request: PartsRequest, folder: string): Promise<LoadOutcome[]> {
  const file = request.name ?? basename(request.path);
  const outcomes: { outcome: LoadOutcome; spare: boolean }[] = [];
  try {
    for await (const part of openParts(request.path, file, folder, throttled(request))) {
      if (request.parts?.[part.name]?.skip === true) continue;
      const outcome = await loadPart(store, request, part);
      outcomes.push({ outcome, spare: outcome.status === "refused" && isSpare(part, outcome) });
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
  const { skip: _skip, ...own } = request.parts?.[part.name] ?? {};
  const common = { ...request, name: part.name, choices: { ...request.choices, ...own } };
  const load =
    part.kind === "failed"
      ? loadFile(store, { ...common, fault: part.problem })
      : loadFile(store, {
          ...common,
          path: part.path,
          ...(part.sheet === null ? {} : { written: { encoding: "utf-8", delimiter: "," } }),
        });
  return load.catch((error: unknown) => failedLoad(part.name, error, store.log));
}

/** Whether nobody would take the part for a table. */
function isSpare(part: Part, { message }: LoadOutcome): boolean {
  return part.kind === "failed" ? part.foreign : part.sheet !== null && NO_TABLE.includes(message?.code ?? "");
}

async function settle(store: Store, outcomes: { outcome: LoadOutcome; spare: boolean }[]): Promise<LoadOutcome[]> {
  const taken = outcomes.some(({ outcome }) => outcome.status !== "refused");
  const skipped = taken ? outcomes.flatMap(({ outcome, spare }) => (spare ? (outcome.load ?? []) : [])) : [];
  await store.exclusive(() => markSkipped(store.connection, skipped));
  return outcomes.map(({ outcome, spare }) => (taken && spare ? { ...outcome, status: "skipped" as const } : outcome));
}

function throttled({ progress }: PartsRequest): (part: string, bytes: number, of: number) => void {
  let last = -PROGRESS_MS;
  return (file, bytes, of) => {
    const now = performance.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    progress?.({ file, step: "reading", bytes, of });
  };
}
