import type { Message } from "../../dashboard/shared/loads.ts";
import type { Column, Contract } from "../contract.ts";
import { computedText } from "./expression.ts";
import type { HeaderCell } from "./header.ts";
import { cellReason, oneOfReason, orderReason, repeatedHeaderReason } from "./reason.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { emptyValue, faultCode, firstCast, typedValue } from "./typing.ts";

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
};

/** One way in which a row can fail. `value` is SQL for the cell at fault. */
type Fault = { condition: string; value: string; header: string | null; reason: Message };

/** A relation of the file's columns, all text; `line` is SQL for the record's number, or null where it has none. */
export type FileRelation = { sql: string; line: string | null; trim: (text: string) => string };

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
  return `select ${values.join(", ")}, extra, ${load}, ${sound} from (${valuesSelect(plan, relation)})`;
}

/** The select that finds what `typingSelect` marked: line, index of the first fault, value of the cell at fault. */
export function faultsSelect(plan: Plan, relation: FileRelation): string {
  const faults = listFaults(plan);
  const first = faults.map(({ condition }, index) => `when ${condition} then ${index}`).join(" ");
  const value = faults.map(({ value }, index) => `when ${index} then ${value}`).join(" ");
  return `
    select line, fault, case fault ${value} end as value
    from (select *, case ${first} end as fault from (${valuesSelect(plan, { ...relation, line: relation.line ?? LINE })}))
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
    from (${valuesSelect(plan, { ...relation, line: relation.line ?? LINE })})`;
}

/**
 * The select of all that `typingSelect` would not take: index of the first fault, and for each field that holds an
 * enum w0 …, the word that the contract does not know.
 */
export function troublesSelect(plan: Plan, relation: FileRelation): string {
  const first = listFaults(plan).map(({ condition }, index) => `when ${condition} then ${index}`);
  const words = plan.fields.flatMap(({ column }, index) =>
    column.type === "enum" ? [`case when v${index} is null then t${index} end as w${index}`] : [],
  );
  return `
    select * from (select ${[`case ${first.join(" ")} end as fault`, ...words].join(", ")}
    from (${valuesSelect(plan, relation)})) where fault is not null`;
}

/** What the indexes of `faultsSelect` stand for. */
export function faultReasons(plan: Plan): { header: string | null; reason: Message }[] {
  return listFaults(plan);
}

const LINE = "row_number() over () + 1";

/** t0 … : texts; e0 … : whether an expression failed; o0 … : the cell an expression starts from; c0 … : casts; v0 … : typed values. */
function valuesSelect(
  { fields, header, extras, spellings, usesLine, file }: Plan,
  { sql, line, trim }: FileRelation,
): string {
  const number = line ?? (usesLine ? LINE : null);
  const more = spellings.map(([spelling, name]) => `${quoteName(name)} as ${quoteName(spelling)}`);
  if (number !== null && number !== "_line") more.push(`${number} as _line`);
  const source = `select ${["*", `${quoteText(file)} as _file`, ...more].join(", ")} from ${sql}`;
  const raw = fields.flatMap(({ from }, index) =>
    "cell" in from
      ? [`${quoteName(from.cell.name)} as r${index}`]
      : [
          `${computedText(from.expression)} as r${index}`,
          `${from.uses.length === 1 ? quoteName(from.uses[0]?.name ?? "") : "null"} as o${index}`,
        ],
  );
  const texts = fields.flatMap(({ from }, index) => [
    `nullif(${trim(`r${index}`)}, '') as t${index}`,
    ...("cell" in from ? [] : [`r${index} is null as e${index}`, `o${index}`]),
  ]);
  const casts = fields.flatMap(({ column }, index) => {
    const cast = firstCast(column, `t${index}`);
    return cast === null ? [] : [`${cast} as c${index}`];
  });
  const values = fields.map(({ column }, index) => `${typedValue(column, `t${index}`, `c${index}`)} as v${index}`);
  const kept = `${number === null ? "" : "line, "}repeated, extra`;
  return `
    select *, ${values.join(", ")} from (
    select ${["*", ...casts].join(", ")} from (
    select ${texts.join(", ")}, ${kept} from (
    select ${raw.join(", ")}, ${number === null ? "" : "_line as line, "}${repeats(header)} as repeated, ${extraObject(extras)} as extra
    from (${source}))))`;
}

/** Whether a record says again what the header says. */
function repeats(header: readonly HeaderCell[]): string {
  const [first, ...others] = header.filter(({ title }) => title !== "");
  const same = ({ name, title }: HeaderCell): string => `trim(${quoteName(name)}) = ${quoteText(title)}`;
  if (first === undefined) return "false";
  return `case when ${same(first)} then coalesce(${["true", ...others.map(same)].join(" and ")}, false) else false end`;
}

/** Unknown columns as a JSON object of their non-empty texts; null where there is none. */
function extraObject(extras: readonly HeaderCell[]): string {
  if (extras.length === 0) return "cast(null as json)";
  const members = extras.map(({ name }) => `${quoteText(name)}, nullif(trim(${quoteName(name)}), '')`);
  // A merge patch drops the members that are null.
  return `nullif(cast(json_merge_patch('{}', json_object(${members.join(", ")})) as varchar), '{}')::json`;
}

function listFaults({ contract, fields }: Plan): Fault[] {
  const cells = fields.flatMap((field, index): Fault[] => {
    const { column, from } = field;
    const header = headerOf(field);
    const of = (code: string, condition: string, value = `t${index}`): Fault => ({
      condition,
      value,
      header: header === "" ? null : header,
      reason: cellReason(code, column, header === "" ? column.name : header),
    });
    return [
      ...("cell" in from ? [] : [of("cannot_compute", `e${index}`, `o${index}`)]),
      ...(column.type === "text" ? [] : [of(faultCode(column), `t${index} is not null and v${index} is null`)]),
      ...(column.required ? [of("required", `t${index} is null`)] : []),
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
        header: headerOf(second),
        reason: orderReason(headerOf(first) || start, headerOf(second) || end),
      },
    ];
  });
  const groups = contract.oneOf.map((group): Fault => {
    const given = fields.flatMap(({ column }, index) => (group.includes(column.name) ? [index] : []));
    const columns = contract.columns.filter(({ name }) => group.includes(name));
    return {
      condition: given.map((index) => `t${index} is null`).join(" and ") || "true",
      value: "cast(null as varchar)",
      header: headerOf(fields[given[0] ?? -1]) || null,
      reason: oneOfReason(columns),
    };
  });
  return [
    { condition: "repeated", value: "cast(null as varchar)", header: null, reason: repeatedHeaderReason() },
    ...cells,
    ...groups,
    ...orders,
  ];
}

function headerOf(field: Field | undefined): string {
  if (field === undefined) return "";
  const { from } = field;
  return "cell" in from ? from.cell.title : from.uses.map(({ title, name }) => title || name).join("、");
}
