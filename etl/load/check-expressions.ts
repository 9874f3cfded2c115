import type { DuckDBConnection } from "@duckdb/node-api";
import { badExpression, computedText, duckdbSays } from "./expression.ts";
import type { Plan } from "./plan.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";

/**
 * Has DuckDB bind a plan's expressions, so that one that cannot work for any row (no such function, types that do not
 * go together) is told at once and not taken for a fault of the rows.
 */
export async function checkExpressions(
  connection: DuckDBConnection,
  { fields, header, spellings }: Plan,
): Promise<void> {
  const names = [...header.map(({ name }) => name), ...spellings.map(([spelling]) => spelling)];
  const columns = names.map((name) => `cast(null as varchar) as ${quoteName(name)}`);
  const row = `(select ${[...columns, "1 as _line", "'' as _file"].join(", ")})`;
  for (const { column, from } of fields) {
    if (!("expression" in from)) continue;
    try {
      await connection.run(`select ${computedText(from.expression)} from ${row} limit 0`);
    } catch (cause) {
      throw badExpression(
        column.name,
        from.expression,
        duckdbSays((cause as Error).message.split("\n")[0] ?? ""),
        cause,
      );
    }
  }
}
