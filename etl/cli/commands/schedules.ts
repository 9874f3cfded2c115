import type { Run, RunOutcome, ScheduleState, SchedulesAnswer } from "../../../dashboard/shared/runs.ts";
import type { Words } from "../../../dashboard/shared/words.ts";
import { parseCommand, printJson, printTable, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { STATUS } from "../status-words.ts";
import { write } from "../write.ts";

const OUTCOME: Record<RunOutcome, Words> = {
  running: { zh: "运行中", en: "running" },
  loaded: { zh: "已载入", en: "loaded" },
  nothing: { zh: "没有新文件", en: "nothing new" },
  attention: { zh: "有文件待处理", en: "needs a look" },
  failed: { zh: "运行失败", en: "failed" },
  broken: { zh: "中断", en: "broken off" },
};

export const command: Command = async (args) => {
  const { values } = parseCommand(args, { run: { type: "string" } });
  const folders = foldersOf(values.data);
  if (values.run !== undefined) {
    const run = await write<Run>(folders, { command: "run", schedule: values.run, asOf: values["as-of"] }, (line) =>
      console.error(line),
    );
    if (values.json) printJson(run);
    else tell(run);
    return run.outcome === "failed" || run.counts.refused > 0 ? 1 : 0;
  }
  const answer = await write<SchedulesAnswer>(folders, { command: "schedules" }, () => undefined);
  if (values.json) printJson(answer);
  else list(answer);
  return 0;
};

function list({ inbox, folder, schedules }: SchedulesAnswer): void {
  console.log(`收件箱 inbox: ${inbox.folder}`);
  if (inbox.problem !== null) console.log(`${inbox.problem.zh}\n${inbox.problem.en}`);
  const [last] = inbox.runs;
  const lastSaid = last === undefined ? "" : `，上次 last ${minute(last.startedAt)} ${summary(last)}`;
  const passed = inbox.passed === 0 ? "" : `，不收 left alone ${inbox.passed}`;
  console.log(`等待 waiting ${inbox.waitingTotal}${passed}${lastSaid}\n`);
  if (schedules.length === 0) {
    console.log(`还没有定时载入：在 ${folder} 里放一个 .yml 文件即可`);
    console.log(`There are no schedules yet: put a .yml file into ${folder}`);
    return;
  }
  printTable(
    ["名称 name", "时间 at", "文件夹 folder", "下次 next", "上次 last", "结果 outcome"],
    schedules.map(({ name, at, folder, next, last, problem }: ScheduleState) => [
      name,
      at ?? "",
      folder ?? "",
      problem === null ? minute(next) : "设置有误 wrong",
      minute(last?.startedAt ?? null),
      last === null ? "" : summary(last),
    ]),
  );
  for (const { name, last, problem } of schedules) {
    if (problem !== null) console.log(`${name}: ${problem.file}\n  ${problem.zh}\n  ${problem.en}`);
    if (last?.message) console.log(`${name}: ${last.message.zh}\n${name}: ${last.message.en}`);
  }
}

function tell(run: Run): void {
  console.log(`${run.schedule}: ${summary(run)}`);
  for (const { file, status, loads, message } of run.files) {
    const said = status === "left" ? { zh: "先不动", en: "left" } : STATUS[status];
    console.log(`${file}: ${said.zh} ${said.en}${loads.length > 0 ? ` (${loads.join(", ")})` : ""}`);
    if (message !== null) console.log(`  ${message.zh}\n  ${message.en}`);
  }
  if (run.message !== null) console.log(`${run.message.zh}\n${run.message.en}`);
}

function summary({ outcome, counts }: Run): string {
  const { loaded, already, held, refused, left } = counts;
  const parts: [number, string][] = [
    [loaded, "载入 loaded"],
    [already, "已载入过 already"],
    [held, "待批 held"],
    [refused, "拒收 refused"],
    [left, "先不动 left"],
  ];
  const counted = parts.filter(([count]) => count > 0).map(([count, what]) => `${what} ${count}`);
  const { zh, en } = OUTCOME[outcome];
  return [`${zh} ${en}`, ...counted].join(", ");
}

function minute(time: string | null): string {
  return time === null ? "" : time.slice(0, 16).replace("T", " ");
}
