import type { Status } from "../../dashboard/shared/catalogue.ts";
import type { LoadStatus } from "../../dashboard/shared/loads.ts";
import type { Words } from "../../dashboard/shared/words.ts";

/** What became of a file, as the command line says it. */
export const STATUS: Record<LoadStatus, Words> = {
  accepted: { zh: "已载入", en: "accepted" },
  held: { zh: "待批", en: "held" },
  declined: { zh: "未批准", en: "declined" },
  refused: { zh: "拒收", en: "refused" },
  already: { zh: "已载入过", en: "already" },
  undone: { zh: "已撤销", en: "undone" },
  skipped: { zh: "略过", en: "skipped" },
};

/** How a figure stands to its target. */
export const VERDICT: Record<Status, Words> = {
  met: { zh: "达标", en: "met" },
  near: { zh: "临界", en: "near" },
  miss: { zh: "未达标", en: "miss" },
  none: { zh: "未设目标", en: "none" },
  small: { zh: "样本不足", en: "small" },
  empty: { zh: "没有发生", en: "empty" },
};

/** Lines that are no records, by their code. */
export const SKIPPED: Record<string, [string, string]> = {
  title: ["标题", "title lines"],
  header: ["表头", "header lines"],
  total: ["合计", "sums"],
  signature: ["落款", "signatures"],
};
