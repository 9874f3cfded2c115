import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { publish } from "../support/published.ts";
import { SHARED, SHARED_IS_THERE, WITHOUT_SHARED } from "../support/heng.ts";

// Worked cases that others published, through the whole product: a file in, an API answer out.

type WilsonCase = {
  id: string;
  k: number;
  n: number;
  confidence: number;
  side: string;
  continuity_correction: boolean;
  low: number;
  high: number;
  tolerance?: number;
};

type FormulaCase<Input> = { id: string; metric: string; input: Input; expect: number; tolerance: number };

async function formulaCases<Input>(metric: string): Promise<FormulaCase<Input>[]> {
  const { cases } = JSON.parse(await readFile(join(SHARED, "cases/formulas.json"), "utf8")) as {
    cases: FormulaCase<Input>[];
  };
  return cases.filter((item) => item.metric === metric);
}

describe.skipIf(!SHARED_IS_THERE)(`published cases${WITHOUT_SHARED}`, () => {
  test("Wilson's interval, two-sided, 95 %, without continuity correction", async () => {
    const { cases } = JSON.parse(await readFile(join(SHARED, "cases/wilson.json"), "utf8")) as { cases: WilsonCase[] };
    const mine = cases.filter(
      (item) =>
        item.confidence === 0.95 &&
        item.side === "two-sided" &&
        !item.continuity_correction &&
        typeof item.low === "number",
    );
    expect(mine.length).toBeGreaterThan(0);
    // Each case is a site of its own: k satisfied of n.
    const lines = mine.flatMap(({ id, k, n }) =>
      Array.from({ length: n }, (_, i) => `${id}-${i},ticket,${id},2026-03-01 10:00,${i < k ? 5 : 1}`),
    );
    const published = await publish({ surveys: ["survey_id,campaign,site_id,visited_at,score", ...lines] });
    const rows = await published.series("metric=csat&grain=all&by=site");
    await published.close();
    for (const { id, low, high, tolerance = 1e-6 } of mine) {
      const row = rows.find(({ site }) => site === id);
      expect(Math.abs((row?.low ?? NaN) - low), id).toBeLessThanOrEqual(tolerance);
      expect(Math.abs((row?.high ?? NaN) - high), id).toBeLessThanOrEqual(tolerance);
    }
  });

  test("NPS of the printed shares of promoters, passives and detractors", async () => {
    type Shares = { promoters_pct: number; passives_pct: number; detractors_pct: number };
    const cases = await formulaCases<Shares>("NPS");
    expect(cases.length).toBeGreaterThan(0);
    // Each case is a site of its own with a thousand answers, the edges of each group among them.
    const lines = cases.flatMap(({ id, input }) =>
      (
        [
          [input.promoters_pct, [9, 10]],
          [input.passives_pct, [7, 8]],
          [input.detractors_pct, [0, 6]],
        ] as const
      ).flatMap(([share, answers]) =>
        Array.from({ length: Math.round(share * 10) }, (_, i) => {
          const answer = answers[i % 2] ?? 0;
          return `${id}-${answer}-${i},questionnaire,${id},2026-03-01 10:00,${answer}`;
        }),
      ),
    );
    const published = await publish({ surveys: ["survey_id,campaign,site_id,visited_at,nps", ...lines] }, undefined, {
      only: ["nps"],
    });
    const rows = await published.series("metric=nps&grain=all&by=site");
    await published.close();
    for (const { id, expect: printed, tolerance } of cases) {
      const value = rows.find(({ site }) => site === id)?.value ?? NaN;
      expect(Math.abs(value * 100 - printed), id).toBeLessThanOrEqual(tolerance);
    }
  });

  test("好评率 is what neutral and bad reviews leave", async () => {
    const cases = await formulaCases<{ 好评: number; 全部计分评价: number }>("好评率");
    expect(cases.length).toBeGreaterThan(0);
    const lines = cases.flatMap(({ id, input }) =>
      Array.from(
        { length: input.全部计分评价 },
        (_, i) => `${id}-${i},${id},2026-03-01 10:00,${i < input.好评 ? "好评" : i % 2 === 0 ? "中评" : "差评"}`,
      ),
    );
    const published = await publish({ ratings: ["rating_id,shop_id,rated_at,sentiment", ...lines] }, undefined, {
      only: ["bad_review_rate"],
    });
    const rows = await published.series("metric=bad_review_rate&grain=all&by=site");
    await published.close();
    for (const { id, expect: printed, tolerance } of cases) {
      const value = rows.find(({ site }) => site === id)?.value ?? NaN;
      expect(Math.abs((1 - value) * 100 - printed), id).toBeLessThanOrEqual(tolerance);
    }
  });

  test("CEI and DSO of the printed receivables and sales", async () => {
    type Receivables = {
      beginning_receivables: number;
      credit_sales: number;
      months?: number;
      ending_total: number;
      ending_current: number;
    };
    const effectiveness = await formulaCases<Receivables>("CEI");
    const turnover = await formulaCases<{ receivables: number; credit_sales: number; days: number }>("DSO");
    expect(effectiveness.length).toBeGreaterThan(0);
    expect(turnover.length).toBeGreaterThan(0);
    const bills = ["bill_id,customer_id,site_id,period,due_on,amount"];
    const payments = ["payment_id,bill_id,paid_on,amount"];
    const bill = (id: string, site: string, billed: string, due: string, amount: number, paid: string | null): void => {
      bills.push(`${id},${id},${site},${billed},${due},${amount.toFixed(2)}`);
      if (paid !== null) payments.push(`${id},${id},${paid},${amount.toFixed(2)}`);
    };
    for (const { id, input } of effectiveness) {
      // The publisher holds one month's share of the sales against the receivables of its beginning and end.
      const sales = input.credit_sales / (input.months ?? 1);
      const current = Math.min(input.ending_current, sales);
      const late = Math.min(input.ending_total - input.ending_current, sales - current);
      const oldCurrent = input.ending_current - current;
      const oldLate = input.ending_total - input.ending_current - late;
      bill(`${id}-1`, id, "2026-03", "2026-05-20", oldCurrent, null);
      bill(`${id}-2`, id, "2026-03", "2026-03-20", oldLate, null);
      bill(`${id}-3`, id, "2026-03", "2026-03-20", input.beginning_receivables - oldCurrent - oldLate, "2026-04-10");
      bill(`${id}-4`, id, "2026-04", "2026-05-20", current, null);
      bill(`${id}-5`, id, "2026-04", "2026-04-20", late, null);
      bill(`${id}-6`, id, "2026-04", "2026-04-20", sales - current - late, "2026-04-30");
    }
    for (const { id, input } of turnover) {
      const days = input.days;
      expect(days, "a quarter's days").toBe(91);
      bill(`${id}-1`, id, "2026-04", "2026-05-10", input.credit_sales - input.receivables, "2026-06-30");
      bill(`${id}-2`, id, "2026-05", "2026-06-10", input.receivables, "2026-07-01");
    }
    const published = await publish({ bills, payments }, undefined, {
      only: ["collection_effectiveness", "days_sales_outstanding"],
    });
    const indexes = await published.series(
      "metric=collection_effectiveness&grain=month&from=2026-04&to=2026-04&by=site",
    );
    const outstanding = await published.series(
      "metric=days_sales_outstanding&grain=quarter&from=2026-Q2&to=2026-Q2&by=site",
    );
    await published.close();
    for (const { id, expect: printed, tolerance } of effectiveness) {
      const value = indexes.find(({ site }) => site === id)?.value ?? NaN;
      expect(Math.abs(value * 100 - printed), id).toBeLessThanOrEqual(tolerance);
    }
    for (const { id, expect: printed, tolerance } of turnover) {
      const value = outstanding.find(({ site }) => site === id)?.value ?? NaN;
      expect(Math.abs(value - printed), id).toBeLessThanOrEqual(tolerance);
    }
  });
});

describe("figures that publishers print", () => {
  test("NPS: 57 % promoters, 23 % passives, 20 % detractors make 37 (churnzero)", async () => {
    const answers = [...Array<number>(57).fill(9), ...Array<number>(23).fill(8), ...Array<number>(20).fill(6)];
    const published = await publish({
      surveys: [
        "survey_id,campaign,visited_at,nps",
        ...answers.map((nps, i) => `${i},questionnaire,2026-03-01 10:00,${nps}`),
      ],
    });
    const [row] = await published.series("metric=nps&grain=all");
    await published.close();
    expect(row?.value).toBeCloseTo(0.37, 12);
  });

  test("service level: 860 of 1000 answered within, 60 abandoned make 81 % by the third formula (callcentrehelper)", async () => {
    const call = (id: number, wait: number, isAnswered: boolean): string => {
      const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 10) + seconds * 1000).toISOString().slice(0, 19);
      return isAnswered
        ? `${id},inbound,${at(0)},${at(wait)},${at(wait + 60)},answered`
        : `${id},inbound,${at(0)},,${at(wait)},abandoned`;
    };
    const calls = [
      "call_id,direction,started_at,answered_at,ended_at,result",
      ...Array.from({ length: 860 }, (_, i) => call(i, 20, true)),
      ...Array.from({ length: 140 }, (_, i) => call(1000 + i, 21, true)),
      // Of the 60 abandoned: 10 within 5 seconds, 10 more within 20, 40 after.
      ...Array.from({ length: 60 }, (_, i) => call(2000 + i, i < 10 ? 4 : i < 20 ? 15 : 30, false)),
    ];
    const level = async (amounts: string[]) => {
      const published = await publish({ calls, amounts: ["rule,holds_from,value", ...amounts] }, undefined, {
        only: ["service_level_20s"],
      });
      const [row] = await published.series("metric=service_level_20s&grain=all");
      await published.close();
      return row?.value;
    };
    // The publisher's formula takes no short abandons out: a desk that wants it so sets them to 0 seconds.
    const asPrinted = await level(["short_abandon_seconds,2020-01-01,0"]);
    expect(asPrinted).toBeCloseTo(860 / 1060, 12);
    expect(Math.round(100 * (asPrinted ?? NaN))).toBe(81);
    expect(await level([])).toBeCloseTo(860 / 1050, 12);
  });

  test("DSO: 5 M of receivables on 9 M of sales in 91 days make 50.55 days (collectthemoney)", async () => {
    const published = await publish({
      bills: [
        "bill_id,customer_id,site_id,period,due_on,amount",
        "1,C1,S1,2026-04,2026-05-10,4000000",
        "2,C2,S1,2026-05,2026-06-10,5000000",
      ],
      payments: ["payment_id,bill_id,paid_on,amount", "p1,1,2026-06-30,4000000", "p2,2,2026-07-01,5000000"],
    });
    const [row] = await published.series("metric=days_sales_outstanding&grain=quarter&from=2026-Q2&to=2026-Q2");
    await published.close();
    expect(row?.value).toBeCloseTo((5 / 9) * 91, 9);
    expect(row?.value).toBeCloseTo(50.55, 1);
  });

  test("DSR: above the mean (shop − mean) ÷ (high − mean), below it ÷ (mean − low) and negative", async () => {
    const published = await publish({
      sites: ["site_id,name,category", "D1,旗舰店,家居", "D2,折扣店,家居"],
      industry_ratings: [
        "category,month,facet,mean,high,low",
        "家居,2026-03,service,4.6,4.9,4.1",
        "家居,2026-03,logistics,4.5,4.8,4.2",
      ],
      ratings: [
        "rating_id,shop_id,rated_at,service,logistics",
        "1,D1,2026-03-05 10:00,5,4",
        "2,D1,2026-03-06 10:00,4,4",
        "3,D2,2026-03-06 10:00,5,",
      ],
    });
    const rows = await published.series("metric=dsr_vs_industry&grain=month&from=2026-03&to=2026-03&by=site,facet");
    await published.close();
    const value = (site: string, facet: string) =>
      rows.find((row) => row["site"] === site && row["facet"] === facet)?.value;
    // D1 service 4.5 < 4.6: −0.1 ÷ 0.5; logistics 4 < 4.5: −0.5 ÷ 0.3; D2 service 5 > 4.6: 0.4 ÷ 0.3.
    expect(value("D1", "service")).toBeCloseTo(-0.2, 9);
    expect(value("D1", "logistics")).toBeCloseTo(-5 / 3, 9);
    expect(value("D2", "service")).toBeCloseTo(4 / 3, 9);
    expect(value("D2", "logistics")).toBeUndefined();
  });
});
