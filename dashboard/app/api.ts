import { tableFromIPC } from "@uwdata/flechette";
import type { Catalogue, Grain, RuleEntry } from "../shared/catalogue.ts";
import type { FileAnswer, FileChoices } from "../shared/file-report.ts";
import type { EvidenceAnswer, FindingsAnswer, ListAnswer, TargetEntry } from "../shared/lists.ts";
import type {
  DecisionAnswer,
  LedgerEntry,
  LoadAnswer,
  LoadPreview,
  LoadStatus,
  MendRequest,
  RejectsAnswer,
  SkippedAnswer,
} from "../shared/loads.ts";
import { countReasons, type ReasonCount } from "./reasons.ts";
import type { Run, SchedulesAnswer } from "../shared/runs.ts";
import type { SeriesRow } from "../shared/series.ts";
import type { Language, Words } from "../shared/words.ts";

/** A request that got no good answer; `said` is what to show. `offline`: there was no answer at all. */
export class ApiError extends Error {
  readonly code: string;
  readonly said: Words;
  readonly offline: boolean;

  constructor(code: string, said: Words, offline = false, options?: ErrorOptions) {
    super(`${code}: ${said.en}`, options);
    this.code = code;
    this.said = said;
    this.offline = offline;
  }
}

const NO_ANSWER: Words = {
  zh: "没连上服务器，请看看 heng start 是否还在运行。",
  en: "No connection to the server; please see whether heng start is still running.",
};

const CANCELLED: Words = {
  zh: "已取消，这个文件一行也没有载入。",
  en: "Cancelled; not a row of this file was loaded.",
};

/** The server's own words where it sent some. */
export function errorOf(status: number, body: string): ApiError {
  try {
    const { error } = JSON.parse(body) as { error: { code: string; zh: string; en: string } };
    return new ApiError(error.code, { zh: error.zh, en: error.en });
  } catch {
    return new ApiError(`http_${status}`, {
      zh: `服务器未能完成（${status}）。`,
      en: `The server could not do it (${status}).`,
    });
  }
}

export function noAnswer(cause?: unknown): ApiError {
  return new ApiError("offline", NO_ANSWER, true, { cause });
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    // Every answer is revalidated by its ETag: a stale figure is worse than a slow one.
    response = await fetch(path, { cache: "no-cache", ...init });
  } catch (cause) {
    throw noAnswer(cause);
  }
  if (!response.ok) throw errorOf(response.status, await response.text());
  return response;
}

export async function fetchCatalogue(): Promise<Catalogue> {
  return (await ask("/api/catalogue")).json() as Promise<Catalogue>;
}

/** What to ask of /api/series. A row has one more field for each name in `by`. */
export type SeriesQuery = {
  metrics: string[];
  grain: Grain;
  from?: string | undefined;
  to?: string | undefined;
  by?: string | undefined;
  filters?: Record<string, string[]> | undefined;
  compare?: boolean | undefined;
  asOf?: string | undefined;
};

export type PartRow = SeriesRow & { part: string | null };

function filterPairs(filters: Record<string, string[]> = {}): string[] {
  return Object.entries(filters).flatMap(([name, members]) =>
    members.map((member) => `${name}=${encodeURIComponent(member)}`),
  );
}

export function seriesPath({ metrics, grain, from, to, by, filters, compare, asOf }: SeriesQuery): string {
  const pairs = [`metric=${metrics.join(",")}`, `grain=${grain}`];
  if (from !== undefined) pairs.push(`from=${from}`);
  if (to !== undefined) pairs.push(`to=${to}`);
  if (by !== undefined) pairs.push(`by=${by}`);
  pairs.push(...filterPairs(filters));
  if (compare) pairs.push("compare=previous,year");
  if (asOf !== undefined) pairs.push(`as_of=${asOf}`);
  return `/api/series?${pairs.join("&")}`;
}

/** Answers of this version, by path: going back to a page asks nothing again. Emptied when the version changes. */
const answers = new Map<string, Promise<SeriesRow[]>>();
let answersOf = -1;
const KEPT = 200;

export function fetchSeries(query: SeriesQuery, version: number): Promise<SeriesRow[]> {
  if (answersOf !== version || answers.size > KEPT) {
    answers.clear();
    answersOf = version;
  }
  const path = seriesPath(query);
  const known = answers.get(path);
  if (known) return known;
  const answer = ask(path)
    .then((response) => response.arrayBuffer())
    .then((bytes) => tableFromIPC(new Uint8Array(bytes)).toArray() as SeriesRow[]);
  answers.set(path, answer);
  answer.catch(() => answers.delete(path));
  return answer;
}

/** One period cut by one dimension, in the order of the server. */
export async function fetchParts(query: SeriesQuery & { by: string }, version: number): Promise<PartRow[]> {
  const rows = (await fetchSeries(query, version)) as (SeriesRow & Record<string, string | null>)[];
  return rows.map((row) => ({ ...row, part: row[query.by] ?? null }) as PartRow);
}

export type RowsQuery = {
  metric: string;
  grain: Grain;
  period: string;
  filters: Record<string, string[]>;
};

/** One page of the rows behind a number, and that number recomputed from all of them. */
export type RowsAnswer = {
  columns: string[];
  rows: Record<string, string | number | null>[];
  total: number;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
};

export function rowsPath({ metric, grain, period, filters }: RowsQuery): string {
  return `/api/rows?${[`metric=${metric}`, `grain=${grain}`, `period=${period}`, ...filterPairs(filters)].join("&")}`;
}

function numberIn(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  return text === null || text === "" || text === "null" ? null : Number(text);
}

export async function fetchRows(query: RowsQuery, limit: number, offset: number): Promise<RowsAnswer> {
  const response = await ask(`${rowsPath(query)}&limit=${limit}&offset=${offset}`);
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  return {
    columns: table.schema.fields.map(({ name }) => String(name)),
    rows: table.toArray() as RowsAnswer["rows"],
    total: numberIn(response.headers, "X-Heng-Total") ?? 0,
    value: numberIn(response.headers, "X-Heng-Value"),
    numerator: numberIn(response.headers, "X-Heng-Numerator"),
    denominator: numberIn(response.headers, "X-Heng-Denominator"),
  };
}

/** Most rejects that the server gives at once. */
const MOST_REJECTS = 1000;

export type LoadsAnswer = { loads: LedgerEntry[]; total: number };
export type VersionsAnswer = { current: number; versions: { version: number; publishedAt: string; loads: number }[] };

/** Loads, newest first. `status`: only those; `rejects`: only those with rejected rows that may come in. */
export type LoadsQuery = { limit: number; offset?: number; load?: number; status?: LoadStatus; rejects?: boolean };

export async function fetchLoads({ limit, offset = 0, load, status, rejects }: LoadsQuery): Promise<LoadsAnswer> {
  const pairs = [`limit=${limit}`, `offset=${offset}`];
  if (load !== undefined) pairs.push(`load=${load}`);
  if (status !== undefined) pairs.push(`status=${status}`);
  if (rejects === true) pairs.push("rejects=1");
  return (await ask(`/api/loads?${pairs.join("&")}`)).json() as Promise<LoadsAnswer>;
}

/** @param open whether only rows still to be mended are asked for */
export async function fetchRejects(load: number, limit: number, offset: number, open = false): Promise<RejectsAnswer> {
  const path = `/api/loads/${load}/rejects?limit=${limit}&offset=${offset}${open ? "&open=1" : ""}`;
  return (await ask(path)).json() as Promise<RejectsAnswer>;
}

/** Lines of a load's file that are no records. */
export async function fetchSkipped(load: number, limit: number, offset: number): Promise<SkippedAnswer> {
  const path = `/api/loads/${load}/skipped?limit=${limit}&offset=${offset}`;
  return (await ask(path)).json() as Promise<SkippedAnswer>;
}

/** The rows still to be mended as a file in the shape of the original, with the reason beside each. */
export function mendingPath(load: number, lang: Language): string {
  return `/api/loads/${load}/mending.csv?lang=${lang}`;
}

/** Why rows of a load were rejected, most frequent first. Beyond a thousand, by the first reason of each kind. */
export async function fetchReasons(load: number, counts: Readonly<Record<string, number>>): Promise<ReasonCount[]> {
  const { rejects, total } = await fetchRejects(load, MOST_REJECTS, 0);
  return countReasons(rejects, total, counts);
}

/** What putting a load in force would do to the figures, or undoing one that is. */
export async function fetchPreview(load: number): Promise<LoadPreview> {
  return (await ask(`/api/loads/${load}/preview`)).json() as Promise<LoadPreview>;
}

export async function fetchVersions(): Promise<VersionsAnswer> {
  return (await ask("/api/versions")).json() as Promise<VersionsAnswer>;
}

/** No page of another site can send this header without being asked first, so it proves where a POST comes from. */
const FROM_THIS_PAGE = { "X-Heng": "1" };

async function post<T = { version: number }>(path: string): Promise<T> {
  return (await ask(path, { method: "POST", headers: FROM_THIS_PAGE })).json() as Promise<T>;
}

async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { ...FROM_THIS_PAGE, "Content-Type": "application/json" };
  return (await ask(path, { method: "POST", headers, body: JSON.stringify(body) })).json() as Promise<T>;
}

export async function fetchSchedules(): Promise<SchedulesAnswer> {
  return (await ask("/api/schedules")).json() as Promise<SchedulesAnswer>;
}

/** Runs a schedule now; answers when it is done. */
export function runSchedule(name: string): Promise<Run> {
  return post<Run>(`/api/schedules/${encodeURIComponent(name)}/run`);
}

export function undoLoad(load: number): Promise<DecisionAnswer> {
  return post(`/api/loads/${load}/undo`);
}

export function redoLoad(load: number): Promise<DecisionAnswer> {
  return post(`/api/loads/${load}/redo`);
}

export function approveLoad(load: number): Promise<DecisionAnswer> {
  return post(`/api/loads/${load}/approve`);
}

export function declineLoad(load: number): Promise<DecisionAnswer> {
  return post(`/api/loads/${load}/decline`);
}

/** Sends in rejected rows with some of their cells mended. */
export function mendRows(load: number, lines: MendRequest): Promise<LoadAnswer> {
  return postJson(`/api/loads/${load}/mend`, lines);
}

export function rollbackTo(version: number): Promise<{ version: number }> {
  return post(`/api/rollback?version=${version}`);
}

/**
 * Sends a file to be looked at; it is kept for a day under the id that the answer has.
 *
 * @param onSent how many of its bytes have left the browser
 * @param signal ends it while they are on their way
 */
export function sendFile(file: File, onSent: (bytes: number) => void, signal: AbortSignal): Promise<FileAnswer> {
  return sendBody<FileAnswer>(`/api/files?name=${encodeURIComponent(file.name)}`, file, onSent, signal);
}

/** Has a kept file looked at again, read as was chosen. */
export function inspectFile(file: string, choices: FileChoices): Promise<FileAnswer> {
  return postJson<FileAnswer>(`/api/files/${file}/inspect`, choices);
}

export function loadFile(file: string, choices: FileChoices): Promise<LoadAnswer> {
  return postJson<LoadAnswer>(`/api/files/${file}/load`, choices);
}

/** Has the server drop a file that will not be loaded. */
export async function dropFile(file: string): Promise<void> {
  await ask(`/api/files/${file}`, { method: "DELETE", headers: FROM_THIS_PAGE });
}

/** Asks the writer to stop working at a file; what became of it, the answer to its loading says. */
export async function cancelLoad(file: string): Promise<void> {
  await post(`/api/files/${file}/cancel`);
}

/** XMLHttpRequest because fetch still cannot tell how much of a body has gone out. */
function sendBody<T>(path: string, body: Blob, onSent: (bytes: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(FROM_THIS_PAGE)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onerror = () => reject(noAnswer());
    request.onabort = () => reject(new ApiError("cancelled", CANCELLED));
    request.onload = () => {
      if (request.status >= 400) return reject(errorOf(request.status, request.responseText));
      try {
        resolve(JSON.parse(request.responseText) as T);
      } catch {
        reject(errorOf(request.status, request.responseText));
      }
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

export type ListQuery = {
  list: string;
  filters: Record<string, string[]>;
  on: string | null;
  sort: string | null;
  group: "site" | null;
};

export function listPath({ list, filters, on, sort, group }: ListQuery): string {
  const pairs = filterPairs(filters);
  if (on !== null) pairs.push(`on=${on}`);
  if (sort !== null) pairs.push(`sort=${sort}`);
  if (group !== null) pairs.push(`group=${group}`);
  return `/api/lists/${list}?${pairs.join("&")}`;
}

export async function fetchList(query: ListQuery, limit: number): Promise<ListAnswer> {
  return (await ask(`${listPath(query)}&limit=${limit}`)).json() as Promise<ListAnswer>;
}

/** A list as a file, as the reader's language has it. */
export function listFilePath(query: ListQuery, format: "csv" | "xlsx", lang: Language): string {
  return `${listPath({ ...query, group: null })}&format=${format}&lang=${lang}`;
}

/** Findings of the rules, or flags of the tests. */
export async function fetchFindings(
  group: RuleEntry["group"],
  month: string | null,
  filters: Record<string, string[]>,
  limit: number,
): Promise<FindingsAnswer> {
  const pairs = filterPairs(filters);
  if (month !== null) pairs.push(`month=${month}`);
  const path = group === "accountability" ? "findings" : "flags";
  return (await ask(`/api/${path}?${[...pairs, `limit=${limit}`].join("&")}`)).json() as Promise<FindingsAnswer>;
}

export async function fetchEvidence(rule: string, key: string): Promise<EvidenceAnswer> {
  return (await ask(`/api/evidence/${rule}?key=${encodeURIComponent(key)}`)).json() as Promise<EvidenceAnswer>;
}

export async function fetchTargets(metric: string): Promise<TargetEntry[]> {
  const { targets } = (await (await ask(`/api/targets?metric=${metric}`)).json()) as { targets: TargetEntry[] };
  return targets;
}
