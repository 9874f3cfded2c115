import { parseQuestion, type Ask } from "../../../dashboard/server/ask.ts";
import { recordBatches, toStream } from "../../../dashboard/server/arrow.ts";
import { csvCell } from "../../../dashboard/server/csv.ts";
import { planSeries } from "../../../dashboard/server/series.ts";
import type { SeriesRow } from "../../../dashboard/shared/series.ts";
import { printJson, printTable, UsageError, type Command } from "../command.ts";
import { parseQuestionArgs } from "../question-args.ts";
import { foldersOf } from "../project.ts";
import { withVersion } from "../read.ts";

type Row = SeriesRow & Record<string, string | number | boolean | null>;

export const command: Command = async (args) => {
  const { question, values, format } = parseQuestionArgs(args, {});
  if (question.metrics.length === 0) throw new UsageError("要给至少一个指标 | name at least one metric");
  return withVersion(foldersOf(values.data), async (version) => {
    const asks = parseQuestion(version, question);
    if (format === "arrow") {
      const parts = await Promise.all(
        asks.map((ask) =>
          version.read(async (connection) => {
            const sql = await planSeries(connection, ask, version.targets);
            return sql === null ? null : recordBatches(await connection.run(sql));
          }),
        ),
      );
      const schema = parts.find((part) => part !== null)?.schema;
      if (schema)
        process.stdout.write(
          await toStream(
            schema,
            parts.flatMap((part) => part?.batches ?? []),
          ),
        );
      return 0;
    }
    const rows: Row[] = [];
    for (const ask of asks) {
      rows.push(
        ...(await version.read(async (connection) => {
          const sql = await planSeries(connection, ask, version.targets);
          return sql === null ? [] : ((await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[]);
        })),
      );
    }
    if (format === "json") {
      printJson({
        version: version.number,
        as_of: question.asOf ?? (asks[0] as Ask).asOf,
        rows: rows.map((row) => asJson(row, question.by, question.compare)),
      });
    } else if (format === "csv") {
      const names = Object.keys(rows[0] ?? {});
      console.log(
        [names, ...rows.map((row) => names.map((name) => row[name]))]
          .map((line) => line.map(csvCell).join(","))
          .join("\r\n"),
      );
    } else {
      printTable(
        ["metric", "period", ...question.by, "value", "n", "target", "status", ...question.compare],
        rows.map((row) => [
          row.metric,
          row.period ?? "",
          ...question.by.map((dim) => String(row[dim] ?? "")),
          show(row.value),
          String(row.n),
          row.target === null ? "" : `${row.comparison} ${show(row.target)}`,
          row.status,
          ...question.compare.map((role) => show(row[role] as number | null)),
        ]),
      );
    }
    return 0;
  });
};

function show(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(10)));
}

/** The shape that scripts rely on: comparisons nested, a key for each dimension. */
function asJson(row: Row, by: string[], compare: string[]) {
  const { previous, year, ...rest } = row;
  const dimensions = Object.fromEntries(by.map((dim) => [dim, row[dim]]));
  const {
    metric,
    period,
    value,
    numerator,
    denominator,
    n,
    target,
    status,
    comparison,
    from,
    through,
    running,
    low,
    high,
  } = rest;
  return {
    metric,
    period,
    ...dimensions,
    value,
    numerator,
    denominator,
    n,
    target,
    comparison,
    status,
    from,
    through,
    running,
    low,
    high,
    ...(compare.includes("previous") ? { previous: { value: previous } } : {}),
    ...(compare.includes("year") ? { year: { value: year } } : {}),
  };
}
