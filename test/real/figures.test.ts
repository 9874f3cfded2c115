import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";
import {
  hengJson,
  ROOT,
  SHARED,
  SHARED_IS_THERE,
  WITHOUT_SHARED,
  type QueryAnswer,
  type QueryRow,
} from "../support/heng.ts";

// Exports that nobody here wrote, through the command line, against figures that the Python standard library made of
// them (../shared/data/reference_kpis.txt). Nine digits unless a quantile's 1 % is said.

const describeReal = describe.skipIf(!SHARED_IS_THERE);

/** Loads one real export through its mapping into a data folder of its own. */
function system(mapping: string, file: string) {
  let folder = "";
  let loaded: LoadAnswer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "heng-real-"));
    loaded = await hengJson<LoadAnswer>(
      "load",
      join(SHARED, "data", file),
      "--mapping",
      join(ROOT, "test/mappings", `${mapping}.yml`),
      "--data",
      folder,
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    load: () => loaded.loads[0],
    async query(metric: string, grain: string, ...more: string[]): Promise<QueryRow[]> {
      return (await hengJson<QueryAnswer>("query", metric, "--grain", grain, "--data", folder, ...more)).rows;
    },
    async value(metric: string, grain: string, period: string | null, ...more: string[]): Promise<number | null> {
      const at = period === null ? [] : ["--from", period, "--to", period];
      const rows = await this.query(metric, grain, ...at, ...more);
      expect(rows).toHaveLength(1);
      return rows[0]?.value ?? null;
    },
  };
}

describeReal(`IBM receivables as bills${WITHOUT_SHARED}`, () => {
  const ibm = system("ibm", "arrears_ibm_accounts_receivable.csv");

  test("every record is loaded", () => {
    expect(ibm.load()).toMatchObject({ status: "accepted", read: 2466, loaded: 2466, rejected: 0 });
  });

  test("recovery counts what was paid by the period's own end", async () => {
    expect(await ibm.value("recovery_rate", "quarter", "2012-Q1")).toBeCloseTo(0.94715844513, 9);
    expect(await ibm.value("recovery_rate", "quarter", "2013-Q1")).toBeCloseTo(0.953296626041, 9);
    expect(await ibm.value("recovery_rate", "year", "2012")).toBeCloseTo(0.987691319321, 9);
    expect(await ibm.value("recovery_rate", "quarter", "2013-Q1", "--where", "site=818")).toBeCloseTo(
      0.931248462585,
      9,
    );
    const bySite = await ibm.query("recovery_rate", "quarter", "--from", "2013-Q1", "--to", "2013-Q1", "--by", "site");
    expect(bySite.find((row) => row["site"] === "818")?.value).toBeCloseTo(0.931248462585, 9);
  });

  test("arrears are what is past due and unpaid at the month's end", async () => {
    expect(await ibm.value("arrears_balance", "month", "2012-06")).toBeCloseTo(909.73, 9);
    expect(await ibm.value("arrears_balance", "month", "2012-12")).toBeCloseTo(788.74, 9);
    expect(await ibm.value("arrears_balance", "month", "2013-06")).toBeCloseTo(835.56, 9);
  });

  test("aging buckets add up to the balance", async () => {
    const buckets = await ibm.query(
      "arrears_balance",
      "month",
      "--from",
      "2012-06",
      "--to",
      "2012-06",
      "--by",
      "age_bucket",
    );
    // Days past due 1–7, 8–14 and 15–30 of the reference all fall into the first bucket.
    expect(buckets.filter(({ value }) => value !== 0).map((row) => [row["age_bucket"], row.value])).toEqual([
      ["1-30", 909.73],
    ]);
  });
});

describeReal(`CFPB complaints${WITHOUT_SHARED}`, () => {
  const cfpb = system("cfpb", "complaint_cfpb_sample.csv");

  test("equal lines are complaints of their own where the line is the key", () => {
    expect(cfpb.load()).toMatchObject({ read: 3186, loaded: 3186 });
  });

  test("are counted by month and by product", async () => {
    const months = await cfpb.query("complaint_count", "month");
    const count = (month: string) => months.find(({ period }) => period === `${month}-01`)?.value;
    expect([count("2016-01"), count("2016-02"), count("2013-08")]).toEqual([1355, 1428, 216]);
    const products = await cfpb.query("complaint_count", "all", "--by", "category");
    expect(products.find((row) => row["category"] === "Mortgage")?.value).toBe(921);
  });
});

describeReal(`Olist reviews as surveys${WITHOUT_SHARED}`, () => {
  const olist = system("olist", "survey_olist_orders_reviews.csv");

  test("satisfaction", async () => {
    expect(await olist.value("csat", "all", null)).toBeCloseTo(2169 / 3584, 12);
    expect(await olist.value("csat_mean", "all", null)).toBeCloseTo(3.522879464, 9);
    expect(await olist.value("csat_mean", "month", "2017-08")).toBeCloseTo(3.853125, 9);
  });
});

describeReal(`NPS answers with days before months${WITHOUT_SHARED}`, () => {
  const nps = system("nps", "survey_nps_timeseries.csv");

  test("net promoters by year, month and market", async () => {
    expect(await nps.value("nps", "year", "2021")).toBeCloseTo(0.118, 9);
    expect(await nps.value("nps", "month", "2021-01")).toBeCloseTo(0.13255814, 9);
    expect(await nps.value("nps", "all", null, "--where", "site=MEX")).toBeCloseTo(0.171012735, 9);
  });
});

describeReal(`travel tickets${WITHOUT_SHARED}`, () => {
  const travel = system("travel", "ticket_travel_support_sim.csv");

  test("response, resolution, same day and what was open at a month's end", async () => {
    const response = await travel.value("first_response_minutes_p90", "all", null);
    expect(response).toBeGreaterThan(174.3445 * 0.99);
    expect(response).toBeLessThan(174.3445 * 1.01);
    const [resolution] = await travel.query("resolution_minutes_p90", "all");
    expect(resolution?.n).toBe(3724);
    expect(resolution?.value).toBeGreaterThan(4528.348 * 0.99);
    expect(resolution?.value).toBeLessThan(4528.348 * 1.01);
    const [sameDay] = await travel.query("same_day_resolution", "all");
    expect([sameDay?.numerator, sameDay?.denominator]).toEqual([1712, 5000]);
    expect(await travel.value("backlog", "month", "2024-06")).toBe(666);
  });
});

describeReal(`SF 311 and NYC 311${WITHOUT_SHARED}`, () => {
  const sf = system("sf311", "ticket_sf311_sewer.csv");
  const nyc = system("nyc311", "ticket_nyc311_api.csv");

  test("cases closed before they were opened are rejected with that reason", () => {
    expect(sf.load()).toMatchObject({ read: 10_000, rejected: 17, reasons: { end_before_start: 17 } });
  });

  test("a long tail keeps its ninetieth percentile", async () => {
    const value = await sf.value("resolution_minutes_p90", "all", null);
    expect(value).toBeGreaterThan(446_433.9 * 0.99);
    expect(value).toBeLessThan(446_433.9 * 1.01);
  });

  test("line breaks in cells make no records", async () => {
    expect(nyc.load()).toMatchObject({ read: 1000, loaded: 1000, rejected: 0 });
    const [row] = await nyc.query("resolution_minutes_p90", "all");
    expect(row?.n).toBe(292);
    expect(row?.value).toBeGreaterThan(83.645 * 0.99);
    expect(row?.value).toBeLessThan(83.645 * 1.01);
  });
});
