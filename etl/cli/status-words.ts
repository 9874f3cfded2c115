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
