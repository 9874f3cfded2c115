import type { DuckDBConnection } from "@duckdb/node-api";
import { PREVIEW_ROWS, type PreviewCell, type PreviewRow } from "../../../dashboard/shared/file-report.ts";
import type { Message } from "../../../dashboard/shared/loads.ts";
import { quoteName } from "../../../dashboard/shared/query/sql-text.ts";
import { showBroken } from "../encoding/marks.ts";
import type { Reading } from "../make-plan.ts";
import { cellsSelect, faultReasons, type Plan } from "../plan.ts";
import { lookAgain } from "../second-look.ts";
import { tellDamage } from "../tell-damage.ts";
import type { Sample, SeenRecord } from "./take-sample.ts";

/** What is odd about a cell that would be taken all the same, or null. */
export type HintOf = (header: string, text: string) => Message | null;

type Form = Pick<Reading, "layout" | "encoding">;

/** The first records as the plan understands them. Without a plan (no source is known), only their texts. */
export async function previewRecords(
  connection: DuckDBConnection,
  header: Plan["header"],
  form: Form,
  plan: Plan | null,
  { relation, records }: Sample,
  hintOf: HintOf,
): Promise<PreviewRow[]> {
  const texts = await textsByLine(connection, header, relation.trim);
  const understood = plan === null ? new Map<number, Understood>() : await understand(connection, plan, relation);
  const reasons = plan === null ? [] : faultReasons(plan);
  const readings = plan === null ? new Map<string, Message>() : await faultReadings(connection);
  return records.map((record) => {
    const cells = texts.get(record.line);
    if (cells === undefined) return damagedRow(record, header, form);
    const { values, faults } = understood.get(record.line) ?? { values: new Map<string, string>(), faults: [] };
    const told = faults.flatMap((fault) => reasons[fault] ?? []);
    const atCell = (title: string, text: string): Message | null => {
      const at = told.find(({ header }) => header === title);
      return at?.reason ?? (at === undefined ? null : (readings.get(keyOf(at.field, text)) ?? null));
    };
    const row = header.map(({ name, title }, index): PreviewCell => {
      const text = cells[index] ?? "";
      const fault = atCell(title || name, text);
      const value = fault === null ? (values.get(name) ?? null) : null;
      return { text, value, fault, hint: fault === null && text !== "" ? hintOf(name, text) : null };
    });
    const whole = told.find((reason) => !header.some(({ name, title }) => (title || name) === reason.header));
    return { line: record.line, cells: row, fault: whole?.reason ?? null, raw: null };
  });
}

function damagedRow({ line, code, cells, raw }: SeenRecord, header: Plan["header"], form: Form): PreviewRow {
  const fault =
    code === null ? null : tellDamage({ code, cells, raw }, header, form.layout.dialect, form.encoding).reason;
  return { line, cells: [], fault, raw: showBroken(raw) };
}

/** Typed values by the name of the column of the file that they come from, and the faults. */
type Understood = { values: Map<string, string>; faults: number[] };

async function textsByLine(
  connection: DuckDBConnection,
  header: Plan["header"],
  trim: (text: string) => string,
): Promise<Map<number, string[]>> {
  const cells = header.map(({ name }) => trim(quoteName(name)));
  const result = await connection.runAndReadAll(
    `select _line, ${cells.join(", ")} from sample order by _line limit ${PREVIEW_ROWS}`,
  );
  return new Map(result.getRows().map(([line, ...row]) => [Number(line), row.map((text) => String(text ?? ""))]));
}

/** Why a field's text cannot be read, from the table that `lookAgain` leaves. */
async function faultReadings(connection: DuckDBConnection): Promise<Map<string, Message>> {
  const rows = await connection.runAndReadAll("select field, text, code, zh, en from readings where code is not null");
  return new Map(
    rows
      .getRows()
      .map(([field, text, code, zh, en]) => [
        keyOf(Number(field), String(text)),
        { code: String(code), zh: String(zh), en: String(en) },
      ]),
  );
}

function keyOf(field: number | null, text: string): string {
  return `${field ?? ""}\n${text}`;
}

async function understand(
  connection: DuckDBConnection,
  plan: Plan,
  relation: Sample["relation"],
): Promise<Map<number, Understood>> {
  const better = await lookAgain(connection, plan, relation, { placed: null, longIds: true, now: new Date() });
  const result = await connection.runAndReadAll(
    `select * from (${cellsSelect(better ?? plan, relation)}) order by line limit ${PREVIEW_ROWS}`,
  );
  const rows = result.getRowsJson().map(([line, faults, ...row]): [number, Understood] => {
    const values = new Map<string, string>();
    plan.fields.forEach(({ from }, index) => {
      const cell = "cell" in from ? from.cell : from.uses.length === 1 ? from.uses[0] : undefined;
      const value = row[index];
      if (cell !== undefined && value != null) values.set(cell.name, String(value));
    });
    return [Number(line), { values, faults: (faults as unknown[]).map(Number) }];
  });
  return new Map(rows);
}
