type CommandHelp = { line: string; help: string };

const COMMON = `  --data DIR     数据目录，默认 data/，也可用 HENG_DATA | the data folder
  --as-of DATE   计算和查询时把这一天当作“今天” | the day that counts as today, in building and asking
  --json         输出一份 JSON | prints one JSON document`;

function help(usage: string, zh: string, en: string, options = ""): CommandHelp {
  return { line: `${usage}\n      ${zh} | ${en}`, help: `heng ${usage}\n${zh}\n${en}\n\n${options}${COMMON}` };
}

const QUESTION = `  --grain G      day, week, month, quarter, year, all；默认 month | month by default
  --from D --to D  2026-08-23, 2026-08, 2026-Q3, 2026-W34 或 2026 | or
  --by A,B       按维度拆分，最多两个 | cut by at most two dimensions
  --where K=A,B  只看这些成员，可多次给 | only these members; may be given several times
  --compare previous,year  环比、同比 | period before, year before
  --format F     table, csv, json, arrow
`;

const LEDGER = `  --month M      2026-07，或 all，默认有记录的最近一个月（不晚于今天） | the newest month with any by default, up to today's
  --where K=A,B  K：rule, site, agent
  --limit N      默认 1000 | 1000 by default
`;

const BY = "  --by U         谁决定，默认本机用户名 | who decides; the user of the machine by default\n";

/** Every command: its line in the overview and its own help. The file is commands/<name>.ts. */
export const COMMANDS: Record<string, CommandHelp> = {
  start: help(
    "start [--port 4173]",
    "启动看板和载入服务；没有数据时先用示例数据",
    "runs the dashboard and the writer, on sample data if there is none",
    `  --port N       端口，默认 4173 | port
                 运行时自动载入 <数据目录>/inbox/ 里的文件，并按 <数据目录>/schedules/*.yml 定时载入
                 while it runs, files in the data folder's inbox/ load by themselves, and by plan as its schedules/*.yml say
`,
  ),
  load: help(
    "load FILE… [--source S] [--mapping M] [--no-build] [--yes]",
    "载入导出文件并发布",
    "loads exports and publishes",
    `  FILE           CSV 等分隔文本、.xlsx、.xls，及装着它们的 .zip、.gz；每张工作表、每个文件各记一次载入
                 delimited text, .xlsx, .xls, and .zip, .gz of these; each sheet and member is a load of its own
  --source S     来源，不给则从表头认 | the source; recognised from the header by default
  --mapping M    etl/mappings/ 下的名字或文件路径 | a name there, or a path
  --encoding E   文件的编码，不给则自动判断 | the files' encoding; told from their bytes by default:
                 utf-8, utf-16le, utf-16be, gb18030, big5, windows-1252, shift_jis, euc-kr
  --no-build     只载入，不建模发布 | loads without building and publishing
  --choices JSON 表头、词各是什么意思 | what headers and words mean: {"columns":{"投诉来源":"channel"},
                 "words":{"投诉来源":{"微信":"chat"}},"source":…,"encoding":…,"delimiter":…,"headerLine":…,
                 "dateOrders":{"日期":"dmy"},"dateSystems":{"日期":"1904"}}
                 ymd 年-月-日，dmy 日-月-年，mdy 月-日-年；1900、1904：日期写成数字时的起算年
                 ymd, dmy, mdy: order of year, month, day; 1900, 1904: Excel's date systems
  --remember     以后同一来源的文件照此办 | the source's later files are read so too
  --uploader U   上传人，默认本机用户名 | who loads it; the user of the machine by default
  --yes          超过限额也照收，不待批 | takes it also where it would wait for a yes
`,
  ),
  inspect: help(
    "inspect FILE…",
    "看一个文件会怎样被载入，不存任何东西",
    "tells how a file would be loaded; stores nothing",
  ),
  remembered: help(
    "remembered [--forget N]",
    "各来源记住的表头和词",
    "headers and words that sources remember",
    "  --forget N     忘掉第 N 条 | forgets number N\n",
  ),
  build: help("build", "重新计算模型、检查并发布", "builds the models, checks them and publishes"),
  query: help(
    "query METRIC… [--grain G] [--from D] [--to D] [--by A,B] [--where K=A,B] [--compare C]",
    "查指标",
    "figures of metrics",
    QUESTION,
  ),
  rows: help(
    "rows METRIC [同 query | as query]",
    "一个数字背后的明细行",
    "the rows behind a number",
    `${QUESTION}  --period D     哪一期，周期从写法认：2026-06 是月 | which period; its spelling tells the grain\n  --limit N --offset N\n`,
  ),
  list: help(
    "list LIST [--where K=A,B] [--on DATE] [--format table|csv|json|xlsx]",
    "一张清单：要办的事、考核、报表",
    "a list: what is to be done, a scorecard, a table",
    `  --where K=A,B  只看这些成员，可多次给 | only these members; may be given several times
  --on DATE      按哪一天，只有报表和考核可以 | as of which day; only tables and scorecards can
  --sort C:desc  排序，默认最急的在前 | the order; most urgent first by default
  --format F     table, csv, json, xlsx；xlsx 写到标准输出 | xlsx goes to standard output
  --limit N      表默认 50 行 | 50 rows of a table by default
`,
  ),
  findings: help("findings [--month 2026-07] [--where rule=A]", "奖惩台账", "the accountability ledger", LEDGER),
  flags: help("flags [--month 2026-07] [--where rule=A]", "数据疑点", "flags of the data's authenticity", LEDGER),
  catalogue: help(
    "catalogue",
    "指标、清单、规则；加 --json 连同来源和检查",
    "metrics, lists, rules; with --json sources and checks too",
  ),
  loads: help("loads", "载入台账", "the ledger of loads", "  --limit N      默认 50 | 50 by default\n"),
  schedules: help(
    "schedules [--run NAME]",
    "收件箱和定时载入：上次、下次、结果；--run 立即运行一个",
    "the inbox and the schedules: last and next run, outcome; --run runs one now",
    `  --run NAME     立即运行，不论计划 | runs it now, whatever its plan
                 设置放在 <数据目录>/schedules/NAME.yml | they are files NAME.yml in the data folder's schedules/
`,
  ),
  undo: help("undo LOAD", "撤销一次载入并重新发布", "takes a load back and publishes"),
  rejects: help(
    "rejects LOAD [--mend FILE | --skipped]",
    "一次载入的退回行；--mend 写成可改后再载入的文件；--skipped 看略过了哪些行",
    "the rejected rows of a load; --mend writes them to a file to mend; --skipped shows what was passed over",
    "  --mend FILE    原表头加“退回原因”，只含未改的行 | the original's columns and why; only rows still to be mended\n  --skipped      标题、合计、落款等不是记录的行 | lines that are no records: titles, sums, signatures\n  --limit N      默认 50 | 50 by default\n",
  ),
  replay: help(
    "replay LOAD [--mapping M]",
    "用留存的原文件按现在的来源定义和映射重读，取代那次载入",
    "reads a load's kept file again by today's contract and mapping, in its place",
    `  --mapping M    换一个映射 | another mapping than it had\n${BY}`,
  ),
  redo: help("redo LOAD", "恢复一次已撤销的载入并重新发布", "puts an undone load in force again and publishes"),
  preview: help(
    "preview LOAD",
    "一次载入计入后（已计入的，撤销后）各指标会怎样变，不发布",
    "what figures would be with a load in force, or without one that is; publishes nothing",
  ),
  approve: help("approve LOAD", "批准一次待批的载入并发布", "says yes to a load that waits, and publishes", BY),
  decline: help(
    "decline LOAD",
    "不批准：台账和退回行保留，数据不计入",
    "says no to a load that waits; it stays in the ledger",
    BY,
  ),
  versions: help("versions", "现存的发布版本", "the versions kept"),
  rollback: help("rollback VERSION", "改用另一个现存版本", "serves another kept version"),
  sample: help(
    "sample [--tickets N] [--seed S] OUT",
    "生成一套自洽的示例导出文件",
    "makes a consistent set of exports",
    "  --tickets N    工单数 | number of tickets\n  --seed S       随机种子 | seed\n",
  ),
};

export const HELP = `heng 衡 — 称一称客户服务做得怎么样 | weighs how well customers are served

${Object.values(COMMANDS)
  .map(({ line }) => `  heng ${line}`)
  .join("\n")}

所有命令都可用 | for all commands:
${COMMON}

退出码 | exit status: 0 完成 done, 1 拒绝或失败 refused or failed, 2 用法不对 wrong usage
heng COMMAND --help 看一个命令的用法 | shows a command's usage`;
