import type { DateOrder, DateSystem } from "../shared/loads.ts";
import { formatCount as count, lead, trail } from "./format.ts";

/** What the upload page says; loaded with it. It sets the shape that English must fill. */
export const zh = {
  // a card's state
  states: {
    waiting: "排队",
    sending: "上传中",
    looking: "正在查看",
    asking: "等您确认",
    ready: "排队载入",
    loading: "载入中",
    cancelling: "正在取消",
    cancelled: "已取消",
    failed: "未能完成",
    hopeless: "无法读取",
    some: "部分载入",
    someRefused: "部分拒收",
    someHeld: "部分待批",
  },
  cancelledNote: "这个文件一行也没有载入。",
  cancelFile: (file: string) => `取消 ${file}`,
  cancel: "取消",
  again: "再来一次",
  againFile: (file: string) => `${file} 再来一次`,
  dismiss: "收起",
  dismissFile: (file: string) => `收起 ${file}`,

  // progress
  steps: {
    sending: "上传",
    reading: "读取",
    typing: "定型校验",
    merging: "合并",
    building: "计算",
    publishing: "发布",
  },
  bytesOf: (done: string, all: string) => `${done} / ${all}`,
  rows: (n: number) => `${count(n)} 行`,
  secondsLeft: (seconds: number) => (seconds < 60 ? `约剩 ${seconds} 秒` : `约剩 ${Math.ceil(seconds / 60)} 分钟`),
  lookingNote: "正在看整个文件：编码、表头和每一列",

  // what the file is taken for
  matched: (all: number, used: number) => (all === used ? `${all} 列全对上` : `${all} 列对上 ${used} 列`),
  headerAt: (line: number, lines: number) =>
    lines > 1 ? `表头在第 ${line}–${line + lines - 1} 行` : `表头在第 ${line} 行`,
  recordsIn: (n: number) => `共 ${count(n)} 行`,
  encodingIs: (name: string, percent: number | null) =>
    percent === null ? `编码${lead(name)}` : `编码${lead(name)}（把握 ${percent}%）`,
  sourceUnsure: "还没认出来源",
  skipped: { title: "标题", header: "重复的表头", total: "合计", signature: "落款" },
  skippedCount: (what: string, n: number) => `${what} ${count(n)} 行`,
  skippedSaid: (list: string) => `另有${lead(list)}不是记录，没有算进读入。`,

  // how it is read
  reading: "改读法",
  readingNote: "认错了就在这里改",
  source: "来源",
  encoding: "编码",
  encodings: {
    "utf-8": "UTF-8",
    "utf-16le": "UTF-16",
    "utf-16be": "UTF-16（高位在前）",
    gb18030: "GB18030（简体中文）",
    gbk: "GBK（简体中文）",
    big5: "Big5（繁体中文）",
    shift_jis: "Shift-JIS（日文）",
    "euc-kr": "EUC-KR（韩文）",
    "windows-1252": "Windows-1252（西欧文字）",
    "iso-8859-1": "Latin-1（西欧文字）",
  } as Record<string, string>,
  delimiter: "分隔符",
  delimiters: { ",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线" } as Record<string, string>,
  headerLine: "表头在第几行",
  confidence: (percent: number) => `把握 ${percent}%`,
  choose: "请选择",
  otherSources: "其他来源",
  likely: "像是",
  takePart: { sheet: { before: "载入工作表 " }, member: { before: "载入 " }, file: { before: "载入 " } },
  sheetSkipped: "不像数据表，没有载入。",
  spare: "不像数据表，不载入",
  takesNothing: "一行也收不了，多半是读法不对，可在下面改。",
  readAgain: "按这样重看",
  skippedLines: (n: number) => `看这 ${count(n)} 行`,
  skippedRegion: "不是记录的行，可左右滚动",
  skippedCaption: (n: number, shown: number) =>
    shown < n ? `不是记录的 ${count(n)} 行，先列 ${count(shown)} 行` : `不是记录的 ${count(n)} 行`,

  // preview
  previewRegion: (file: string) => `${file} 预览，可滚动`,
  previewCaption: (from: number, to: number) => `第 ${count(from)}–${count(to)} 行预览，有问题的格子已标出`,
  previewLocal: (n: number) => `前 ${n} 行，浏览器先读出来的样子；载入以服务器查看的为准`,
  showPreview: (n: number) => `看前 ${n} 行`,
  line: "行",
  keep: "不认识，原样保留",
  mapTo: (header: string) => `“${header}”填到哪一列`,
  becomes: (title: string) => `→ ${title}`,
  required: "（必填）",
  unconfirmed: "待您确认",
  readAs: (value: string) => `读作 ${value}`,
  emptyCell: "空",
  wholeRow: "整行",
  onlyOdd: (n: number) => `只看有问题的 ${count(n)} 行`,
  allRows: (n: number) => `看全部 ${count(n)} 行`,
  fewerRows: "少看几行",
  noHeader: "没有名字",
  nothingToShow: "表头下面没有行",
  packed: "压缩包和 Excel 文件传完再打开，内容稍后显示。",

  // what is asked
  looksLike: (header: string, title: string) => `“${header}”像是${lead(trail(title))}`,
  confirm: "确认",
  confirmAll: (n: number) => `${n} 处建议全部确认`,
  notIt: "不是",
  confirmWord: (word: string) => `确认“${word}”的意思`,
  confirmLabel: (header: string, title: string) => `确认“${header}”是${lead(title)}`,
  notLabel: (header: string, title: string) => `“${header}”不是${lead(title)}`,
  dateOrder: (header: string) => `“${header}”的日期有几种读法，按哪一种？`,
  dateSystem: (header: string) => `“${header}”里是 Excel 的日期序号，从哪一年算起？`,
  dateSystems: { "1900": "1900 年（一般都是）", "1904": "1904 年（早期 Mac 上建的工作簿）" } satisfies Record<
    DateSystem,
    string
  >,
  systemOf: (header: string) => `“${header}”的日期系统`,
  confirmSystem: (header: string) => `确认“${header}”的日期系统`,
  orders: { ymd: "年-月-日", dmy: "日-月-年", mdy: "月-日-年" } satisfies Record<DateOrder, string>,
  orderOf: (header: string) => `“${header}”的日期顺序`,
  orderByItself: "自动判断",
  orderExample: (text: string, day: string) => `${text} 是 ${day}`,
  newWord: (header: string, word: string, n: number) => `“${header}”里的“${word}”（${count(n)} 行）是什么意思？`,
  leaveWord: "不认识，退回这些行",
  confirmSource: "确认来源",
  confirmEncoding: "确认编码",
  confirmOrder: (header: string) => `确认“${header}”的日期顺序`,
  whichSource: "这是哪一种表？",
  whichEncoding: "文字用的是哪种编码？看哪一行读得通。",
  remember: "记住这些决定，同一来源以后的文件照此办理",
  remembered: "上次确认过",

  // the yes
  load: "载入",
  loadRows: (good: number, bad: number) =>
    bad === 0 ? `载入 ${count(good)} 行` : `载入 ${count(good)} 行，退回 ${count(bad)} 行`,
  answerFirst: (n: number) => `先定 ${n} 处`,
  checked: (n: number) => `${count(n)} 行全部查过：`,
  cannotTake: (n: number) => `${count(n)} 行不能收`,
  allFine: "没有收不了的",
  blankRows: (n: number) => `${count(n)} 个空行`,
  notYet: "现在还不能载入",

  // outcome
  movedTitle: "数字变了",
  movedWait: "正在算哪些数字变了",
  movedLater: "还有文件在载入，载入完再算哪些数字变了。",
  movedFailed: "没能算出哪些数字变了：",
  movedNone: "没有数字因此而变。",
  movedPossible: (n: number) => `用到这份数据的 ${n} 项指标`,
  movedRest: (n: number) => `其余 ${n} 项不变`,
  movedMore: (n: number) => `列出全部 ${n} 项`,
  figureColumns: { metric: "指标", now: "现在", before: "之前", after: "之后", then: "同意后", change: "变化" },
  heldNote: "请看“等您点头”。",

  // mending
  mendCaption: (n: number, shown: number) =>
    shown < n
      ? `退回的 ${count(n)} 行，先列 ${count(shown)} 行。在这里改好就能重新送入。`
      : `退回的 ${count(n)} 行。在这里改好就能重新送入。`,
  mendTo: "改为",
  mendLabel: (line: number, column: string) => `第 ${count(line)} 行 ${column} 改为`,
  mendRaw: (line: number) => `整行，改第 ${count(line)} 行的各格`,
  mendedCount: (n: number) => `已改好收下 ${count(n)} 行`,
  mendedToo: "也列出已改好的",
  leftEmpty: "留空",
  stillWrong: "还不对：",
  rawOf: (line: number) => `第 ${count(line)} 行的原文`,
  mendedMark: "已改好收下",
  sendMended: (n: number) => `送入改好的 ${count(n)} 行`,
  sendingMended: "正在送入",
  nothingMended: "送入改好的行",
  mendedSaid: (taken: number, left: number) =>
    left === 0 ? `${count(taken)} 行都收下了` : `收下 ${count(taken)} 行，还有 ${count(left)} 行没改对`,
  downloadMending: (n: number) => `下载退回的 ${count(n)} 行`,
  downloadNote: "和原文件一样的列，末尾多一列原因；改好再放进来，就只载入这些行。",
  all: (n: number) => `全部 ${count(n)} 行`,

  // held loads
  heldTitle: "等您点头",
  heldCount: (n: number) => `${n} 个`,
  heldBy: (who: string, when: string) => `${who}，${when}。`,
  heldCounts: (read: number, good: number, bad: number) =>
    `读入 ${count(read)} 行，可收 ${count(good)} 行，退回 ${count(bad)} 行。`,
  heldReasons: "为什么退回",
  heldFigures: "若现在同意，数字会这样变",
  heldNone: "同意后没有数字会变。",
  heldFiguresWait: "正在算同意后的数字",
  heldFiguresLater: "还有文件在载入，载入完再算同意后的数字。",
  heldFiguresFailed: "没能算出同意后的数字",
  anybody: "上传人",
  approve: (n: number) => `同意载入 ${count(n)} 行`,
  refuse: (who: string) => `退给${lead(who)}`,
  approved: (version: number) => `已同意，随第 ${version} 版发布`,
  refusedLoad: (who: string) => `已退给${lead(who)}，一行也没有计入`,
  working: "正在办",
  uploaders: { web: "网页上传", cli: "命令行", sample: "示例", inbox: "自动收取" } as Record<string, string>,

  // ledger
  details: "详情",
  detailsOf: (file: string) => `${file} 这次载入的详情`,
  decidedBy: (who: string, yes: boolean) => `由${lead(who)}${yes ? "同意" : "退回"}。`,
  redo: "恢复",
  redoLabel: (file: string) => `恢复 ${file} 这次载入`,
  redoAsk: (file: string, rows: number) => `恢复 ${file} 这次载入？它的 ${count(rows)} 行重新计入。`,
  redoYes: (rows: number) => `恢复这 ${count(rows)} 行`,
  redone: (version: number) => `已恢复，随第 ${version} 版发布`,
};

export type UploadWords = typeof zh;
