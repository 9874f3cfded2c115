import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, site, timeOf } from "../awkward.ts";
import type { Data } from "../data.ts";
import { count, placed, ratio, yes } from "../metric.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { clock, dayOf, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    surveys: Survey;
  }
}

type Survey = {
  survey_id: string;
  campaign: "ticket" | "complaint" | "care" | "discharge" | "questionnaire" | "member";
  ticket_id: string | null;
  complaint_id: string | null;
  customer_id: string | null;
  site_id: string | null;
  agent_id: string | null;
  due_from: string | null;
  issued_at: string | null;
  visited_at: string | null;
  method: "phone" | "paper" | null;
  outcome: "completed" | "no_answer" | "refused" | "pending" | null;
  score: number | null;
  nps: number | null;
  comment: string | null;
  recorded_fully: boolean | null;
};

const REVISIT_DAYS: Policy = { rule: "revisit_days", text: 3, others: [1, 5] };
const NOON_FROM: Policy = { rule: "rest_noon_from", text: 12, others: [11.5, 12.5] };
const NOON_TO: Policy = { rule: "rest_noon_to", text: 14, others: [13, 14.5] };
const NIGHT_FROM: Policy = { rule: "rest_night_from", text: 21, others: [20, 22.5] };
const NIGHT_TO: Policy = { rule: "rest_night_to", text: 8.5, others: [7, 9] };

const surveys: NaiveSource<Survey> = {
  columns: {
    survey_id: "回访编号",
    campaign: {
      header: "回访类型",
      words: { care: "关怀回访", discharge: "出院回访", questionnaire: "意见调查" },
    },
    ticket_id: "关联工单",
    complaint_id: "投诉编号",
    customer_id: "客户编号",
    site_id: "小区",
    agent_id: "回访人",
    due_from: "服务完成时间",
    issued_at: "发放时间",
    visited_at: "回访时间",
    method: { header: "回访方式", words: { phone: "电话", paper: "纸质" } },
    outcome: { header: "回访结果", words: { completed: "成功", no_answer: "无人接听", refused: "拒访" } },
    score: "满意度",
    nps: "推荐度",
    comment: "客户意见",
    recorded_fully: { header: "记录完整", cell: "bool" },
  },
  key: ["survey_id"],
  happened: ["visited_at"],
  row: ({ days }) =>
    fc
      .record({
        survey_id: numbered("V", 50),
        campaign: fc.constantFrom("ticket", "complaint", "care", "discharge", "questionnaire", "member"),
        ticket_id: nullable(numbered("T", 41)),
        complaint_id: nullable(numbered("K", 15), 3),
        customer_id: nullable(numbered("C", 5)),
        site_id: site,
        agent_id: agent,
        start: timeOf(days, ["08:29:59", "08:30:00", "13:59:59", "14:00:00", "20:59:59", "21:00:00"]),
        due: fc.boolean(),
        issued: nullable(delay, 2),
        visited: nullable(delay, 5),
        method: nullable(fc.constantFrom("phone", "phone", "paper")),
        outcome: nullable(fc.constantFrom("completed", "completed", "no_answer", "refused", "pending"), 8),
        score: nullable(fc.integer({ min: 1, max: 5 })),
        nps: nullable(fc.constantFrom(0, 6, 7, 8, 9, 10)),
        comment: nullable(fc.constantFrom("很好", "再快一点")),
        recorded_fully: nullable(fc.boolean(), 2),
      })
      .map(({ start, due, issued, visited, ...row }): Survey => {
        const visited_at = visited === null ? null : later(start, visited);
        return {
          ...(row as Omit<Survey, "due_from" | "issued_at" | "visited_at">),
          due_from: due ? start : null,
          // A paper form can go out before the service is done, but nobody answers a form before it goes out.
          issued_at:
            issued === null
              ? null
              : visited_at === null
                ? later(start, issued)
                : later(start, Math.min(issued, visited!)),
          visited_at,
        };
      }),
  most: 40,
  damages: [{ score: "6" }, { campaign: "" }, { nps: "11" }],
};

const REVISITED_CAMPAIGNS = ["ticket", "complaint", "member", "discharge"];
const DAY = 24 * 60 * 60 * 1000;

function membersOf(data: Data): (survey: Survey) => Members {
  return ({ site_id, agent_id, campaign, method, customer_id }) => {
    let tier: string | null = null;
    for (const customer of data.customers) {
      if (customer.customer_id === customer_id) tier = customer.tier;
    }
    return { site: site_id, agent: agent_id, campaign, method, tier };
  };
}

/** A completed revisit of the campaigns that owe one, with what else is asked of it; null for other campaigns. */
function revisited(survey: Survey, inTime: boolean): [number, number] | null {
  if (!REVISITED_CAMPAIGNS.includes(survey.campaign)) return null;
  return [yes(survey.outcome === "completed" && inTime), 1];
}

function isRestHour(data: Data, at: string): boolean {
  const hour = (clock(at) - clock(`${dayOf(at)} 00:00:00`)) / 3_600_000;
  const limit = (policy: Policy): number => policyOn(data, policy, dayOf(at));
  const noon = hour >= limit(NOON_FROM) && hour < limit(NOON_TO);
  return noon || hour >= limit(NIGHT_FROM) || hour < limit(NIGHT_TO);
}

const dueFrom = (survey: Survey): string | null => survey.due_from;
const visitedAt = (survey: Survey): string | null => survey.visited_at;

export const area: Area = {
  sources: { surveys },
  reads: ["customers"],
  policies: [REVISIT_DAYS, NOON_FROM, NOON_TO, NIGHT_FROM, NIGHT_TO],
  metrics: {
    csat: ratio((data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ score }) => (score === null ? null : [yes(score >= 4), 1])),
    ),
    csat_mean: ratio((data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ score }) => (score === null ? null : [score, 1])),
    ),
    nps: ratio((data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ nps }) =>
        nps === null ? null : [nps >= 9 ? 1 : nps <= 6 ? -1 : 0, 1],
      ),
    ),
    survey_response_rate: ratio((data) =>
      placed(
        data.surveys,
        membersOf(data),
        (survey) => survey.issued_at,
        (survey) => [yes(survey.outcome === "completed"), 1],
      ),
    ),
    revisit_coverage: ratio((data) =>
      placed(data.surveys, membersOf(data), dueFrom, (survey) => revisited(survey, true)),
    ),
    revisit_within_3_days: ratio((data) =>
      placed(data.surveys, membersOf(data), dueFrom, (survey) => {
        const { due_from, visited_at } = survey;
        if (due_from === null) return null;
        const limit = clock(due_from) + policyOn(data, REVISIT_DAYS, dayOf(due_from)) * DAY;
        return revisited(survey, visited_at !== null && clock(visited_at) <= limit);
      }),
    ),
    revisit_recorded_fully: ratio((data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ outcome, recorded_fully, method, score, comment }) => {
        if (outcome !== "completed") return null;
        return [yes(recorded_fully ?? (method !== null && score !== null && comment !== null)), 1];
      }),
    ),
    revisit_at_rest_hours: count((data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ method, visited_at }) =>
        method === "phone" && visited_at !== null ? [yes(isRestHour(data, visited_at)), 1] : null,
      ),
    ),
  },
  situations: {
    "a visit at 12:00": (data) => data.surveys.some(({ visited_at }) => visited_at?.slice(11) === "12:00:00"),
    "a visit at 14:00": (data) => data.surveys.some(({ visited_at }) => visited_at?.slice(11) === "14:00:00"),
    "a visit at 8:30": (data) => data.surveys.some(({ visited_at }) => visited_at?.slice(11) === "08:30:00"),
    "a revisit after three days to the second": (data) =>
      data.surveys.some(
        ({ due_from, visited_at }) =>
          due_from !== null && visited_at !== null && clock(visited_at) === clock(due_from) + 3 * DAY,
      ),
    "a limit that managers changed": (data) => data.amounts.some(({ rule }) => rule === "revisit_days"),
    "a survey visited without a score": (data) =>
      data.surveys.some((row) => row.visited_at !== null && row.score === null),
  },
};
