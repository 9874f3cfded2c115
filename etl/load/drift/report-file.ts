import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type {
  ColumnReport,
  FileChoices,
  FileReport,
  PartReport,
  TargetColumn,
} from "../../../dashboard/shared/file-report.ts";
import type { LoadChoices, Message } from "../../../dashboard/shared/loads.ts";
import type { Contract } from "../../contract.ts";
import { Problem } from "../../problem.ts";
import type { Store } from "../../store.ts";
import type { HeaderCell } from "../header.ts";
import { planOfMatches, readOpening, type Opening, type Reading } from "../make-plan.ts";
import { openParts, type Part } from "../parts/open-parts.ts";
import { checkMatches, rankSources, recogniseSource } from "../recognise.ts";
import { checkChoices, headerName, rememberedFor, type Matched } from "./match-columns.ts";
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
          ? { ...UNREADABLE, name: part.name, problems: [part.problem.text] }
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
  { path, name, sheet }: Extract<Part, { kind: "text" }>,
  choices: LoadChoices,
  folder: string,
): Promise<PartReport> {
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
    reading = await readOpening(store, { path, file: name, source: undefined, mapping: undefined, choices, written });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...UNREADABLE, name, problems: [error.text] };
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
  const preview = await previewRecords(connection, header, reading, opening?.plan ?? null, sample, () => null);
  const { check, words } = await tryOut(store, connection, opening, problems, path, sample.relation, scratch);
  return {
    name,
    source: contract?.id ?? null,
    sources,
    encodings: [{ encoding, confidence: 1, sample: "" }],
    delimiter: layout.dialect.delimiter,
    headerLine: layout.headerLine,
    headerLines: layout.headerLines,
    skipped: sample.skipped,
    columns: header.map((cell) => columnReport(cell, reading, contract?.id ?? null, matches, words, choices)),
    targets: contract === null ? [] : targetsOf(contract),
    records: check?.read ?? null,
    preview,
    check,
    problems,
  };
}

const UNREADABLE: Omit<PartReport, "name" | "problems"> = {
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
): Promise<Omit<Checked, "check"> & { check: Checked["check"] | null }> {
  if (opening === null) return { check: null, words: new Map() };
  const { size } = await stat(path);
  if (problems.length === 0 && size <= TRIED_BYTES) {
    try {
      return await checkPart(store, connection, opening, path, scratch);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error.text);
    }
  }
  const words = await countTroubles(connection, opening.plan, relation, {}, { rejected: 0 });
  return { check: null, words };
}

function columnReport(
  cell: HeaderCell,
  { header, remembered }: Reading,
  source: string | null,
  matches: readonly Matched[],
  words: Checked["words"],
  choices: LoadChoices,
): ColumnReport {
  const name = headerName(header, cell);
  const match = matches.find((each) => each.cell === cell);
  const setAside = choices.columns !== undefined && Object.hasOwn(choices.columns, name);
  const keptBeside = source !== null && rememberedFor(source, remembered, cell)?.means === null;
  const by = match?.by ?? (setAside ? "chosen" : keptBeside ? "remembered" : "none");
  return {
    header: name,
    column: match?.column.name ?? null,
    by,
    confidence: by === "none" ? 0 : 1,
    proposal: null,
    dateOrder: null,
    newWords: (words.get(cell.name) ?? []).map(({ word, count }) => ({ word, count, member: null })),
  };
}

function targetsOf({ columns }: Contract): TargetColumn[] {
  return columns.map(({ name, type, required, aliases, values }) => ({
    name,
    title: { zh: aliases.find((alias) => /\p{Script=Han}/u.test(alias)) ?? name, en: name.replaceAll("_", " ") },
    type,
    required,
    members: (values ?? []).map(({ id, words }) => ({ id, words })),
  }));
}
