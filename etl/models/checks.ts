import type { CheckResult } from "../../dashboard/shared/catalogue.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import { parseWords } from "../../dashboard/shared/words.ts";
import { Problem } from "../problem.ts";
import type { LinkedModel } from "./lineage.ts";
import type { Workspace } from "./workspace.ts";

/** Rows of a check that are kept for its page; all are counted. */
const KEPT_ROWS = 1000;

/**
 * Runs a check: rows that must not exist. They are kept in `pages.checks`.
 *
 * @throws Problem `bad_check` when the header names no severity
 */
export async function runCheck(workspace: Workspace, model: LinkedModel): Promise<CheckResult> {
  const { severity, title } = model.header;
  if ((severity !== "warn" && severity !== "stop") || typeof title !== "string") {
    throw new Problem({
      code: "bad_check",
      zh: `${model.path} 开头要写 title，以及 severity: warn（告警）或 stop（停止发布）。`,
      en: `${model.path}: the header must hold a title, and severity: warn or stop.`,
      where: { file: model.path, line: 1 },
    });
  }
  await workspace.runModel(`create temp table check_rows as`, model);
  try {
    const rows = await workspace.query("select cast(count(*) as double) as n from temp.check_rows");
    await workspace.connection.run(
      `create table pages.checks.${quoteName(model.name)} as from temp.check_rows limit ${KEPT_ROWS}`,
    );
    return { id: model.name, title: parseWords(title), severity, rows: Number(rows[0]?.["n"]) };
  } finally {
    await workspace.connection.run("drop table temp.check_rows");
  }
}

/** @throws Problem `check_failed` when a check of severity stop found rows */
export function stopOnFailure(results: readonly CheckResult[]): void {
  const failed = results.filter(({ severity, rows }) => severity === "stop" && rows > 0);
  if (failed.length === 0) return;
  const zh = failed.map(({ id, title, rows }) => `${title.zh}（sql/checks/${id}.sql，${rows} 行）`).join("；");
  const en = failed.map(({ id, title, rows }) => `${title.en} (sql/checks/${id}.sql, ${rows} rows)`).join("; ");
  throw new Problem({
    code: "check_failed",
    zh: `检查没有通过，未发布，仍用上一版：${zh}。`,
    en: `A check failed; nothing was published and the last good version stays: ${en}.`,
  });
}
