import type { DateOrder, DateSystem, Message } from "../../dashboard/shared/loads.ts";
import type { Column, Contract } from "../contract.ts";
import { computedText } from "./expression.ts";
import type { HeaderCell } from "./header.ts";
import { withUnit } from "./header-unit.ts";
import { oldLine, type Mending } from "./mending/mend-columns.ts";
import { cellReason, oneOfReason, orderReason, repeatedHeaderReason, unmendedReason } from "./reason.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { sqlType } from "../store.ts";
import { isEmptySql } from "./typing/empty-words.ts";
import { isId, withoutControls } from "./typing/read-id.ts";
import { emptyValue, firstCast, typedValue } from "./typing/typed-value.ts";

/** Where a contract column's text comes from. */
export type Field = {
  column: Column;
  /** The file's column, or an expression of the mapping. */
  from: { cell: HeaderCell } | { expression: string; uses: HeaderCell[] };
};

/** How the columns of one file become those of a contract. */
export type Plan = {
  contract: Contract;
  header: HeaderCell[];
  fields: Field[];
  /** Columns of the file that nothing uses: kept in `extra`. */
  extras: HeaderCell[];
  /** Other spellings by which expressions call the file's columns: [spelling, name]. */
  spellings: [string, string][];
  /** Whether an expression asks for `_line`. */
  usesLine: boolean;
  file: string;
  /** By header: the order of day, month and year that a person has chosen. */
  dateOrders: Record<string, DateOrder>;
  /** By header: Excel's date system that a person has chosen. */
  dateSystems: Record<string, DateSystem>;
  /** The fields of which some cells were read one by one, into the table `readings`. */
  looked: readonly number[];
  /** Where the file brings rejected rows mended: of which load, and which columns say so. */
  mends: Mending | null;
};

/**
 * One way in which a row can fail. `value` is SQL for the cell at fault; `reason` is null where it is that field's
 * cell that cannot be read, which `readings` explains.
 */
type Fault = { condition: string; value: string; field: number | null; header: string | null; reason: Message | null };

/** A relation of the file's columns, all text; `line` is SQL for the record's number, or null where it has none. */
export type FileRelation = {
  sql: string;
  line: string | null;
  trim: (text: string) => string;
  /** Whether control characters stand in it, which no id has. */
  controls: boolean;
};

/**
 * The select that types a whole file in one pass: the contract's columns, `extra`, `_load`, `_current`. A row that
 * may not be taken has `_current` false; it is not filtered here, because a filter would compute every cast twice.
 */
export function typingSelect(plan: Plan, relation: FileRelation, load: number): string {
  const faults = listFaults(plan);
  const sound = `not (${faults.map(({ condition }) => `(${condition})`).join(" or ")})`;
  const values = plan.contract.columns.map((column) => {
    const index = plan.fields.findIndex((field) => field.column === column);
    return index < 0 ? emptyValue(column) : `v${index}`;
  });
  const select = `select ${values.join(", ")}, extra, ${load}, ${sound} from`;
  if (plan.looked.length === 0) return `${select} (${valuesSelect(plan, relation)})`;
  // A join keeps no order, and the order of a file's rows says which of one key holds.
  return `${select} (${valuesSelect(plan, withLine(relation))}) order by line`;
}

function withLine(relation: FileRelation): FileRelation {
  return { ...relation, line: relation.line ?? LINE };
}

/**
 * The select that finds what `typingSelect` marked: line, index of the first fault, value of the cell at fault, and
 * all cells of the row that could not be read, each as its field's index and its text.
 */
export function faultsSelect(plan: Plan, relation: FileRelation): string {
  const faults = listFaults(plan);
  const first = faults.map(({ condition }, index) => `when ${condition} then ${index}`).join(" ");
  const value = faults.map(({ value }, index) => `when ${index} then ${value}`).join(" ");
  return `
    select line, fault, case fault ${value} end as value, ${unreadCells(plan)} as cells
    from (select *, case ${first} end as fault from (${valuesSelect(plan, withLine(relation))}))
    where fault is not null`;
}

/**
 * The select that shows what becomes of every cell: line, `faults` (indexes as those of `faultsSelect`, but all that
 * hold), and for each field v0 …, its typed value written out.
 */
export function cellsSelect(plan: Plan, relation: FileRelation): string {
  const faults = listFaults(plan).map(({ condition }, index) => `case when ${condition} then ${index} end`);
  const values = plan.fields.map((_, index) => `cast(v${index} as varchar) as v${index}`);
  return `
    select line, list_filter([${faults.join(", ")}], lambda fault: fault is not null) as faults, ${values.join(", ")}
    from (${valuesSelect(plan, withLine(relation))})`;
}

function unreadCells({ fields }: Plan): string {
  const cells = fields.flatMap(({ column }, index) =>
    column.type === "text"
      ? []
      : [`case when ${unread(column, index)} then {'field': ${index}, 'text': t${index}} end`],
  );
  return `list_filter([${cells.join(", ")}]::struct(field integer, "text" varchar)[], lambda cell: cell is not null)`;
}

/** What the indexes of `faultsSelect` stand for. */
export function faultReasons(plan: Plan): Omit<Fault, "condition" | "value">[] {
  return listFaults(plan);
}

/** The text of one field in every record, under the name `text`. */
export function textSelect(plan: Plan, relation: FileRelation, field: number): string {
  return `select t${field} as "text" from (${valuesSelect(plan, relation)})`;
}

/** The typed value of one field in every record, under the name `value`. */
export function valueSelect(plan: Plan, relation: FileRelation, field: number): string {
  return `select v${field} as "value" from (${valuesSelect(plan, relation)})`;
}

/** The earliest and the latest day that any column holds with certainty: `first`, `last`. Null without such columns. */
export function daysSelect(plan: Plan, relation: FileRelation): string | null {
  const days = plan.fields.flatMap(({ column }, index) =>
    column.type === "ts" || column.type === "date" ? [`v${index}`] : [],
  );
  if (days.length === 0) return null;
  const edges = (edge: "min" | "max"): string => days.map((day) => `epoch(${edge}(${day})) / 86400`).join(", ");
  return `select least(${edges("min")}) as first, greatest(${edges("max")}) as last from (${valuesSelect(plan, relation)})`;
}

/** How people know a field: by the headers of the file that it is taken from. */
export function headerOfField({ fields }: Plan, index: number): string {
  const field = fields[index];
  return headerOf(field) || (field?.column.name ?? "");
}

/** SQL of a record's number in a file as it stands; the header is 1. */
export const LINE = "row_number() over () + 1";

/**
 * t0 … : texts; e0 … : whether an expression failed; o0 … : the cell an expression starts from; c0 … : casts; v0 … :
 * typed values; q0, w0, x0 … : where cells were read one by one, the text, its value, whether it is a fault.
 */
function valuesSelect(
  { fields, header, extras, spellings, usesLine, file, looked, mends }: Plan,
  { sql, line, trim, controls }: FileRelation,
): string {
  const number = line ?? (usesLine ? LINE : null);
  const more = spellings.map(([spelling, name]) => `${quoteName(name)} as ${quoteName(spelling)}`);
  if (number !== null && number !== "_line") more.push(`${number} as _line`);
  const numbered = `select ${["*", `${quoteText(file)} as _file`, ...more].join(", ")} from ${sql}`;
  // Expressions mean the record's number in the file in which it was rejected.
  const renumbered = mends !== null && usesLine && number !== null;
  const source = renumbered
    ? `select * replace (${oldLine(mends.line.name)} as _line), _line as _record from (${numbered})`
    : numbered;
  const raw = fields.flatMap(({ from }, index) =>
    "cell" in from
      ? [`${quoteName(from.cell.name)} as r${index}`]
      : [
          `${computedText(from.expression)} as r${index}`,
          `${from.uses.length === 1 ? quoteName(from.uses[0]?.name ?? "") : "null"} as o${index}`,
        ],
  );
  const texts = fields.flatMap(({ column, from }, index) => [
    `nullif(${"cell" in from ? withUnit(column, from.cell.title, trim(`r${index}`)) : trim(`r${index}`)}, '') as t${index}`,
    ...("cell" in from ? [] : [`r${index} is null as e${index}`, `o${index}`]),
  ]);
  const casts = fields.flatMap(({ column }, index) => {
    const cast = firstCast(column, `t${index}`);
    return cast === null ? [] : [`${cast} as c${index}`];
  });
  const values = fields.map(({ column }, index) => {
    const sound = typedValue(column, `t${index}`, `c${index}`);
    const typed = controls && isId(column) ? withoutControls(`t${index}`, sound) : sound;
    if (!looked.includes(index)) return `${typed} as v${index}`;
    return `case when q${index} is null then ${typed} else cast(w${index} as ${sqlType(column)}) end as v${index}`;
  });
  const readings = looked.map(
    (index) => `
    left join (select text as q${index}, value as w${index}, code is not null as x${index} from readings where field = ${index})
      on q${index} = t${index}`,
  );
  const kept = `${number === null ? "" : "line, "}repeated, ${mends === null ? "" : "unmended, "}extra`;
  return `
    select *, ${values.join(", ")} from (
    select ${["*", ...casts].join(", ")} from (
    select ${texts.join(", ")}, ${kept} from (
    select ${raw.join(", ")}, ${number === null ? "" : `${renumbered ? "_record" : "_line"} as line, `}${repeats(header, fields, trim)} as repeated, ${
      mends === null ? "" : `${unmended(mends)} as unmended, `
    }${extraObject(extras)} as extra
    from (${source})))) ${readings.join("")}`;
}

/** Whether a cell says something that is no value. */
function unread(column: Column, index: number, looked: readonly number[] = []): string {
  const unknown = `not ${isEmptySql(column, `t${index}`)}`;
  const fault = looked.includes(index) ? `coalesce(x${index}, ${unknown})` : unknown;
  return `case when v${index} is null and t${index} is not null then ${fault} else false end`;
}

/** Whether a record says again what the header says. */
function repeats(header: readonly HeaderCell[], fields: readonly Field[], trim: FileRelation["trim"]): string {
  const [first, ...others] = header.filter(({ title }) => title !== "");
  // Another file's header may call the same columns by other names.
  const same = (cell: HeaderCell): string => {
    const field = fields.find(({ from }) => "cell" in from && from.cell === cell);
    const names = field === undefined ? [] : [field.column.name, ...field.column.aliases];
    // Of an "in" DuckDB would make a join.
    const list = [...new Set([cell.title, ...names])].map(quoteText).join(", ");
    return `list_contains([${list}], ${trim(quoteName(cell.name))})`;
  };
  if (first === undefined) return "false";
  return `case when ${same(first)} then coalesce(${["true", ...others.map(same)].join(" and ")}, false) else false end`;
}

/** Whether nothing was written where a damaged record stood, or what could not be decoded was left as it was. */
function unmended({ own }: Mending): string {
  const cells = own.map(({ name }) => `coalesce(trim(${quoteName(name)}), '')`);
  const all = cells.join(" || ");
  return `(${all}) = '' or regexp_matches(${all}, '[\\x{FFFD}\\x{FDD0}-\\x{FDEF}]')`;
}

/** Unknown columns as a JSON object of their non-empty texts; null where there is none. */
function extraObject(extras: readonly HeaderCell[]): string {
  if (extras.length === 0) return "cast(null as json)";
  const members = extras.map(({ name }) => `${quoteText(name)}, nullif(trim(${quoteName(name)}), '')`);
  // A merge patch drops the members that are null.
  return `nullif(cast(json_merge_patch('{}', json_object(${members.join(", ")})) as varchar), '{}')::json`;
}

function listFaults({ contract, fields, looked, mends }: Plan): Fault[] {
  const cells = fields.flatMap((field, index): Fault[] => {
    const { column, from } = field;
    const header = headerOf(field);
    const of = (reason: Message | null, condition: string, value = `t${index}`): Fault => ({
      condition,
      value,
      field: index,
      header: header === "" ? null : header,
      reason,
    });
    const why = (code: "required" | "cannot_compute"): Message =>
      cellReason(code, column, header === "" ? column.name : header);
    const unreadable = unread(column, index, looked);
    return [
      ...("cell" in from ? [] : [of(why("cannot_compute"), `e${index}`, `o${index}`)]),
      ...(column.type === "text" ? [] : [of(null, unreadable)]),
      // What comes here without a value is empty, or says that it is.
      ...(column.required ? [of(why("required"), `v${index} is null`)] : []),
    ];
  });
  const orders = contract.order.flatMap(([start, end]): Fault[] => {
    const from = fields.findIndex(({ column }) => column.name === start);
    const to = fields.findIndex(({ column }) => column.name === end);
    const [first, second] = [fields[from], fields[to]];
    if (first === undefined || second === undefined) return [];
    return [
      {
        condition: `coalesce(v${to} < v${from}, false)`,
        value: `t${to}`,
        field: null,
        header: headerOf(second),
        reason: orderReason(headerOf(first) || start, headerOf(second) || end),
      },
    ];
  });
  const groups = contract.oneOf.map((group): Fault => {
    const given = fields.flatMap(({ column }, index) => (group.includes(column.name) ? [index] : []));
    const columns = contract.columns.filter(({ name }) => group.includes(name));
    return {
      condition: given.map((index) => `v${index} is null`).join(" and ") || "true",
      value: "cast(null as varchar)",
      field: null,
      header: headerOf(fields[given[0] ?? -1]) || null,
      reason: oneOfReason(columns),
    };
  });
  return [
    wholeRow("repeated", repeatedHeaderReason()),
    ...(mends === null ? [] : [wholeRow("unmended", unmendedReason())]),
    ...cells,
    ...groups,
    ...orders,
  ];
}

function wholeRow(condition: string, reason: Message): Fault {
  return { condition, value: "cast(null as varchar)", field: null, header: null, reason };
}

function headerOf(field: Field | undefined): string {
  if (field === undefined) return "";
  const { from } = field;
  return "cell" in from ? from.cell.title : from.uses.map(({ title, name }) => title || name).join("、");
}
