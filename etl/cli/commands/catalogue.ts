import { parseCommand, printJson, printTable, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { withVersion } from "../read.ts";

export const command: Command = async (args) => {
  const { values } = parseCommand(args, {});
  return withVersion(foldersOf(values.data), async ({ catalogue }) => {
    if (values.json) {
      printJson({
        version: catalogue.version,
        as_of: catalogue.asOf,
        sources: catalogue.sources.map(({ id, title, rows, through }) => ({ id, title, rows, through })),
        metrics: catalogue.metrics.map(({ id, title, kind, unit, better, by, grains }) => ({
          id,
          title,
          kind,
          unit,
          better,
          by,
          grains,
        })),
        lists: catalogue.lists.map(({ id, title, group, rows }) => ({ id, title, group, rows })),
        rules: catalogue.rules.map(({ id, title, group, rows }) => ({ id, title, group, rows })),
        checks: catalogue.checks,
      });
    } else {
      printTable(
        ["指标 metric", "名称 title", "", "维度 by"],
        catalogue.metrics.map(({ id, title, by }) => [id, title.zh, title.en, by.join(", ")]),
      );
      console.log();
      printTable(
        ["清单 list", "名称 title", "", "行 rows"],
        catalogue.lists.map(({ id, title, rows }) => [id, title.zh, title.en, String(rows)]),
      );
      console.log();
      printTable(
        ["规则 rule", "名称 title", "", "条 findings"],
        catalogue.rules.map(({ id, title, rows }) => [id, title.zh, title.en, String(rows)]),
      );
    }
    return 0;
  });
};
