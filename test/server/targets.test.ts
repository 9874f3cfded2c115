import { describe, expect, test } from "vitest";
import { publish } from "../support/published.ts";

const SITES = ["site_id,name,category", "D1,旗舰店,家居", "D2,折扣店,家居"];
const RATINGS = [
  "rating_id,shop_id,rated_at,service",
  ...["2026-06-05", "2026-07-05", "2026-08-05"].flatMap((day, i) => [
    `a${i},D1,${day} 10:00,5`,
    `b${i},D2,${day} 10:00,4`,
  ]),
];
const INDUSTRY = [
  "category,month,facet,mean,high,low",
  "家居,2026-06,service,4.5,4.9,4",
  "家居,2026-08,service,4.6,4.9,4",
];

async function targetsOf(targets: string[], query: string): Promise<(number | null)[]> {
  const published = await publish({
    sites: SITES,
    ratings: RATINGS,
    industry_ratings: INDUSTRY,
    ...(targets.length > 0 ? { targets: ["metric,grain,site_id,holds_from,comparison,value", ...targets] } : {}),
  });
  try {
    return (await published.series(query)).map(({ target }) => target);
  } finally {
    await published.close();
  }
}

const MONTHS = "grain=month&from=2026-06&to=2026-08";

describe("targets", () => {
  test("of DSR are the industry's mean of the month, and the last one known where a month has none", async () => {
    expect(await targetsOf([], `metric=dsr_service&${MONTHS}`)).toEqual([4.5, 4.5, 4.6]);
  });

  test("that a person sets win over the industry from their day on, whatever comes later", async () => {
    const set = ["dsr_service,any,,2026-07-01,>=,4.9"];
    expect(await targetsOf(set, `metric=dsr_service&${MONTHS}`)).toEqual([4.5, 4.9, 4.9]);
  });

  test("of one site win over those for all where the answer is cut by site or is about that site", async () => {
    const set = ["bad_review_rate,any,,2026-01-01,<=,0.1", "bad_review_rate,any,D1,2026-01-01,<=,0.05"];
    expect(await targetsOf(set, "metric=dsr_service&grain=month&from=2026-06&to=2026-06&by=site")).toEqual([4.5, 4.5]);
    expect(await targetsOf(set, "metric=bad_review_rate&grain=month&from=2026-06&to=2026-06&site=D1")).toEqual([0.05]);
    expect(await targetsOf(set, "metric=bad_review_rate&grain=month&from=2026-06&to=2026-06&site=D2")).toEqual([0.1]);
  });

  test("for a grain win over those for any", async () => {
    const set = ["bad_review_rate,any,,2026-01-01,<=,0.1", "bad_review_rate,month,,2026-01-01,<=,0.2"];
    expect(await targetsOf(set, "metric=bad_review_rate&grain=month&from=2026-06&to=2026-06")).toEqual([0.2]);
    expect(await targetsOf(set, "metric=bad_review_rate&grain=quarter&from=2026-Q2&to=2026-Q2")).toEqual([0.1]);
  });
});

describe("a status", () => {
  test("is met, near, miss, small or empty", async () => {
    const surveys = (month: string, satisfied: number, n: number) =>
      Array.from({ length: n }, (_, i) => `${month}-${i},ticket,2026-${month}-10 10:00,${i < satisfied ? 5 : 1}`);
    const published = await publish({
      surveys: [
        "survey_id,campaign,visited_at,score",
        ...surveys("01", 36, 40),
        ...surveys("02", 35, 40),
        ...surveys("03", 20, 40),
        ...surveys("04", 29, 29),
        ...surveys("06", 40, 40),
      ],
      targets: ["metric,grain,holds_from,comparison,value", "csat,any,2026-01-01,>=,0.89"],
    });
    const rows = await published.series("metric=csat&grain=month&from=2026-01&to=2026-06");
    await published.close();
    // 90 %, 87.5 % (short by 1.5 points), 50 %, 29 answers, none, 100 %.
    expect(rows.map(({ status }) => status)).toEqual(["met", "near", "miss", "small", "empty", "met"]);
  });
});

describe("customers over three months in arrears", () => {
  test("are not hidden by a credit note that was settled", async () => {
    const published = await publish({
      bills: ["bill_id,customer_id,site_id,due_on,amount", "1,C1,S1,2026-01-10,100", "2,C1,S1,2026-01-10,-20"],
      payments: ["payment_id,bill_id,paid_on,amount", "p,2,2026-02-01,-20"],
    });
    const [row] = await published.series(
      "metric=overdue_3_months_customers&grain=month&from=2026-05&to=2026-05&as_of=2026-08-01",
    );
    await published.close();
    expect(row?.value).toBe(1);
  });
});
