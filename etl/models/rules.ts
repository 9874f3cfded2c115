import type { RuleEntry } from "../../dashboard/shared/catalogue.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import { RULE_COLUMNS, type RuleLayer } from "../../dashboard/shared/rule-layers.ts";
import { headerFields } from "./header-fields.ts";
import type { LinkedModel } from "./lineage.ts";
import type { Workspace } from "./workspace.ts";

const FIELDS = ["title", "about", "asks", "grain", "statistic", "decision"];

/**
 * Computes a rule's findings or a test's flags, keeps them as `pages.<layer>.<name>`, and shows them as `<layer>.<name>`.
 *
 * @param unchangedIn catalog of a version that has the same findings made of the same inputs
 * @throws Problem where the query lacks a column
 */
export async function buildRule(
  workspace: Workspace,
  model: LinkedModel,
  layer: RuleLayer,
  sources: ReadonlySet<string>,
  unchangedIn: string | null,
): Promise<RuleEntry> {
  const { connection } = workspace;
  const fields = headerFields(model, FIELDS);
  const statistic = fields.optionalWords("statistic");
  if (layer === "authenticity" && statistic.zh === "") {
    throw fields.fail("statistic", "要写统计量的名称", "the name of the statistic is needed");
  }
  const table = `${layer}.${quoteName(model.name)}`;
  if (unchangedIn !== null) {
    await connection.run(`create table pages.${table} as from ${unchangedIn}.${table}`);
  } else {
    await workspace.runModel("create temp table rule_rows as", model);
    try {
      const described = await workspace.query("select column_name as name from (describe temp.rule_rows)");
      const found = new Set(described.map(({ name }) => String(name)));
      for (const column of Object.keys(RULE_COLUMNS[layer])) {
        if (!found.has(column)) throw fields.fail(column, `查询没有 ${column} 列`, `the query has no column ${column}`);
      }
      const columns = Object.entries(RULE_COLUMNS[layer]).map(([name, type]) => `cast(${name} as ${type}) as ${name}`);
      await connection.run(
        `create table pages.${table} as select ${columns.join(", ")} from temp.rule_rows order by key`,
      );
    } finally {
      await connection.run("drop table temp.rule_rows");
    }
  }
  await connection.run(`create view ${table} as from pages.${table}`);
  const counted = await workspace.query(`select cast(count(*) as double) as n from ${table}`);
  return {
    id: model.name,
    group: layer,
    title: fields.words("title"),
    about: fields.words("about"),
    decision: fields.optionalWords("decision"),
    asks: String(model.header["asks"] ?? ""),
    grain: fields.text("grain"),
    statistic,
    rows: Number(counted[0]?.["n"]),
    sources: [...sources].sort(),
    sql: model.sql,
    path: model.path,
  };
}
