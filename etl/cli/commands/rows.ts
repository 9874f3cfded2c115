import { parseQuestion, slotOfPeriod } from "../../../dashboard/server/ask.ts";
import { csvLines, csvCell } from "../../../dashboard/server/csv.ts";
import { recordBatches, toStream } from "../../../dashboard/server/arrow.ts";
import { planRows, recompute } from "../../../dashboard/server/rows.ts";
import { printJson, printTable, UsageError, type Command } from "../command.ts";
import { parseQuestionArgs } from "../question-args.ts";
import { foldersOf } from "../project.ts";
import { withVersion } from "../read.ts";

export const command: Command = async (args) => {
  const { question, values, format } = parseQuestionArgs(args, {
    period: { type: "string" },
    limit: { type: "string" },
    offset: { type: "string" },
  });
  if (question.metrics.length !== 1) throw new UsageError("要给一个指标 | name one metric");
  return withVersion(foldersOf(values.data), async (version) => {
    const period = values["period"] as string | undefined;
    const [ask] = parseQuestion(version, {
      ...question,
      from: period ?? question.from,
      to: period ?? question.to,
      by: [],
      compare: [],
    });
    if (!ask) return 1;
    const slot = slotOfPeriod(ask, period);
    const page = {
      limit: values["limit"] === undefined ? null : Number(values["limit"]),
      offset: Number(values["offset"] ?? 0),
    };
    await version.read(async (connection) => {
      const figure = await recompute(connection, ask, slot);
      const sql = await planRows(connection, ask, slot, page);
      if (format === "arrow") {
        const { schema, batches } = await recordBatches(await connection.run(sql));
        process.stdout.write(await toStream(schema, batches));
      } else if (format === "csv") {
        for await (const lines of csvLines(await connection.stream(sql))) process.stdout.write(lines);
      } else {
        const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
        if (format === "json") printJson({ version: version.number, metric: ask.plan.id, ...figure, rows });
        else {
          const names = Object.keys(rows[0] ?? { key: null });
          printTable(
            names,
            rows.map((row) => names.map((name) => csvCell(row[name]))),
          );
          console.log(`共 ${figure.total} 行，合计得 ${figure.value} | ${figure.total} rows, together ${figure.value}`);
        }
      }
    });
    return 0;
  });
};
