import type { LedgerEntry } from "../../../dashboard/shared/loads.ts";
import { parseCommand, printJson, printTable, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { STATUS } from "../status-words.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values } = parseCommand(args, { limit: { type: "string", default: "50" } });
  const answer = await write<{ loads: LedgerEntry[]; total: number }>(
    foldersOf(values.data),
    { command: "loads", limit: wholeNumber(values.limit, "--limit"), offset: 0 },
    () => undefined,
  );
  if (values.json) printJson(answer);
  else {
    printTable(
      ["载入", "时间", "文件", "编码", "来源", "状态", "读入", "新增", "更新", "未变", "退回", "空行"],
      answer.loads.map((load) => [
        String(load.load),
        load.loadedAt.slice(0, 16).replace("T", " "),
        load.file,
        load.confidence === null ? load.encoding : `${load.encoding} ${(100 * load.confidence).toFixed(1)}%`,
        load.source ?? "",
        `${STATUS[load.status].zh} ${STATUS[load.status].en}`,
        ...[load.read, load.loaded, load.updated, load.unchanged, load.rejected, load.blank].map(String),
      ]),
    );
  }
  return 0;
};
