import type { DuckDBConnection } from "@duckdb/node-api";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import { columnsUsed } from "./expression.ts";
import type { HeaderCell } from "./header.ts";
import type { Mapping } from "./mapping.ts";
import { findMending } from "./mending/mend-columns.ts";
import { normaliseName } from "./normalise-name.ts";
import type { Field, Plan } from "./plan.ts";
import { missingOf, type Match } from "./recognise.ts";

/** Contract column → the file's columns that its expression calls. */
export type Uses = Map<string, string[]>;

/** @throws Problem `bad_mapping`, `missing_column` where the mapping and its contract do not go together */
export async function readExpressions(
  connection: DuckDBConnection,
  contract: Contract,
  mapping: Mapping,
): Promise<Uses> {
  const names = contract.columns.map(({ name }) => name);
  const unknown = Object.keys(mapping.columns).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Problem({
      code: "bad_mapping",
      zh: `映射 ${mapping.name} 写了 ${contract.id} 没有的列 ${unknown}；可用的列：${names.join("、")}`,
      en: `Mapping ${mapping.name} names ${unknown}, which ${contract.id} lacks; it has ${names.join(", ")}`,
      where: { column: unknown },
    });
  }
  const missing = missingOf(contract, Object.keys(mapping.columns));
  if (missing.length > 0) {
    const list = missing.map(({ name }) => name);
    throw new Problem({
      code: "missing_column",
      zh: `映射 ${mapping.name} 缺少必填列：${list.join("、")}`,
      en: `Mapping ${mapping.name} lacks required columns: ${list.join(", ")}`,
    });
  }
  const uses: Uses = new Map();
  for (const [column, sql] of Object.entries(mapping.columns)) {
    uses.set(column, await columnsUsed(connection, column, sql));
  }
  return uses;
}

/** How many of the columns that a mapping asks for the header has. */
export function countUsed(uses: Uses, header: readonly HeaderCell[]): number {
  const names = [...new Set([...uses.values()].flat())];
  return new Set(names.map((name) => findCell(header, name)).filter((cell) => cell !== undefined)).size;
}

/** The column that an expression calls by a name: as it is named, or as the header spells it more or less. */
function findCell(header: readonly HeaderCell[], name: string): HeaderCell | undefined {
  const same = name.toLowerCase();
  const alike = normaliseName(name);
  return (
    header.find((cell) => cell.name.toLowerCase() === same) ??
    header.find((cell) => normaliseName(cell.title) === alike)
  );
}

/** A plan of what is matched, whether or not that is enough to load the file. Of two that fill a column, the first does. */
export function planByMatches(contract: Contract, header: HeaderCell[], matches: readonly Match[], file: string): Plan {
  const fields = contract.columns.flatMap((column): Field[] => {
    const match = matches.find((candidate) => candidate.column === column);
    return match === undefined ? [] : [{ column, from: { cell: match.cell } }];
  });
  const used = new Set(matches.map(({ cell }) => cell));
  const mends = findMending(header);
  const extras = (mends?.own ?? header).filter((cell) => !used.has(cell));
  return {
    contract,
    header,
    fields,
    extras,
    spellings: [],
    usesLine: false,
    file,
    mends,
    dateOrders: {},
    dateSystems: {},
    looked: [],
  };
}

/** @throws Problem `missing_column` */
export function planByMapping(
  contract: Contract,
  mapping: Mapping,
  uses: Uses,
  header: HeaderCell[],
  file: string,
): Plan {
  const used = new Set<HeaderCell>();
  const spellings = new Map<string, [string, string]>();
  let usesLine = false;
  const fields = contract.columns.flatMap((column): Field[] => {
    const expression = mapping.columns[column.name];
    if (expression === undefined) return [];
    const names = uses.get(column.name) ?? [];
    if (names.some((name) => name.toLowerCase() === "_line")) usesLine = true;
    const own = names.filter((name) => !["_line", "_file"].includes(name.toLowerCase()));
    const from = own.map((name) => {
      const cell = findCell(header, name);
      if (cell === undefined) throw noColumn(mapping, column.name, name, header);
      if (cell.name.toLowerCase() !== name.toLowerCase()) spellings.set(name.toLowerCase(), [name, cell.name]);
      used.add(cell);
      return cell;
    });
    return [{ column, from: { expression, uses: from } }];
  });
  const mends = findMending(header);
  const extras = (mends?.own ?? header).filter((cell) => !used.has(cell));
  const decided = { dateOrders: {}, dateSystems: {}, looked: [] };
  return { contract, header, fields, extras, spellings: [...spellings.values()], usesLine, file, mends, ...decided };
}

function noColumn(mapping: Mapping, column: string, name: string, header: readonly HeaderCell[]): Problem {
  const names = header.map((cell) => cell.name);
  return new Problem({
    code: "missing_column",
    zh: `映射 ${mapping.name} 的 ${column} 要用的列“${name}”不在文件中；文件有：${names.join("、")}`,
    en: `Mapping ${mapping.name} takes ${column} from "${name}", which the file lacks; it has ${names.join(", ")}`,
    where: { column: name },
  });
}
