import type { DuckDBConnection } from "@duckdb/node-api";
import type { DateOrder, DateSystem } from "../../dashboard/shared/loads.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import { daysSelect, headerOfField, textSelect, type FileRelation, type Plan } from "./plan.ts";
import type { CellStyle } from "./typing/read-cell.ts";
import { fittingOrders, isSerial, isShortYear } from "./typing/read-moment.ts";
import { DECIMAL_COMMA, hasDecimalComma } from "./typing/read-number.ts";
import { plainText } from "./typing/plain-text.ts";
import { serialDay, SYSTEMS_APART } from "./typing/serial.ts";

/** Days since 1970 from the earliest to the latest. */
type Days = { from: number; to: number };

type Evidence = {
  /** The field's unread texts, in pieces. */
  texts: () => AsyncIterable<string[]>;
  /** The days that the file's columns hold and that are beyond doubt; null where it has none. Costs a look at all rows. */
  known: () => Promise<Days | null>;
  now: Date;
};

/**
 * How the cells of one column are to be understood, by what all of them show.
 *
 * - Day or month first: a person's word, otherwise any value that fits one order only; values that contradict each
 *   other, or all fit both, decide nothing.
 * - Excel's day numbers: a person's word, otherwise see `decideSystem`. Any other number in the column leaves them undecided.
 * - A decimal comma: three different values or more that have one or two digits after their only comma, none in the
 *   column with thousands or a decimal point.
 */
export async function findColumnStyle(
  connection: DuckDBConnection,
  plan: Plan,
  relation: FileRelation,
  field: number,
  { texts, known, now }: Evidence,
): Promise<CellStyle> {
  const style: CellStyle = { order: null, stated: false, system: null, decimalComma: false };
  switch (plan.fields[field]?.column.type) {
    case "ts":
    case "date": {
      const { votes, serials, otherNumbers } = await gatherDates(texts());
      const stated = plan.dateOrders[headerOfField(plan, field)];
      const [voted, ...others] = votes;
      return {
        ...style,
        order: stated ?? (others.length === 0 ? (voted ?? null) : null),
        stated: stated !== undefined,
        system:
          plan.dateSystems[headerOfField(plan, field)] ??
          (serials === null || otherNumbers ? null : decideSystem(serials, await known(), now)),
      };
    }
    case "money":
    case "rate":
    case "minutes":
    case "int":
      return { ...style, decimalComma: await showsDecimalComma(connection, plan, relation, field, texts()) };
    default:
      return style;
  }
}

type DateEvidence = {
  /** Orders for which some value speaks alone. */
  votes: ReadonlySet<DateOrder>;
  /** The smallest and the largest number that can be a day. */
  serials: { from: number; to: number } | null;
  /** Whether there are numbers too that cannot. */
  otherNumbers: boolean;
};

/** A month by its name says nothing of those in digits: 25-Dec-23 stands beside 3/5/2024. */
const NAMED_MONTH = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;

async function gatherDates(pieces: AsyncIterable<string[]>): Promise<DateEvidence> {
  const digits = { seen: false, orders: new Set<DateOrder>() };
  const named = { seen: false, orders: new Set<DateOrder>() };
  let [from, to] = [Infinity, -Infinity];
  let otherNumbers = false;
  for await (const texts of pieces) {
    for (const text of texts) {
      if (isSerial(text)) {
        const serial = Math.floor(Number(plainText(text)));
        from = Math.min(from, serial);
        to = Math.max(to, serial);
      } else if (/^\d+(?:\.\d+)?$/.test(text) && !/^\d{8}$|^\d{12}$|^\d{14}$/.test(text)) {
        otherNumbers = true;
      } else {
        const fits = fittingOrders(text);
        const votes = NAMED_MONTH.test(text) ? named : digits;
        if (fits !== null) votes.seen = true;
        if (fits?.length === 1 && fits[0] !== undefined && !isShortYear(text)) votes.orders.add(fits[0]);
      }
    }
  }
  const { orders: votes } = digits.seen ? digits : named;
  return { votes, serials: from <= to ? { from, to } : null, otherNumbers };
}

/** How far apart, in days, the dates of one file may lie and still speak for each other. */
const NEAR = 366;

/**
 * Whether a column of numbers was written in Excel's usual date system of 1900, and not in that of 1904, four years
 * later. It was where the file's other dates lie near that reading and not near the other, or where the other would put
 * days into the future. Otherwise null. Nothing that a file shows can prove 1904: people are hired four years before
 * they leave.
 */
export function decideSystem(serials: { from: number; to: number }, known: Days | null, now: Date): DateSystem | null {
  const [from, to] = [dayNumber(serials.from), dayNumber(serials.to)];
  if (from === null || to === null) return null;
  const isNear = (later: number): boolean =>
    known !== null && from + later <= known.to + NEAR && to + later >= known.from - NEAR;
  if (known !== null && !isNear(0)) return null;
  if (known !== null && !isNear(SYSTEMS_APART)) return "1900";
  const today = Math.floor((now.getTime() + 8 * 3_600_000) / 86_400_000);
  return to + SYSTEMS_APART > today && to <= Math.max(today, known?.to ?? today) + NEAR ? "1900" : null;
}

/** Days since 1970 of a number in the 1900 system. */
function dayNumber(serial: number): number | null {
  const day = serialDay(serial, "1900");
  return day === null ? null : Date.UTC(day.year, day.month - 1, day.day) / 86_400_000;
}

/**
 * From the earliest to the latest day that a file's columns hold.
 *
 * @param placed where its rows lie already, typed; null where they have to be typed for it
 */
export async function knownDays(
  connection: DuckDBConnection,
  plan: Plan,
  relation: FileRelation,
  placed: { table: string; load: number } | null,
): Promise<Days | null> {
  const sql = placed === null ? daysSelect(plan, relation) : placedDays(plan, placed);
  if (sql === null) return null;
  const [from, to] = (await connection.runAndReadAll(sql)).getRows()[0] ?? [];
  return from == null || to == null ? null : { from: Math.floor(Number(from)), to: Math.floor(Number(to)) };
}

function placedDays({ fields }: Plan, { table, load }: { table: string; load: number }): string | null {
  const names = fields.flatMap(({ column }) =>
    column.type === "ts" || column.type === "date" ? [quoteName(column.name)] : [],
  );
  if (names.length === 0) return null;
  const edges = (edge: "min" | "max"): string => names.map((name) => `epoch(${edge}(${name})) / 86400`).join(", ");
  return `select least(${edges("min")}), greatest(${edges("max")}) from ${table} where _load = ${load}`;
}

async function showsDecimalComma(
  connection: DuckDBConnection,
  plan: Plan,
  relation: FileRelation,
  field: number,
  pieces: AsyncIterable<string[]>,
): Promise<boolean> {
  let found = 0;
  for await (const texts of pieces) for (const text of texts) if (hasDecimalComma(text)) found++;
  if (found < 3) return false;
  // What was read already may say otherwise, so all of the column is asked.
  const answer = await connection.runAndReadAll(`
    select count(*) from (${textSelect(plan, relation, field)})
    where regexp_matches(text, '[.．。]\\d') and not regexp_matches(text, '(?:^|[^\\d.,])${DECIMAL_COMMA}(?:[^\\d.,]|$)')
      or regexp_matches(text, '[,，]\\d{3}')`);
  return Number(answer.getRows()[0]?.[0]) === 0;
}
