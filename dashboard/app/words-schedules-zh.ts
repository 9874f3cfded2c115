import type { RunOutcome } from "../shared/runs.ts";
import { formatCount as count, lead } from "./format.ts";

/** What the page says of the inbox and of schedules. It sets the shape that English must fill. */
export const zh = {
  inboxTitle: "收件箱",
  inboxNote: "放进这个文件夹的文件，写完后自动载入，不必打开页面",
  inboxRules: "载入的移到“已载入”，拒收的移到“退回”并附说明。放进以来源命名的子文件夹（如“工单”），就按那个来源读。",
  waiting: (n: number) => `等待 ${count(n)} 个文件`,
  waitingNone: "没有等待的文件",
  waitingMore: (n: number) => `另有 ${count(n)} 个`,
  passed: (n: number) => `另有 ${count(n)} 个不收：名字像没写完的（.part、.tmp 等）、链接，或名字无法识别`,
  noRunsYet: "还没有收取过",
  runsCaption: "最近几次",
  copy: "复制路径",
  copyLabel: (path: string) => `复制路径 ${path}`,
  copied: "已复制",
  notCopied: "浏览器不让复制，请手动选中",

  schedulesTitle: "定时载入",
  schedulesNote: (n: number) => `${count(n)} 项，按北京时间`,
  columns: { at: "计划", last: "上次", outcome: "结果", next: "下次" },
  never: "还没有运行过",
  runNow: "立即运行",
  runNowLabel: (name: string) => `立即运行“${name}”`,
  running: "正在运行",
  ran: (name: string, outcome: string) => `“${name}”：${outcome}`,
  wrong: "设置有误",
  emptyTitle: "还没有定时载入",
  emptyNote:
    "别的系统按时导出到某个文件夹时，在下面这个文件夹里放一个 .yml 文件，衡就会按时去取新文件。原文件夹里什么都不动。",
  sample: (folder: string) =>
    `title: 客服系统工单\nfolder: ${folder}\nat: "30 6 * * *"   # 分 时 日 月 星期：每天 6:30\nfiles: "工单*.csv"  # 可不写\n`,
  sampleFolder: "/srv/exports/helpdesk",
  addMore: "新增或修改：此文件夹里每个 .yml 文件是一项定时，半分钟内生效。",

  outcomes: {
    running: "正在运行",
    loaded: "已载入",
    nothing: "没有新文件",
    attention: "有文件待处理",
    failed: "运行失败",
    broken: "中断，会再运行",
  } satisfies Record<RunOutcome, string>,
  counts: {
    loaded: (n: number) => `载入 ${count(n)} 个`,
    already: (n: number) => `载入过 ${count(n)} 个`,
    held: (n: number) => `待批 ${count(n)} 个`,
    refused: (n: number) => `拒收 ${count(n)} 个`,
    left: (n: number) => `稍后再试 ${count(n)} 个`,
  },
  inLedger: (load: number) => `第 ${load} 次`,
  inLedgerLabel: (file: string, load: number) => `在台账里看 ${file}，第 ${load} 次载入`,
  moreFiles: (n: number) => `其余 ${count(n)} 个文件在台账里`,
  bySchedule: (name: string) => `定时：${name}`,
  atLine: (file: string, line: number | null) => (line === null ? file : `${file} 第${lead(String(line))} 行`),
};

export type ScheduleWords = typeof zh;
