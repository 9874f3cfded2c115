import { comparePreview } from "../../../dashboard/server/preview.ts";
import type { FigureAt, PreviewBuilt } from "../../../dashboard/shared/loads.ts";
import { parseCommand, printJson, printTable, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { withVersion } from "../read.ts";
import { VERDICT } from "../status-words.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {});
  const load = wholeNumber(positionals[0], "LOAD");
  const folders = foldersOf(values.data);
  const built = await write<PreviewBuilt>(folders, { command: "preview", load, asOf: values["as-of"] }, (line) =>
    console.error(line),
  );
  return withVersion(folders, async (version) => {
    const preview = await comparePreview(version, built);
    if (values.json) {
      printJson(preview);
      return 0;
    }
    printTable(
      ["指标 metric", "期 period", "现在 now", "之后 then", "目标 target", "达标 status"],
      preview.changes.map(({ metric, grain, period, now, then }) => {
        const entry = version.catalogue.metrics.find(({ id }) => id === metric);
        return [
          entry?.title.zh ?? metric,
          period ?? grain,
          said(now, entry?.unit),
          said(then, entry?.unit),
          then.target === null ? "" : `${then.comparison ?? ""} ${then.target}`,
          now.status === then.status ? verdict(then) : `${verdict(now)} → ${verdict(then)}`,
        ];
      }),
    );
    const stay = preview.metrics - preview.changes.length;
    const zh = preview.effect === "approve" ? "计入" : "撤销";
    const en = preview.effect === "approve" ? "put in force" : "undone";
    console.log(
      `${zh}第 ${load} 次载入后，${preview.changes.length} 个指标变化，${stay} 个不变 | once load ${load} is ${en}, ${preview.changes.length} metrics change and ${stay} stay`,
    );
    if (preview.problem) console.log(`${preview.problem.zh}\n${preview.problem.en}`);
    return 0;
  });
};

function verdict({ status }: FigureAt): string {
  return `${VERDICT[status].zh} ${VERDICT[status].en}`;
}

function said({ value }: FigureAt, unit: string | undefined): string {
  if (value === null) return "—";
  return unit === "percent" || unit === "points"
    ? `${(value * 100).toFixed(1)}%`
    : String(Math.round(value * 100) / 100);
}
