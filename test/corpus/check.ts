import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { NOW, type TestStore } from "../load/store-in-folder.ts";
import { sameText, type Case, type Cells, type Line } from "./case.ts";

type Row = { cells: Cells; extra: Record<string, string> | null };
type Reject = { line: number; raw: string; code: string };

/** What a load did, and where that is not what the file means. `wrong`: rows that no record of the file says. */
export type Verdict = { outcome: LoadOutcome; faults: string[]; wrong: string[] };

/** Loads a case, compares every record with what it should have become, and leaves the store as empty as before. */
export async function check(store: TestStore, one: Case): Promise<Verdict> {
  const path = join(store.folder, one.file);
  await writeFile(path, one.bytes);
  const outcome = await loadFile(store, {
    path,
    name: one.file,
    uploader: "corpus",
    yes: true,
    now: NOW,
    ...(one.named ? { source: one.source } : {}),
    ...(one.choices === undefined ? {} : { choices: one.choices }),
  });
  try {
    return await judge(store, one, outcome);
  } finally {
    for (const source of new Set([one.source, outcome.source ?? one.source])) await forget(store, source);
  }
}

async function judge(store: TestStore, one: Case, outcome: LoadOutcome): Promise<Verdict> {
  const faults: string[] = [];
  const wrong: string[] = [];
  const { status, read, loaded, updated, unchanged, rejected, blank, skipped, message } = outcome;
  if (read !== loaded + updated + unchanged + rejected + blank) faults.push(`not accounted for: ${show(outcome)}`);
  const rows = await readRows(store, one.source);
  const rejects = await readRejects(store);
  const told = message === null ? "" : ` ${message.code}: ${message.zh}`;

  if (status === "refused") {
    if (rows.length > 0 || rejects.length > 0) faults.push("refused, but something of it stays");
    if (read !== 0) faults.push("refused, but its counts are not 0");
    if (message === null || message.zh === "" || message.en === "") faults.push("refused without a message");
    if (one.refused === null && !one.mayRefuse) faults.push(`refused:${told}`);
    if (one.refused !== null && one.refused.length > 0 && !one.refused.includes(message?.code ?? ""))
      faults.push(`refused, but not for ${one.refused.join("/")}:${told}`);
    return { outcome, faults, wrong };
  }
  if (one.refused !== null) {
    faults.push(`must be refused (${one.refused.join("/")}), but is ${status}: ${show(outcome.reasons)}`);
    for (const row of rows) wrong.push(short(show(row)));
    return { outcome, faults, wrong };
  }
  if (status !== "accepted") faults.push(`is ${status}${told}`);
  if (outcome.source !== one.source) faults.push(`taken for ${outcome.source}, not ${one.source}`);

  const counts = { skip: 0, blank: 0 };
  const kinds: Record<string, number> = {};
  let number = one.before;
  let offset = true;
  for (const { text, pieces, expected } of one.lines) {
    number++;
    const { ways } = expected;
    const row = rows[0];
    const reject = rejects[0];
    if (ways.includes("row") && row !== undefined && sameRow(row, expected)) {
      rows.shift();
      continue;
    }
    if (ways.includes("reject") && reject !== undefined) {
      const parts = fits(reject, text, rejects, pieces);
      if (parts > 0) {
        const taken = rejects.splice(0, parts);
        const code = taken.find(({ code }) => expected.codes !== undefined && !expected.codes.includes(code))?.code;
        if (code !== undefined) faults.push(`${number}: rejected as ${code}, not as ${expected.codes?.join("/")}`);
        if (offset && !one.anyBlanks && reject.line !== number) faults.push(`${number}: told as record ${reject.line}`);
        number += parts - 1;
        continue;
      }
    }
    if (ways.includes("blank")) {
      counts.blank++;
    } else if (ways.includes("skip")) {
      counts.skip++;
      // Lines that are no records have no number, so those after them are not compared.
      offset = false;
      if (expected.skipped !== undefined) kinds[expected.skipped] = (kinds[expected.skipped] ?? 0) + 1;
    } else {
      const next = `next row ${short(show(row))}, next reject ${short(show(reject))}`;
      faults.push(
        `${number}: ${short(JSON.stringify(text))} should be ${ways.join("/")} ${short(show(expected.row))}; ${next}`,
      );
    }
  }
  const allowed = one.lines.flatMap(({ expected }) => (expected.row === undefined ? [] : [expected]));
  for (const row of rows) {
    faults.push(`a row too many: ${short(show(row))}`);
    if (!allowed.some((expected) => sameRow(row, expected))) wrong.push(short(show(row)));
  }
  for (const reject of rejects) faults.push(`a reject too many: ${short(show(reject))}`);
  if (blank !== counts.blank && !one.anyBlanks) faults.push(`${blank} blank, not ${counts.blank}`);
  const skips = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  if (skips !== counts.skip) faults.push(`${skips} skipped (${show(skipped)}), not ${counts.skip}`);
  for (const [kind, count] of Object.entries(kinds)) {
    if ((skipped[kind] ?? 0) < count) faults.push(`${skipped[kind] ?? 0} skipped as ${kind}, not ${count}`);
  }
  return { outcome, faults, wrong };
}

/** How many of the next rejects stand for a record: itself, or its pieces one by one; 0 if they do not. */
function fits(reject: Reject, text: string, rejects: Reject[], pieces: string[] | undefined): number {
  if (sameText(reject.raw, text)) return 1;
  if (pieces === undefined) return 0;
  const all = pieces.every((piece, index) => sameText(rejects[index]?.raw ?? "", piece));
  return all ? pieces.length : 0;
}

function sameRow(row: Row, { row: expected = {}, extra }: Line["expected"]): boolean {
  const names = Object.keys(row.cells);
  return (
    names.every((name) => row.cells[name] === (expected[name] ?? null)) &&
    Object.keys(expected).every((name) => names.includes(name)) &&
    JSON.stringify(row.extra ?? {}) === JSON.stringify(extra ?? {})
  );
}

async function readRows(store: TestStore, source: string): Promise<Row[]> {
  const contract = store.contracts.find(({ id }) => id === source);
  if (contract === undefined) throw new Error(`there is no source ${source}`);
  const columns = contract.columns.map(({ name }) => `cast("${name}" as varchar) as "${name}"`).join(", ");
  const rows = await store.ask(`select ${columns}, cast(extra as varchar) as extra from rows.${source} order by rowid`);
  return rows.map(({ extra, ...cells }) => ({
    cells: cells as Cells,
    extra: extra === null ? null : (JSON.parse(String(extra)) as Record<string, string>),
  }));
}

async function readRejects(store: TestStore): Promise<Reject[]> {
  // A byte-order mark at the beginning of a text is lost where it is read; something has to stand before it.
  const rejects = await store.ask("select line, '|' || raw as raw, code from ledger.rejects order by line");
  return rejects.map(({ line, raw, code }) => ({ line: Number(line), raw: String(raw).slice(1), code: String(code) }));
}

async function forget(store: TestStore, source: string): Promise<void> {
  for (const table of [`rows.${source}`, `confirmed.${source}`, "ledger.rejects", "ledger.loads"]) {
    await store.connection.run(`delete from ${table}`);
  }
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (inner === null ? undefined : inner)) ?? "none";
}

function short(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
