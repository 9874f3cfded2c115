import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import { rowsOf, rowsOfModel, type Row } from "../support/list-rows.ts";
import { publish, type Published } from "../support/published.ts";

/** The metrics of the scorecard of agents. */
const PARTS = [
  "appraisal_score",
  "csat",
  "same_day_resolution",
  "revisit_within_3_days",
  "review_reply_same_day",
  "visit_plan_completion",
];

const FILES: Record<string, string[]> = {
  agents: ["agent_id,name,team"],
  appraisals: ["appraisal_id,agent_id,month,facet,score"],
  surveys: ["survey_id,campaign,site_id,agent_id,visited_at,outcome,score"],
  tickets: ["ticket_id,kind,site_id,agent_id,created_at,resolved_at"],
  ratings: ["rating_id,shop_id,agent_id,rated_at,replied_at,sentiment"],
  visits: ["visit_id,customer_id,agent_id,planned_on,visited_on"],
  bills: ["bill_id,customer_id,site_id,due_on,amount"],
  payments: ["payment_id,bill_id,paid_on,amount"],
};

function add(
  source: keyof typeof FILES,
  good: number,
  bad: number,
  row: (id: string, isGood: boolean) => string,
): void {
  const lines = FILES[source] as string[];
  for (let i = 0; i < good + bad; i++) lines.push(row(`${source}${lines.length}`, i < good));
}
const member = (agent: string, team: string) => FILES["agents"]?.push(`${agent},${agent},${team}`);
const mark = (agent: string, month: string, score: number) =>
  add("appraisals", 1, 0, (id) => `${id},${agent},${month},service,${score}`);
const survey = (agent: string, good: number, bad: number, site = "A") =>
  add(
    "surveys",
    good,
    bad,
    (id, ok) => `${id},questionnaire,${site},${agent},2026-07-10 10:00,completed,${ok ? 5 : 2}`,
  );
const ticket = (agent: string, good: number, bad: number) =>
  add("tickets", good, bad, (id, ok) => `${id},repair,A,${agent},2026-07-10 10:00,2026-07-1${ok ? 0 : 1} 18:00`);
const review = (agent: string, good: number, bad: number) =>
  add("ratings", good, bad, (id, ok) => `${id},B,${agent},2026-07-10 10:00,2026-07-10 12:00,${ok ? "good" : "bad"}`);
const visit = (agent: string, good: number, bad: number) =>
  add("visits", good, bad, (id, ok) => `${id},C1,${agent},2026-07-10,${ok ? "2026-07-20" : ""}`);

for (const [agent, team] of ["K1 T1", "K2 T1", "K3 T2", "K4 T2", "K5 T2", "K6 T3", "K7 T3"].map((pair) =>
  pair.split(" "),
)) {
  member(agent ?? "", team ?? "");
}
// Appraised 85 in the mean, CSAT 4 of 5: (0.8 − 0.6) ÷ 0.4 = 50 points.
mark("K1", "2026-07", 90);
mark("K1", "2026-07", 80);
survey("K1", 4, 1);
// Four answers are too few.
mark("K2", "2026-07", 95);
survey("K2", 4, 0);
// 4 of 5 the same day: (0.8 − 0.5) ÷ 0.5 = 60 points.
mark("K3", "2026-07", 70);
ticket("K3", 4, 1);
// The best figures, but nobody appraised them in July.
mark("K4", "2026-06", 100);
mark("K4", "2026-08", 100);
survey("K4", 5, 0);
ticket("K4", 5, 0);
review("K4", 5, 0);
visit("K4", 5, 0);
// As K1.
mark("K5", "2026-07", 85);
survey("K5", 4, 1);
// 80 points everywhere, K7 in one metric more.
mark("K6", "2026-07", 80);
ticket("K6", 9, 1);
mark("K7", "2026-07", 80);
ticket("K7", 9, 1);
visit("K7", 9, 1);
// Shop B: 2 bad reviews of 40, 0.05: half way from 0.1 to 0. Nobody's.
review("", 33, 2);
// Community A: 6 bills of 100; by the end of July 4.5 were paid, 0.75: half way from 0.6 to 0.9.
add("bills", 6, 0, (id) => `${id},C1,A,2026-07-15,100.00`);
add("payments", 4, 0, (id) => `${id},bills${id.slice(-1)},2026-07-31,100.00`);
add("payments", 1, 0, (id) => `${id},bills5,2026-07-01,50.00`);
add("payments", 1, 0, (id) => `${id},bills6,2026-08-01,100.00`);

const TODAY = "2026-08-24";
const MODELS = [
  "lists.scorecard_agents",
  "lists.scorecard_teams",
  "lists.scorecard_sites",
  "accountability.service_star",
];

let system: Published;
beforeAll(async () => {
  system = await publish(FILES, TODAY, { only: [...MODELS, ...PARTS] });
}, 60_000);
afterAll(() => system.close());

const table = (rows: Row[], ...columns: string[]) => rows.map((row) => columns.map((column) => row[column]));

describe("the scorecard of agents", () => {
  test("ranks by score, then by the weight that counts, and shares what is still equal", async () => {
    const rows = await rowsOf(system, "lists.scorecard_agents");
    expect(table(rows, "place", "agent_id", "team", "score", "weight")).toEqual([
      ["1", "K7", "T3", 80, 60],
      ["2", "K6", "T3", 80, 50],
      ["3", "K1", "T1", 73.33, 60],
      ["3", "K5", "T2", 73.33, 60],
      ["5", "K3", "T2", 68, 50],
      // Without a mark, or with less than half of the weights, nobody has a place.
      [null, "K4", "T2", 100, 50],
      [null, "K2", "T1", 95, 40],
    ]);
    expect(new Set(rows.map((row) => row["month"]))).toEqual(new Set(["2026-07-01"]));
  });

  test("shows the parts from which the score can be worked out again", async () => {
    const rows = await rowsOf(system, "lists.scorecard_agents");
    expect(rows.find((row) => row["agent_id"] === "K1")).toMatchObject({
      appraisal_score_value: 85,
      appraisal_score_points: 85,
      appraisal_score_weight: 40,
      csat_value: 0.8,
      csat_points: 50,
      csat_weight: 20,
      same_day_resolution_value: null,
    });
    expect(rows.find((row) => row["agent_id"] === "K2")).toMatchObject({
      csat_value: 1,
      csat_points: null,
      csat_weight: null,
    });
    for (const row of rows) {
      const counted = PARTS.filter((part) => row[`${part}_weight`] !== null);
      const sum = (of: (part: string) => number) => counted.map(of).reduce((a, b) => a + b, 0);
      const weight = sum((part) => Number(row[`${part}_weight`]));
      const points = sum((part) => Number(row[`${part}_weight`]) * Number(row[`${part}_points`]));
      expect(weight).toBe(row["weight"]);
      expect(points / weight).toBeCloseTo(Number(row["score"]), 2);
    }
  });

  test("holds the values that the metrics themselves give", async () => {
    const rows = await rowsOf(system, "lists.scorecard_agents");
    let compared = 0;
    for (const part of PARTS) {
      const series = await system.series(`metric=${part}&grain=month&from=2026-07&to=2026-07&by=agent`);
      for (const { agent, value } of series) {
        if (agent === null) continue;
        expect(rows.find((row) => row["agent_id"] === agent)?.[`${part}_value`]).toBeCloseTo(Number(value), 12);
        compared++;
      }
    }
    expect(compared).toBe(17);
  });

  test("takes the weights and scales of the month's last day", async () => {
    const amounts = [
      "rule,holds_from,value",
      "weight.agent.csat,2026-07-31,0",
      "weight.agent.same_day_resolution,2026-08-01,30",
      "full_points.appraisal_score,2026-07-15,90",
    ];
    const rows = await rowsOfModel("lists.scorecard_agents", { ...FILES, amounts }, TODAY);
    const of = (agent: string) => rows.find((row) => row["agent_id"] === agent);
    // 85 of 90.
    expect(of("K1")).toMatchObject({ score: 94.44, weight: 40, csat_weight: null, csat_value: 0.8 });
    expect(of("K3")).toMatchObject({ weight: 50, same_day_resolution_weight: 10 });
    expect(of("K2")).toMatchObject({ appraisal_score_points: 100 });
  });

  test("counts a month as over on its last day", async () => {
    const rows = await rowsOfModel("lists.scorecard_agents", FILES, "2026-07-31");
    expect(rows[0]).toMatchObject({ month: "2026-07-01", agent_id: "K7" });
    const before = await rowsOfModel("lists.scorecard_agents", FILES, "2026-07-30");
    expect(table(before, "month", "agent_id", "appraisal_score_value")).toEqual([["2026-06-01", "K4", 100]]);
  });
});

describe("the scorecard of teams", () => {
  test("sums over the team before it divides", async () => {
    const rows = await rowsOf(system, "lists.scorecard_teams");
    const team = rows.find((row) => row["team"] === "T1");
    // 8 of 9 answers, not the mean of 0.8 and 1; three marks, not the mean of 85 and 95.
    expect(team?.["csat_value"]).toBeCloseTo(8 / 9, 12);
    expect(team?.["appraisal_score_value"]).toBeCloseTo(265 / 3, 12);
    expect(team).toMatchObject({ csat_points: 72.22, csat_weight: 20, score: 82.96, weight: 60 });
    // T2: 77.5 × 40, 75 × 20, 80 × 10, 100 × 10, 100 × 10 over 90.
    expect(rows.find((row) => row["team"] === "T2")).toMatchObject({ score: 82.22, weight: 90 });
    expect(table(rows, "place", "team")).toEqual([
      ["1", "T1"],
      ["2", "T2"],
      ["3", "T3"],
    ]);
  });
});

describe("the scorecard of sites", () => {
  test("turns a rate that should be low round, and counts no payment after the month", async () => {
    const rows = await rowsOf(system, "lists.scorecard_sites");
    expect(rows.find((row) => row["site_id"] === "B")).toMatchObject({
      bad_review_rate_value: 0.05,
      bad_review_rate_points: 50,
      bad_review_rate_weight: 15,
      // 15 of 100.
      place: null,
    });
    // (csat 17/19 → 73.68) × 25, (same day 27/30 → 80) × 20, (recovery 0.75 → 50) × 20.
    expect(rows.find((row) => row["site_id"] === "A")).toMatchObject({
      csat_points: 73.68,
      same_day_resolution_points: 80,
      recovery_rate_value: 0.75,
      recovery_rate_points: 50,
      weight: 65,
      score: 68.34,
      place: "1",
    });
  });
});

test("a weight for a metric that no scorecard has, or that has no scale, is a warning", async () => {
  const amounts = [
    "rule,holds_from,value",
    "weight.agent.nps,2026-07-01,10",
    "weight.team.recovery_rate,2026-07-01,10",
    "weight.site.csat,2026-07-01,30",
    // A scale from 0.5 to 0.5.
    "full_points.visit_plan_completion,2000-01-01,0.5",
  ];
  const only = ["checks.weights_without_metric", ...MODELS];
  const wrong = await publish({ ...FILES, amounts }, TODAY, { only });
  const { checks } = (await (await wrong.request("/api/catalogue")).json()) as Catalogue;
  expect(checks.find(({ id }) => id === "weights_without_metric")).toMatchObject({ rows: 4, severity: "warn" });
  expect(await rowsOf(wrong, "checks.weights_without_metric", "policy")).toMatchObject([
    { policy: "weight.agent.nps" },
    { policy: "weight.agent.visit_plan_completion" },
    { policy: "weight.team.recovery_rate" },
    { policy: "weight.team.visit_plan_completion" },
  ]);
  await wrong.close();
});

describe("service stars", () => {
  test("are the first of the scorecard, all who share the last place included", async () => {
    const stars = await rowsOf(system, "accountability.service_star");
    const ranked = await rowsOf(system, "lists.scorecard_agents");
    const july = stars.filter((star) => star["month"] === "2026-07-01");
    expect(july.map((star) => star["agent_id"])).toEqual(["K1", "K5", "K6", "K7"]);
    expect(july.map((star) => star["agent_id"])).toEqual(
      ranked
        .filter((row) => row["place"] !== null && Number(row["place"]) <= 3)
        .map((row) => row["agent_id"])
        .sort(),
    );
    expect(july[0]).toMatchObject({
      key: "2026-07 K1",
      happened_at: "2026-07-31",
      amount: null,
      effect: "rank",
      note_zh:
        "2026 年 7 月第 3 名，综合得分 73.33：（考核得分 85.00 分 × 40、客户满意度 50.00 分 × 20）÷ 计入权重 60。",
      note_en: "No. 3 of 2026-07, score 73.33: (appraisal 85.00 × 40, CSAT 50.00 × 20) / weight counted 60.",
      evidence_source: "appraisals",
      evidence: ["appraisals1", "appraisals2"],
    });
  });

  test("are named for months that are over, by the policy of each", async () => {
    const amounts = ["rule,holds_from,value", "service_star_places,2026-07-31,1", "service_star_places,2026-08-01,9"];
    const stars = await rowsOfModel("accountability.service_star", { ...FILES, amounts }, "2026-08-30");
    expect(table(stars, "key")).toEqual([["2026-07 K7"]]);
    expect(await rowsOfModel("accountability.service_star", FILES, "2026-07-30")).toEqual([]);
  });
});
