import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LoadOutcome } from "../../../dashboard/shared/loads.ts";
import { loadFile } from "../../../etl/load/load-file.ts";
import { parseMapping } from "../../../etl/load/mapping.ts";
import { NOW, openTestStore, type TestStore } from "../store-in-folder.ts";

const DATA = join(process.env.HENG_SHARED ?? "../shared", "data");
const present = existsSync(DATA);

/** Loads a real export by its headers' names alone: nothing says in which order its dates are, or what a comma is. */
async function load(store: TestStore, file: string, source: string, columns: Record<string, string>) {
  const lines = Object.entries(columns).map(([column, header]) => `  ${column}: ${JSON.stringify(header)}`);
  const mapping = parseMapping("real", [`source: ${source}`, "columns:", ...lines].join("\n"), "real.yml");
  return loadFile(store, { path: join(DATA, file), mapping, uploader: "test", now: NOW });
}

function all(outcome: LoadOutcome, rows: number): void {
  expect(outcome).toMatchObject({ status: "accepted", read: rows, loaded: rows, rejected: 0 });
}

describe.skipIf(!present)(`real exports' values${present ? "" : ` (skipped: no folder ${DATA})`}`, () => {
  test("1161 Chinese amounts with a decimal comma, three of them in 万元, are exact", async () => {
    const store = await openTestStore();
    all(
      await load(store, "cn_delivery_wuliu_gbk.csv", "orders", {
        order_id: "_line",
        amount: "销售金额",
        shipped_at: "销售时间",
        delivered_at: "交货时间",
      }),
      1161,
    );
    // reference_kpis.txt: amount unparsed 0 sum 1580551.09, 万元 rows 3, delivered before sold 0
    expect(await store.ask("select sum(amount) as sum, count(amount) as n from sources.orders")).toEqual([
      { sum: "1580551.09", n: "1161" },
    ]);
    expect(await store.ask("select amount from sources.orders where amount >= 100000 order by all")).toEqual([
      { amount: "115000.00" },
      { amount: "115000.00" },
      { amount: "327000.00" },
    ]);
  });

  test("5000 days of DD-MM-YYYY agree with the file's own column of months", async () => {
    const store = await openTestStore();
    all(
      await load(store, "survey_nps_timeseries.csv", "surveys", {
        survey_id: "ID",
        campaign: "'questionnaire'",
        visited_at: '"Survey date"',
      }),
      5000,
    );
    const lines = (await readFile(join(DATA, "survey_nps_timeseries.csv"), "utf8")).trim().split(/\r?\n/).slice(1);
    const months = new Map(lines.map((line) => [line.split(",")[0], Number(line.split(",")[4])]));
    const rows = await store.ask("select survey_id, month(visited_at) as month from sources.surveys");
    expect(rows.filter(({ survey_id, month }) => months.get(String(survey_id)) !== Number(month))).toEqual([]);
  });

  test("2466 invoices of M/D/YYYY fall due thirty days after their date", async () => {
    const store = await openTestStore();
    all(
      await load(store, "arrears_ibm_accounts_receivable.csv", "contracts", {
        contract_id: "invoiceNumber",
        site_id: "countryCode",
        handover_started_on: "InvoiceDate",
        maintenance_ends_on: "DueDate",
      }),
      2466,
    );
    expect(
      await store.ask(
        "select distinct maintenance_ends_on - handover_started_on as days, year(handover_started_on) as year from sources.contracts order by all",
      ),
    ).toEqual([
      { days: "30", year: "2012" },
      { days: "30", year: "2013" },
    ]);
  });

  test("5000 days such as 1-Jan-21 are read day first", async () => {
    const store = await openTestStore();
    all(
      await load(store, "call_pwc_call_center.csv", "calls", {
        call_id: '"Call Id"',
        started_at: "Date",
        queue: "Month",
      }),
      5000,
    );
    expect(
      await store.ask(
        "select count(*) as n, min(started_at) as first, max(started_at) as last from sources.calls where strftime(started_at, '%b') = queue",
      ),
    ).toEqual([{ n: "5000", first: "2021-01-01 00:00:00", last: "2021-03-31 00:00:00" }]);
  });
});
