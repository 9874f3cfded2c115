import type { Data, Survey } from "./data.ts";
import { placed, yes, type EventMetric } from "./happening.ts";
import { clock, type Members } from "./value.ts";

const REVISITED_CAMPAIGNS = ["ticket", "complaint", "member", "discharge"];
const THREE_DAYS = 3 * 24 * 60 * 60 * 1000;

function membersOf(data: Data): (survey: Survey) => Members {
  return ({ site_id, agent_id, campaign, method, customer_id }) => {
    let tier: string | null = null;
    for (const customer of data.customers) {
      if (customer.customer_id === customer_id) tier = customer.tier;
    }
    return { site: site_id, agent: agent_id, campaign, method, tier };
  };
}

const visitedAt = (survey: Survey): string | null => survey.visited_at;

export const SURVEY_METRICS = {
  csat: {
    kind: "ratio",
    happenings: (data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ score }) => (score === null ? null : [yes(score >= 4), 1])),
  },
  csat_mean: {
    kind: "mean",
    happenings: (data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ score }) => (score === null ? null : [score, 1])),
  },
  nps: {
    kind: "ratio",
    happenings: (data) =>
      placed(data.surveys, membersOf(data), visitedAt, ({ nps }) =>
        nps === null ? null : [nps >= 9 ? 1 : nps <= 6 ? -1 : 0, 1],
      ),
  },
  survey_response_rate: {
    kind: "ratio",
    happenings: (data) =>
      placed(
        data.surveys,
        membersOf(data),
        (survey) => survey.issued_at,
        (survey) => [yes(survey.outcome === "completed"), 1],
      ),
  },
  revisit_within_3_days: {
    kind: "ratio",
    happenings: (data) =>
      placed(
        data.surveys,
        membersOf(data),
        (survey) => survey.due_from,
        ({ campaign, outcome, due_from, visited_at }) => {
          if (!REVISITED_CAMPAIGNS.includes(campaign)) return null;
          const inTime = due_from !== null && visited_at !== null && clock(visited_at) <= clock(due_from) + THREE_DAYS;
          return [yes(outcome === "completed" && inTime), 1];
        },
      ),
  },
} satisfies Record<string, EventMetric>;
