import { parseFindings, readFindings, type FindingsGroup } from "../../dashboard/server/findings.ts";
import { parseCommand, printJson, printTable, UsageError, wholeNumber, type Command } from "./command.ts";
import { foldersOf } from "./project.ts";
import { parseFilters } from "./question-args.ts";
import { withVersion } from "./read.ts";

/** Lines of a ledger in one answer, where nothing else is asked for. */
const MOST = 1000;

/** `heng findings` and `heng flags`: what the rules, or the tests of the data, found in a month. */
export function ledgerCommand(group: FindingsGroup): Command {
  return async (args) => {
    const { values, positionals } = parseCommand(args, {
      month: { type: "string" },
      where: { type: "string", multiple: true },
      limit: { type: "string" },
    });
    if (positionals.length > 0) throw new UsageError(`多了 ${positionals.join(" ")} | this is too much`);
    const { rule = [], site = [], agent = [], ...unknown } = parseFilters(values.where ?? []);
    const [stranger] = Object.keys(unknown);
    if (stranger !== undefined) throw new UsageError(`--where ${stranger}：rule, site, agent`);
    const limit = values.limit === undefined ? MOST : wholeNumber(values.limit, "--limit");
    return withVersion(foldersOf(values.data), async (version) => {
      const asked = parseFindings(version.catalogue, group, { month: values.month, rule, site, agent });
      const answer = await version.read((connection) =>
        readFindings(connection, version.number, group, asked, { limit, offset: 0 }),
      );
      if (values.json) printJson(answer);
      else {
        printTable(
          ["规则 rule", "月 month", "站点 site", "人 agent", "金额 amount", "事由 what"],
          answer.rows.map(({ rule, month, site, agent, amount, note }) => [
            rule,
            month.slice(0, 7),
            site ?? "",
            agent ?? "",
            amount === null ? "" : amount.toFixed(2),
            note.zh,
          ]),
        );
        console.log(`共 ${answer.total} 条，列出 ${answer.rows.length} 条 | ${answer.rows.length} of ${answer.total}`);
      }
      return 0;
    });
  };
}
