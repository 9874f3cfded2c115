import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileChoices, FileReport, PartReport } from "../../../dashboard/shared/file-report.ts";
import type { LoadChoices, Message } from "../../../dashboard/shared/loads.ts";
import { Problem } from "../../problem.ts";
import type { Store } from "../../store.ts";
import { UnknownEncoding, type Decided } from "../encoding/find-encoding.ts";
import { planOfMatches, readOpening, type Opening, type Reading } from "../make-plan.ts";
import { OtherEncoding } from "../open-text.ts";
import { openParts, type Part } from "../parts/open-parts.ts";
import { isNoTable, mayBeNoTable } from "../parts/spare.ts";
import { checkMatches, countKnown, rankSources, recogniseSource } from "../recognise.ts";
import { findDateDoubts, type DateDoubts } from "./date-doubts.ts";
import { withProposals } from "./explain-refusal.ts";
import { checkChoices, openHeaders } from "./match-columns.ts";
import { proposeColumns } from "./propose.ts";
import { referenceHints } from "./reference-hints.ts";
import { reportColumns, targetsOf } from "./report-columns.ts";
import { checkPart, countTroubles, type Checked } from "./check-part.ts";
import { previewRecords } from "./preview.ts";
import { takeSample } from "./take-sample.ts";

/** Parts up to this many bytes are tried as a whole, larger ones by their beginning. */
const TRIED_BYTES = 50_000_000;

/** What would become of a file if it were loaded. Stores nothing, and waits for no load that is under way. */
export async function reportFile(
  store: Store,
  { path, name }: { path: string; name: string },
  choices: FileChoices,
): Promise<FileReport> {
  const folder = await mkdtemp(join(store.temporaryFolder, "look-"));
  const connection = await store.connect();
  const report: FileReport = { file: name, parts: [], problem: null };
  try {
    for await (const part of openParts(path, name, folder, () => undefined)) {
      const decided = choices.parts?.[part.name] ?? {};
      report.parts.push(
        part.kind === "failed"
          ? { ...UNREADABLE, legible: false, name: part.name, spare: part.foreign, problems: [part.problem.text] }
          : await reportPart(store, connection, part, decided, folder),
      );
    }
  } catch (error) {
    report.problem = error instanceof Problem ? error.text : notReadable(error, path);
    if (report.problem === null) throw error;
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
  return report;
}

function notReadable(error: unknown, path: string): Message | null {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (!["ENOENT", "EISDIR", "EACCES", "ENOTDIR"].includes(code)) return null;
  return {
    code: "no_file",
    zh: `找不到或读不了文件 ${path}；请核对路径`,
    en: `There is no file ${path}, or it may not be read; check the path`,
  };
}

async function reportPart(
  store: Store,
  connection: DuckDBConnection,
  part: Extract<Part, { kind: "text" }>,
  choices: LoadChoices,
  folder: string,
  decided?: Decided,
): Promise<PartReport> {
  const { path, name, sheet } = part;
  const scratch = (kind: string): string => join(folder, `look.${kind}.csv`);
  const problems: Message[] = [];
  const told = <T>(step: () => T): T | null => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error.text);
      return null;
    }
  };
  let reading: Reading;
  try {
    const written = sheet === null ? undefined : { encoding: "utf-8", delimiter: "," };
    const wanted = { path, file: name, source: undefined, mapping: undefined, choices, written, decided };
    reading = await readOpening(store, wanted);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const encodings = error instanceof UnknownEncoding ? [...error.candidates] : [];
    const spare = sheet !== null && mayBeNoTable(error.code);
    return { ...UNREADABLE, encodings, name, spare, problems: [error.text] };
  }
  const { header, encoding, layout, match } = reading;
  const sources = rankSources(store.contracts, header, match);
  const contract =
    reading.contract ??
    told(() => recogniseSource(store.contracts, header, match)) ??
    store.contracts.find(({ id }) => id === sources[0]?.id) ??
    null;
  const matches = contract === null ? [] : match(contract, header);
  if (contract !== null) {
    told(() => checkChoices(contract, header, choices));
    if (problems.length === 0) told(() => checkMatches(contract, matches));
  }
  const opening =
    contract === null || matches.length === 0
      ? null
      : (told(() => planOfMatches(reading, contract, matches, { file: name, choices })) ??
        planOfMatches(reading, contract, matches, { file: name, choices: {} }));
  const sample = await takeSample(connection, reading, path, scratch);
  const proposals =
    contract === null
      ? []
      : await proposeColumns(
          connection,
          store.contracts,
          contract,
          header,
          matches,
          openHeaders(reading, contract, matches, choices),
        );
  if (contract !== null && problems[0] !== undefined) {
    problems[0] = withProposals(problems[0], contract, proposals);
  }
  const plan = opening?.plan ?? null;
  const hints = plan === null ? () => null : await referenceHints(connection, store.contracts, plan);
  const preview = await previewRecords(connection, header, reading, plan, sample, hints);
  const tried = await tryOut(store, connection, opening, problems, path, sample.relation, scratch);
  if (tried instanceof OtherEncoding) return reportPart(store, connection, part, choices, folder, tried.decided);
  const { check, words } = tried;
  // Only what has been tried has left its readings.
  const doubts = opening === null ? new Map<string, DateDoubts>() : await findDateDoubts(connection, opening.plan);
  return {
    name,
    legible: true,
    source: contract?.id ?? null,
    sources,
    spare: sheet !== null && mayBeNoTable(problems[0]?.code) && isNoTable(countKnown(store.contracts, header, match)),
    encodings:
      sheet === null
        ? [{ encoding, confidence: reading.confidence ?? 1, sample: header.map(({ title }) => title).join(" | ") }]
        : [],
    delimiter: sheet === null ? layout.dialect.delimiter : "",
    headerLine: layout.headerLine,
    headerLines: layout.headerLines,
    skipped: sample.skipped,
    columns: reportColumns(reading, store.contracts, contract, { matches, choices, proposals, words, doubts }),
    targets: contract === null ? [] : targetsOf(contract),
    records: check?.read ?? null,
    preview,
    check,
    problems,
  };
}

const UNREADABLE: Omit<PartReport, "name" | "spare" | "problems"> = {
  legible: true,
  source: null,
  sources: [],
  encodings: [],
  delimiter: "",
  headerLine: 1,
  headerLines: 1,
  skipped: [],
  columns: [],
  targets: [],
  records: null,
  preview: [],
  check: null,
};

/** Counts what loading the part would leave out; for a large part only the new words of its beginning. */
async function tryOut(
  store: Store,
  connection: DuckDBConnection,
  opening: Opening | null,
  problems: Message[],
  path: string,
  relation: Parameters<typeof countTroubles>[2],
  scratch: (kind: string) => string,
): Promise<(Omit<Checked, "check"> & { check: Checked["check"] | null }) | OtherEncoding> {
  if (opening === null) return { check: null, words: new Map() };
  const { size } = await stat(path);
  if (problems.length === 0 && size <= TRIED_BYTES) {
    try {
      return await checkPart(store, connection, opening, path, scratch);
    } catch (error) {
      if (error instanceof OtherEncoding) return error;
      if (!(error instanceof Problem)) throw error;
      problems.push(error.text);
    }
  }
  const words = await countTroubles(connection, opening.plan, relation, {}, { rejected: 0 });
  return { check: null, words };
}
