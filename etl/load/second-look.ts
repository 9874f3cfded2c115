import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { findFailing } from "./find-rejects.ts";
import { findColumnStyle, knownDays } from "./column-style.ts";
import { withMember } from "./drift/likely-member.ts";
import { headerOfField, valueSelect, type FileRelation, type Plan } from "./plan.ts";
import { valueReason } from "./reason.ts";
import { appending, TableAppender } from "./table-appender.ts";
import { refuseScaleCell } from "./scale.ts";
import { readCell } from "./typing/read-cell.ts";
import { isBeyondChance, isId, LONG_NUMBER, zeroTailFault } from "./typing/read-id.ts";

/** Texts that are read before others get their turn. */
const PIECE = 5_000;

type Look = {
  /** Where the rows lie, typed as far as they could be; null where they are only looked at. */
  placed: { table: string; load: number } | null;
  /** Whether ids among them may have lost digits. */
  longIds: boolean;
  now: Date;
};

/**
 * Looks closer at the cells that the typing of whole columns did not understand: what they are by the evidence of their
 * column, or what is wrong with each. Leaves two temporary tables: `failing`, the records at fault, and `readings`, what
 * each of their unread texts is.
 *
 * Every different text is read once, in pieces, so that memory stays bounded and the event loop free.
 *
 * @returns the plan by which the file has to be typed anew, or null where nothing would change
 */
export async function lookAgain(
  connection: DuckDBConnection,
  plan: Plan,
  relation: FileRelation,
  { placed, longIds, now }: Look,
): Promise<Plan | null> {
  await findFailing(connection, plan, relation);
  await connection.run(`
    create or replace temp table unread_texts as
    select field, text, row_number() over (order by field, text) as number from (
      select distinct cell.field, cell.text from (select unnest(cells) as cell from failing))
    order by number`);
  await connection.run(`
    create or replace temp table readings (field INTEGER, text VARCHAR, value VARCHAR, code VARCHAR, zh VARCHAR, en VARCHAR)`);
  const fields = await connection.runAndReadAll(
    "select field, min(number), max(number) + 1 from unread_texts group by field order by field",
  );
  let days: ReturnType<typeof knownDays> | null = null;
  const known = (): ReturnType<typeof knownDays> => (days ??= knownDays(connection, plan, relation, placed));
  const looked: number[] = [];
  for (const row of fields.getRows()) {
    const [field = 0, from = 0, to = 0] = row.map(Number);
    const texts = (): AsyncGenerator<string[]> => readTexts(connection, from, to);
    const style = await findColumnStyle(connection, plan, relation, field, { texts, known, now });
    if (await readField(connection, plan, field, texts(), (column, text) => readCell(column, text, style))) {
      looked.push(field);
    }
  }
  if (longIds) {
    for (const { field, ids } of idFields(plan, relation, placed)) {
      if (!(await isSuspect(connection, ids))) continue;
      await rejectZeroTails(connection, plan, field, ids);
      looked.push(field);
    }
  }
  await connection.run("drop table unread_texts");
  if (looked.length === 0) return null;
  return { ...plan, looked: [...new Set(looked)].sort((a, b) => a - b) };
}

async function* readTexts(connection: DuckDBConnection, from: number, to: number): AsyncGenerator<string[]> {
  for (let at = from; at < to; at += PIECE) {
    const end = Math.min(at + PIECE, to);
    // A letter in front, since a byte-order mark at the beginning of a text is lost on its way here.
    const piece = await connection.runAndReadAll(
      `select '.' || text from unread_texts where number >= ${at} and number < ${end} order by number`,
    );
    yield piece.getRows().map(([text]) => String(text).slice(1));
  }
}

/** Fills `readings` for one field. Returns whether any text of it turned out to be a value, or empty. */
async function readField(
  connection: DuckDBConnection,
  plan: Plan,
  field: number,
  pieces: AsyncIterable<string[]>,
  read: (column: Plan["fields"][number]["column"], text: string) => ReturnType<typeof readCell>,
): Promise<boolean> {
  const column = plan.fields[field]?.column;
  if (column === undefined) throw new Error(`there is no field ${field}`);
  const header = headerOfField(plan, field);
  let understood = false;
  for await (const texts of pieces) {
    await appending(TableAppender.open(connection, "readings", "main", "temp"), (readings) => {
      for (const text of texts) {
        if (column.type === "money") refuseScaleCell(header, text);
        const reading = read(column, text);
        if (reading.kind !== "fault") understood = true;
        const reason = reading.kind === "fault" ? withMember(column, text, valueReason(reading.fault, header)) : null;
        const value = reading.kind === "value" ? reading.value : null;
        readings.row(field, text, value, reason?.code ?? null, reason?.zh ?? null, reason?.en ?? null);
      }
    });
  }
  return understood;
}

/** The fields of ids, and for each a select of its values: where the rows lie, or else as the file has them. */
function idFields(plan: Plan, relation: FileRelation, placed: Look["placed"]): { field: number; ids: string }[] {
  return plan.fields.flatMap(({ column }, field) => {
    if (!isId(column)) return [];
    const ids =
      placed === null
        ? valueSelect(plan, relation, field)
        : `select ${quoteName(column.name)} as "value" from ${placed.table} where _load = ${placed.load}`;
    return [{ field, ids }];
  });
}

/** Whether more of a field's long numbers end in zeros than chance explains. */
async function isSuspect(connection: DuckDBConnection, ids: string): Promise<boolean> {
  const answer = await connection.runAndReadAll(`
    select strlen("value") as length, count(*), count(*) filter (${hasZeroTail('"value"')})
    from (select distinct "value" from (${ids}))
    where strlen("value") > 15 and regexp_full_match("value", '${LONG_NUMBER}') group by length`);
  let [found, expected] = [0, 0];
  for (const [length, numbers, zeros] of answer.getRows().map((row) => row.map(Number))) {
    found += zeros ?? 0;
    expected += (numbers ?? 0) * 10 ** (15 - (length ?? 0));
  }
  return isBeyondChance(found, expected);
}

function hasZeroTail(text: string): string {
  return `right(${text}, strlen(${text}) - 15) = repeat('0', strlen(${text}) - 15)`;
}

async function rejectZeroTails(connection: DuckDBConnection, plan: Plan, field: number, ids: string): Promise<void> {
  const reading = zeroTailFault();
  if (reading.kind !== "fault") throw new Error("a fault was expected");
  const { code, zh, en } = valueReason(reading.fault, headerOfField(plan, field));
  // Those that were read one by one, marks taken off, are no better.
  await connection.run(`
    update readings set value = null, code = ${quoteText(code)}, zh = ${quoteText(zh)}, en = ${quoteText(en)}
    where field = ${field} and strlen(value) > 15 and regexp_full_match(value, '${LONG_NUMBER}') and ${hasZeroTail("value")}`);
  await connection.run(`
    insert into readings
    select distinct ${field}, "value", null, ${[code, zh, en].map(quoteText).join(", ")}
    from (${ids})
    where strlen("value") > 15 and regexp_full_match("value", '${LONG_NUMBER}') and ${hasZeroTail('"value"')}`);
}

/** SQL over a load's rows: whether any id is long enough to have lost digits, so that a closer look is worth it. */
export function hasLongIds(plan: Plan): string {
  const ids = plan.fields.filter(({ column }) => isId(column)).map(({ column }) => quoteName(column.name));
  if (ids.length === 0) return "false";
  return ids.map((id) => `coalesce(bool_or(strlen(${id}) > 15 and suffix(${id}, '0')), false)`).join(" or ");
}
