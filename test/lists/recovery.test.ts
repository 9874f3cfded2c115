import { expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";
import { publish } from "../support/published.ts";

const FILES = {
  sites: ["site_id,name,kind,manager_id", "A,甲苑,小区,U1", "B,乙苑,小区,U2", "C,丙苑,小区,U3"],
  bills: [
    "bill_id,customer_id,site_id,due_on,amount",
    "A1,C1,A,2026-01-10,60.00",
    "A2,C2,A,2026-02-10,20.00",
    "A3,C3,A,2026-03-31,20.00",
    "A4,C3,A,2026-04-10,100.00",
    "B1,C4,B,2026-01-10,90.00",
    "B2,C5,B,2026-03-10,10.00",
    "B3,C5,B,2026-07-10,100.00",
    "D1,C6,C,2025-06-10,95.00",
    "D2,C7,C,2025-06-10,5.00",
    "D3,C8,C,2024-06-10,94.99",
    "D4,C9,C,2024-06-10,5.01",
  ],
  payments: [
    "payment_id,bill_id,paid_on,amount",
    "P1,A1,2026-01-10,60.00",
    "P2,A2,2026-02-10,20.00",
    // A day late for the quarter.
    "P3,A3,2026-04-01,20.00",
    "P4,A4,2026-04-10,100.00",
    // Exactly nine tenths.
    "P5,B1,2026-01-10,90.00",
    "P6,D1,2025-12-31,95.00",
    "P7,D3,2024-12-31,94.99",
  ],
};

test("a quarter whose recovery misses its target is found at the site's manager, as the metric has it", async () => {
  const rows = await rowsOfModel("accountability.quarter_recovery", FILES, "2026-08-24");
  expect(rows.filter(({ key }) => String(key).includes("2026"))).toEqual([
    expect.objectContaining({
      key: "A 2026-Q1",
      month: "2026-03-01",
      happened_at: "2026-03-31",
      site_id: "A",
      agent_id: "U1",
      amount: null,
      effect: "withheld",
      note_zh: "2026 年第 1 季度到期应收 100.00 元，收回 80.00 元，回收率 80.00%，目标 90%，暂扣计件工资。",
      note_en:
        "Q1 2026: of CNY 100.00 due 80.00 were recovered, 80.00% against a target of 90%; the piece-rate pay is withheld.",
      evidence_source: "bills",
      evidence: ["A3"],
    }),
  ]);
  const system = await publish(FILES, "2026-08-24", { only: ["recovery_rate"] });
  const figures = await system.series("metric=recovery_rate&grain=quarter&by=site&from=2024-Q1&to=2026-Q2");
  await system.close();
  const missed = figures.filter(({ value, target }) => value !== null && target !== null && value < target);
  expect(rows.map(({ key }) => key)).toEqual(
    missed
      .map(({ site, period }) => `${String(site)} ${String(period).slice(0, 4)}-Q${quarterOf(String(period))}`)
      .sort(),
  );
});

function quarterOf(day: string): number {
  return Math.ceil(Number(day.slice(5, 7)) / 3);
}

test("the target is the site's own where it has one, and the one that holds at the quarter's end", async () => {
  const targets = [
    "metric,grain,site_id,holds_from,comparison,value",
    "recovery_rate,quarter,,2026-01-01,>=,0.99",
    "recovery_rate,quarter,A,2026-03-31,>=,0.75",
    "recovery_rate,quarter,B,2026-01-01,>=,0.85",
    "recovery_rate,quarter,B,2026-03-01,>=,0.95",
    "recovery_rate,quarter,B,2026-04-01,>=,0.5",
  ];
  const rows = await rowsOfModel("accountability.quarter_recovery", { ...FILES, targets }, "2026-08-24");
  expect(rows.map(({ key }) => key).filter((key) => String(key).includes("2026"))).toEqual(["B 2026-Q1"]);
});

test("a quarter is judged from its last day on", async () => {
  const keys = async (today: string) =>
    (await rowsOfModel("accountability.quarter_recovery", FILES, today)).map(({ key }) => key);
  expect(await keys("2026-03-30")).not.toContain("A 2026-Q1");
  expect(await keys("2026-03-31")).toContain("A 2026-Q1");
});

test("a year is judged by its own target and only once it is over", async () => {
  const rows = await rowsOfModel("accountability.year_recovery", FILES, "2026-08-24");
  expect(rows.map(({ key, note_zh, evidence }) => [key, note_zh, evidence])).toEqual([
    [
      "C 2024",
      "2024 年到期应收 100.00 元，收回 94.99 元，回收率 94.99%，目标 95%，扣除一个月的工资薪酬和计件工资。",
      ["D4"],
    ],
  ]);
});

test("the table's rows, its totals and each site's own, on a day of last year", async () => {
  const system = await publish(FILES, "2026-08-24", { only: ["lists.receivables"] });
  try {
    const response = await system.request("/api/lists/receivables?on=2025-12-31&group=site");
    const { rows, totals, groups } = (await response.json()) as Record<string, unknown>;
    expect(rows).toEqual([
      {
        site_id: "C",
        collector_id: null,
        opening_arrears: 5.01,
        arrears_collected: 0,
        arrears_left: 5.01,
        arrears_recovery: 0,
        due_this_year: 100,
        collected_this_year: 95,
        left_this_year: 5,
        collection_rate: 0.95,
        due_total: 105.01,
        collected_total: 95,
        left_total: 10.01,
        overall_rate: 95 / 105.01,
      },
    ]);
    expect(totals).toMatchObject({ due_total: 105.01, overall_rate: 95 / 105.01 });
    expect(groups).toMatchObject([{ id: "C", totals: { collection_rate: 0.95 } }]);
    const now = await system.request("/api/lists/receivables?site=A&site=B");
    const answer = (await now.json()) as { totals: unknown };
    // 290 of 400: neither the mean of the sites' rates nor their sum.
    expect(answer.totals).toMatchObject({ due_this_year: 400, collected_this_year: 290, collection_rate: 0.725 });
  } finally {
    await system.close();
  }
});
