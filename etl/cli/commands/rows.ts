import { parseQuestion, slotOfPeriod } from "../../../dashboard/server/ask.ts";
import { csvLines, csvCell } from "../../../dashboard/server/csv.ts";
import { recordBatches, toStream } from "../../../dashboard/server/arrow.ts";
import { grainOfRows, planRows, recompute } from "../../../dashboard/server/rows.ts";
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
  const period = values["period"] as string | undefined;
  const page = { limit: count(values["limit"], "--limit"), offset: count(values["offset"], "--offset") ?? 0 };
  const grain = grainOfRows(values.grain, period);
  return withVersion(foldersOf(values.data), async (version) => {
    const [ask] = parseQuestion(version, {
      ...question,
      grain,
      from: period ?? question.from,
      to: period ?? question.to,
      by: [],
      compare: [],
    });
    if (!ask) return 1;
    const slot = slotOfPeriod(ask, period);
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

function count(text: unknown, name: string): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(String(text))) return Number(text);
  throw new UsageError(`${name} ${String(text)}：要给一个整数，0 或更大 | a whole number is needed, 0 or more`);
}
