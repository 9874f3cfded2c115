import { csvOfList, headOf, shown, xlsxOfList } from "../../../dashboard/server/list-file.ts";
import { parseListQuestion, readList, rowsSql, withRows } from "../../../dashboard/server/lists.ts";
import type { Cell } from "../../../dashboard/shared/lists.ts";
import { parseCommand, printJson, printTable, UsageError, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { parseFilters } from "../question-args.ts";
import { withVersion } from "../read.ts";

const FORMATS = ["table", "csv", "json", "xlsx"] as const;

/** Rows of a table on a screen, where nothing else is asked for. */
const ON_SCREEN = 50;

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {
    where: { type: "string", multiple: true },
    on: { type: "string" },
    sort: { type: "string" },
    format: { type: "string" },
    limit: { type: "string" },
  });
  const [list, ...more] = positionals;
  if (list === undefined || more.length > 0) throw new UsageError("要给一张清单 | name one list");
  const format = FORMATS.find((known) => known === (values.format ?? (values.json ? "json" : "table")));
  if (!format) throw new UsageError(`--format：${FORMATS.join(", ")}`);
  const limit = values.limit === undefined ? null : wholeNumber(values.limit, "--limit");
  return withVersion(foldersOf(values.data), async (version) => {
    const { catalogue } = version;
    const ask = parseListQuestion(catalogue, {
      list,
      filters: parseFilters(values.where ?? []),
      on: values.on ?? values["as-of"],
      sort: values.sort,
    });
    const { columns } = ask.list;
    if (format === "csv") {
      for await (const lines of csvOfList(catalogue, ask, "zh", (work) => version.read(work), limit)) {
        process.stdout.write(lines);
      }
    } else if (format === "xlsx") {
      process.stdout.write(await version.read((connection) => xlsxOfList(connection, catalogue, ask, "zh", limit)));
    } else {
      await version.read(async (connection) => {
        const { total, totals } = await readList(connection, version.number, ask, { limit: 0, offset: 0 });
        const most = limit ?? (format === "table" ? ON_SCREEN : null);
        const rows = await withRows(connection, ask, async (relation) =>
          (
            await connection.runAndReadAll(await rowsSql(connection, ask, relation, { limit: most, offset: 0 }))
          ).getRowObjectsJS(),
        );
        if (format === "json") {
          printJson({ version: version.number, list: ask.list.id, on: ask.on, total, totals, rows });
          return;
        }
        printTable(
          columns.map((column) => headOf(column, "zh")),
          rows.map((row) =>
            columns.map((column) => String(shown(catalogue, column, (row[column.id] ?? null) as Cell, "zh") ?? "")),
          ),
        );
        console.log(`共 ${total} 行，列出 ${rows.length} 行 | ${rows.length} of ${total} rows`);
      });
    }
    return 0;
  });
};
