import fc from "fast-check";
import type { Area } from "../area.ts";
import { numbered } from "../awkward.ts";
import { placed, ratio } from "../metric.ts";
import type { NaiveSource } from "../source.ts";

declare module "../data.ts" {
  interface Rows {
    appraisals: Appraisal;
  }
}

/** `month` is the month's first day. */
type Appraisal = {
  appraisal_id: string;
  agent_id: string;
  month: string;
  facet: "service" | "appearance" | "attitude" | "knowledge" | "attendance" | "overall";
  score: number;
};

const appraisals: NaiveSource<Appraisal> = {
  columns: {
    appraisal_id: "评分编号",
    agent_id: "工号",
    month: { header: "月份", cell: "month" },
    facet: { header: "考核项", words: { service: "服务质量", appearance: "仪容仪表", overall: "综合" } },
    score: "得分",
  },
  key: ["appraisal_id"],
  row: ({ days }) =>
    fc
      .record({
        appraisal_id: numbered("G", 30),
        agent_id: fc.constantFrom("A01", "A02", "A99"),
        day: days,
        facet: fc.constantFrom("service", "appearance", "attitude", "knowledge", "attendance", "overall"),
        score: fc.constantFrom(0, 60, 88.5, 99.95, 100),
      })
      .map(({ day, ...row }): Appraisal => ({ ...row, month: `${day.slice(0, 7)}-01` })),
  most: 30,
  damages: [{ score: "优秀" }, { month: "" }, { facet: "颜值" }],
};

export const area: Area = {
  sources: { appraisals },
  // Something has to happen for there to be a today.
  reads: ["posts"],
  policies: [],
  metrics: {
    appraisal_score: ratio((data) =>
      placed(
        data.appraisals,
        ({ agent_id, facet }) => ({ agent: agent_id, facet }),
        ({ month }) => month,
        ({ score }) => [score, 1],
      ),
    ),
  },
  situations: {
    "two marks of one agent, month and facet": (data) =>
      data.appraisals.some((one) =>
        data.appraisals.some(
          (other) =>
            other !== one && other.agent_id === one.agent_id && other.month === one.month && other.facet === one.facet,
        ),
      ),
    "a mark of an unknown agent": (data) => data.appraisals.some(({ agent_id }) => agent_id === "A99"),
  },
};
