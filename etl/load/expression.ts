import type { DuckDBConnection } from "@duckdb/node-api";
import type { Words } from "../../dashboard/shared/words.ts";
import { Problem } from "../problem.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";

/** Scalar functions that a mapping has no use for: they tell about the machine, or answer otherwise each time. */
const UNWANTED = new Set([
  "getenv",
  "current_setting",
  "getvariable",
  "nextval",
  "currval",
  "sleep",
  "setseed",
  "write_log",
]);

/**
 * Checks that a mapping's expression is one scalar expression that reads nothing but the row it is given.
 *
 * @returns the names of the columns it uses, as it spells them
 * @throws Problem `bad_expression`
 */
export async function columnsUsed(connection: DuckDBConnection, column: string, sql: string): Promise<string[]> {
  // The line break keeps a comment at the expression's end from hiding the bracket.
  const query = `select (\n${sql}\n)`;
  const answer = await connection.runAndReadAll(`select json_serialize_sql(${quoteText(query)})`);
  const tree: unknown = JSON.parse(String(answer.getRows()[0]?.[0]));
  const fail = (what: Words): Problem => badExpression(column, sql, what);
  if (!isNode(tree) || tree.error === true) throw fail(isNode(tree) ? duckdbSays(String(tree.error_message)) : NO_SQL);
  const statements = tree.statements as { node: Node }[];
  const node = statements[0]?.node;
  if (node === undefined || statements.length !== 1 || !isPlainSelect(node)) throw fail(NOT_ONE);
  const found: Found = { columns: new Set(), functions: new Set(), fault: null };
  collect((node.select_list as unknown[])[0], new Set(), found);
  if (found.fault !== null) throw fail(found.fault);
  const functions = [...found.functions];
  const unwanted = functions.find((name) => UNWANTED.has(name));
  if (unwanted !== undefined) throw fail(notAllowed(unwanted));
  if (functions.length > 0) {
    // An aggregate would fold the file into one row; a volatile one would not give the same rows twice.
    const known = await connection.runAndReadAll(
      `select function_name from duckdb_functions()
       where function_name in (${functions.map(quoteText).join(", ")})
       group by function_name
       having bool_or(function_type in ('aggregate', 'table', 'table_macro', 'pragma') or stability = 'VOLATILE')`,
    );
    const bad = known.getRows().map(([name]) => String(name));
    if (bad.length > 0) {
      const names = bad.join(", ");
      throw fail({
        zh: `不能用 ${names}，它不是对单行求值的函数`,
        en: `${names} is not allowed: it is no function of one row`,
      });
    }
  }
  return [...found.columns];
}

/** A column's name or a text by itself, which cannot fail. */
const PLAIN = /^\s*(?:[\p{L}_][\p{L}\p{N}_]*|"(?:[^"]|"")*"|'(?:[^']|'')*')\s*$/u;

/**
 * An expression's value as text: empty where it is null, null where it fails.
 *
 * Two faults of DuckDB 1.5.6 stand behind its form. What occurs twice in a select is computed once, before TRY and
 * outside of it, so that one bad row ends the whole load: it does not look for that inside a lambda. And what coalesce
 * hands out of TRY beside a row that failed lies in memory that is freed by then, which ends in wrong texts or a
 * segmentation fault: the || copies it.
 */
export function computedText(expression: string): string {
  const text = `coalesce(cast((\n${expression}\n) as varchar), '')`;
  return PLAIN.test(expression) ? text : `try(list_transform([1], lambda _once: ${text})[1] || '')`;
}

/** What the database itself says of an expression, which it does in English alone. */
export function duckdbSays(message: string): Words {
  return { zh: `数据库提示：${message}`, en: message };
}

const NO_SQL: Words = { zh: "不是 SQL", en: "not SQL" };
const NOT_ONE: Words = { zh: "不是单独一个表达式", en: "not one single expression" };

function notAllowed(what: string): Words {
  return { zh: `不能用 ${what}`, en: `${what} is not allowed` };
}

export function badExpression(column: string, sql: string, what: Words, cause?: unknown): Problem {
  return new Problem({
    code: "bad_expression",
    zh: `映射中 ${column} 的表达式不能用：${what.zh}（${sql}）`,
    en: `The mapping's expression for ${column} cannot be used: ${what.en} (${sql})`,
    where: { column },
    cause,
  });
}

type Node = Record<string, unknown>;
type Found = { columns: Set<string>; functions: Set<string>; fault: Words | null };

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

function isPlainSelect(node: Node): boolean {
  const empty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
  return (
    node.type === "SELECT_NODE" &&
    (node.select_list as unknown[]).length === 1 &&
    (node.from_table as Node).type === "EMPTY" &&
    node.where_clause === null &&
    node.having === null &&
    node.qualify === null &&
    node.sample === null &&
    empty(node.modifiers) &&
    empty(node.group_expressions) &&
    empty((node.cte_map as Node).map)
  );
}

function collect(value: unknown, parameters: ReadonlySet<string>, found: Found): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, parameters, found);
    return;
  }
  if (!isNode(value)) return;
  switch (value.class) {
    case "SUBQUERY":
    case "WINDOW":
    case "STAR":
    case "PARAMETER":
    case "DEFAULT":
      found.fault = notAllowed(String(value.class).toLowerCase());
      return;
    case "COLUMN_REF": {
      const [name, ...rest] = value.column_names as string[];
      if (name === undefined || rest.length > 0) {
        const full = (value.column_names as string[]).join(".");
        found.fault = { zh: `没有 ${full} 这一列`, en: `${full}: no such column` };
      } else if (!parameters.has(name)) found.columns.add(name);
      return;
    }
    case "LAMBDA": {
      const names = new Set(parameters);
      collectParameters(value.lhs, names);
      collect(value.expr, names, found);
      return;
    }
    case "FUNCTION":
      found.functions.add(String(value.function_name).toLowerCase());
  }
  for (const child of Object.values(value)) collect(child, parameters, found);
}

function collectParameters(value: unknown, names: Set<string>): void {
  if (!isNode(value)) return;
  if (value.class === "COLUMN_REF") for (const name of value.column_names as string[]) names.add(name);
  else for (const child of Object.values(value)) collectParameters(child, names);
}
