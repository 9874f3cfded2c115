import type { DuckDBConnection } from "@duckdb/node-api";
import { Problem } from "../problem.ts";
import type { ModelFile } from "./model-file.ts";
import { ALL_FINDINGS, RULE_LAYERS, type RuleLayer } from "../../dashboard/shared/rule-layers.ts";

/** A relation that a query reads, with its schema: sources.tickets. */
export type Reference = { schema: string; table: string; offset: number };

/** By path: a file that has not changed reads what it read. Parsing all of them takes half of a small build. */
const lastRead = new Map<string, { sql: string; references: Reference[] }>();

/**
 * Relations that a query reads, taken from its parse tree. Names without a schema are its own CTEs.
 *
 * @throws Problem `bad_sql` where it does not parse, or is not one SELECT
 */
export async function referencesOf(
  connection: DuckDBConnection,
  { path, sql }: Pick<ModelFile, "path" | "sql">,
): Promise<Reference[]> {
  const last = lastRead.get(path);
  if (last?.sql === sql) return last.references;
  const reader = await connection.runAndReadAll("select json_serialize_sql($sql::varchar)", { sql });
  const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as {
    error: boolean;
    error_message?: string;
    position?: string;
    statements?: unknown[];
  };
  if (tree.error || tree.statements?.length !== 1) {
    const what = tree.error_message ?? "the file must hold exactly one SELECT";
    // DuckDB 1.5.6 counts characters here, and bytes in the locations of a parse tree.
    const place = placeAfter(sql.slice(0, Number(tree.position ?? 0)));
    throw new Problem({
      code: "bad_sql",
      zh: `${path}:${place.line}:${place.column} 的 SQL 无法解析：${what}`,
      en: `${path}:${place.line}:${place.column}: ${what}`,
      where: { file: path, line: place.line, column: String(place.column) },
    });
  }
  const found = new Map<string, Reference>();
  collect(tree.statements, found);
  const references = [...found.values()];
  lastRead.set(path, { sql, references });
  return references;
}

function collect(node: unknown, found: Map<string, Reference>): void {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, found);
  } else if (typeof node === "object" && node !== null) {
    const { type, schema_name, table_name, query_location } = node as Record<string, unknown>;
    if (
      type === "BASE_TABLE" &&
      typeof schema_name === "string" &&
      schema_name !== "" &&
      typeof table_name === "string"
    ) {
      const key = `${schema_name}.${table_name}`;
      if (!found.has(key)) found.set(key, { schema: schema_name, table: table_name, offset: Number(query_location) });
    }
    for (const child of Object.values(node)) collect(child, found);
  }
}

/** Line and column, from 1, of the end of a text. */
function placeAfter(before: string): { line: number; column: number } {
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** The layer of which a name is all findings together: accountability.findings; null for any other name. */
export function unionOf(target: string): RuleLayer | null {
  return RULE_LAYERS.find((layer) => target === `${layer}.${ALL_FINDINGS[layer]}`) ?? null;
}

/** A model with what it reads. */
export type LinkedModel = ModelFile & { references: Reference[] };

/** What each layer may read. */
const EXPORTS = ["sources", "ledger"];
const FINDINGS = ["accountability", "authenticity"];
const READS: Record<ModelFile["layer"], string[]> = {
  facts: [...EXPORTS, "facts"],
  metrics: [...EXPORTS, "facts", ...FINDINGS],
  lists: [...EXPORTS, "facts", "metrics", ...FINDINGS],
  accountability: [...EXPORTS, "facts", "metrics", ...FINDINGS],
  authenticity: [...EXPORTS, "facts", "metrics", ...FINDINGS],
  checks: [...EXPORTS, "facts", "metrics", "lists", ...FINDINGS],
};

/**
 * Models in an order in which each comes after all that it reads.
 *
 * @param known relations that exist before any model is built: sources.tickets, ledger.loads
 * @throws Problem `unknown_relation` or `cycle`, naming the file and the place
 */
export async function orderModels(
  connection: DuckDBConnection,
  models: ModelFile[],
  known: ReadonlySet<string>,
): Promise<LinkedModel[]> {
  const linked: LinkedModel[] = [];
  for (const model of models) linked.push({ ...model, references: await referencesOf(connection, model) });
  const byName = new Map(linked.map((model) => [`${model.layer}.${model.name}`, model]));
  /** The models behind a name: one, none, or all of a layer of which it is the union. */
  const named = (target: string): LinkedModel[] => {
    const one = byName.get(target);
    if (one) return [one];
    const layer = unionOf(target);
    return layer === null ? [] : linked.filter((model) => model.layer === layer);
  };
  const ordered: LinkedModel[] = [];
  const state = new Map<string, "visiting" | "done">();
  const visit = (model: LinkedModel): void => {
    const id = `${model.layer}.${model.name}`;
    if (state.get(id) === "done") return;
    state.set(id, "visiting");
    for (const { schema, table, offset } of model.references) {
      const target = `${schema}.${table}`;
      const behind = named(target);
      const isKnown = behind.length > 0 || known.has(target) || unionOf(target) !== null;
      if (!READS[model.layer].includes(schema) || !isKnown) {
        throw misplaced(model, offset, "unknown_relation", `没有 ${target} 可读`, `there is no ${target} to read`);
      }
      for (const next of behind) {
        if (state.get(`${next.layer}.${next.name}`) === "visiting") {
          throw misplaced(
            model,
            offset,
            "cycle",
            `${target} 又要读 ${id}，成了循环`,
            `${target} reads ${id} in turn: a cycle`,
          );
        }
        visit(next);
      }
    }
    state.set(id, "done");
    ordered.push(model);
  };
  for (const model of linked) visit(model);
  return ordered;
}

/**
 * The named models and all that they read, in the order given.
 *
 * @param wanted names of metrics, or layer and name: lists.revisits_due
 */
export function pick(ordered: readonly LinkedModel[], wanted: readonly string[]): LinkedModel[] {
  // Targets judge whatever is built, and the lists of sites and staff cut it.
  const needed = new Set([
    "facts.targets",
    "facts.sites",
    "facts.agents",
    ...wanted.map((name) => (name.includes(".") ? name : `metrics.${name}`)),
  ]);
  return ordered
    .toReversed()
    .filter((model) => {
      const isWanted =
        needed.has(`${model.layer}.${model.name}`) ||
        RULE_LAYERS.some((layer) => model.layer === layer && needed.has(`${layer}.${ALL_FINDINGS[layer]}`));
      if (!isWanted) return false;
      for (const { schema, table } of model.references) needed.add(`${schema}.${table}`);
      return true;
    })
    .toReversed();
}

function misplaced(model: ModelFile, offset: number, code: string, zh: string, en: string): Problem {
  const { line, column } = placeAfter(Buffer.from(model.sql).subarray(0, offset).toString());
  const where = `${model.path}:${line}:${column}`;
  return new Problem({
    code,
    zh: `${where}：${zh}。`,
    en: `${where}: ${en}.`,
    where: { file: model.path, line, column: String(column) },
  });
}

/** Ids of the sources behind each model, through whatever lies between; the load ledger is the source `loads`. */
export function sourcesBehind(ordered: readonly LinkedModel[]): Map<string, Set<string>> {
  const behind = new Map<string, Set<string>>();
  for (const model of ordered) {
    const sources = new Set<string>();
    for (const { schema, table } of model.references) {
      if (schema === "sources") sources.add(table);
      if (schema === "ledger" && table !== "today" && table !== "targets") sources.add("loads");
      const union = unionOf(`${schema}.${table}`);
      const read = ordered.filter(({ layer, name }) => layer === schema && (union !== null || name === table));
      for (const { layer, name } of read) {
        for (const source of behind.get(`${layer}.${name}`) ?? []) sources.add(source);
      }
    }
    behind.set(`${model.layer}.${model.name}`, sources);
  }
  return behind;
}
