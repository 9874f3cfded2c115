import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { loadFile } from "../../etl/load/load-file.ts";
import { readMapping } from "../../etl/load/mapping.ts";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

const SHARED = process.env.HENG_SHARED ?? "../shared";
const DATA = join(SHARED, "data");
const present = existsSync(DATA);

async function loadReal(store: TestStore, file: string, mapping: string) {
  return loadFile(store, {
    path: join(DATA, file),
    mapping: await readMapping("test/mappings", mapping),
    uploader: "test",
    now: NOW,
  });
}

describe.skipIf(!present)(`real exports${present ? "" : ` (skipped: no folder ${DATA})`}`, () => {
  test.each([
    ["arrears_ibm_accounts_receivable.csv", "ibm", 2466],
    ["complaint_cfpb_sample.csv", "cfpb", 3186],
    ["survey_olist_orders_reviews.csv", "olist", 3584],
    ["survey_nps_timeseries.csv", "nps", 5000],
    ["ticket_travel_support_sim.csv", "travel", 5000],
    ["ticket_nyc311_api.csv", "nyc311", 1000],
    ["cn_delivery_wuliu_gbk.csv", "delivery", 1161],
    ["cn_order_tmall.csv", "tmall", 28010],
  ])("%s loads in full through %s.yml", async (file, mapping, rows) => {
    const store = await openTestStore();
    expect(await loadReal(store, file, mapping)).toMatchObject({
      status: "accepted",
      read: rows,
      loaded: rows,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      blank: 0,
      reasons: {},
    });
  });

  test("San Francisco's 17 cases that closed before they opened are rejected, each with its line", async () => {
    const store = await openTestStore();
    expect(await loadReal(store, "ticket_sf311_sewer.csv", "sf311")).toMatchObject({
      read: 10_000,
      loaded: 9983,
      rejected: 17,
      reasons: { end_before_start: 17 },
    });
    const rejects = await store.ask(`select line, "column", raw from ledger.rejects order by line`);
    const text = await readFile(join(DATA, "ticket_sf311_sewer.csv"), "utf8");
    expect(rejects).toHaveLength(17);
    for (const { column, raw } of rejects) {
      expect(column).toBe("closed_date");
      expect(text).toContain(`\n${String(raw)}\n`);
    }
  });

  test("an invoice number keeps its leading zeros and its amount to the cent", async () => {
    const store = await openTestStore();
    await loadReal(store, "arrears_ibm_accounts_receivable.csv", "ibm");
    expect(await store.ask("select * exclude (extra) from sources.bills where bill_id = '0000611365'")).toEqual([
      {
        bill_id: "0000611365",
        customer_id: "0379-NEVHP",
        site_id: "391",
        collector_id: null,
        fee_kind: null,
        period: null,
        due_on: "2013-02-01",
        amount: "55.94",
        settled_on: "2013-01-15",
        disputed: false,
        _load: 1,
      },
    ]);
    expect(await store.ask("select sum(amount) as total from sources.bills")).toEqual([{ total: "147703.18" }]);
  });

  test("a first response is the creation plus its minutes to the microsecond", async () => {
    const store = await openTestStore();
    await loadReal(store, "ticket_travel_support_sim.csv", "travel");
    // 261.3160766843023 minutes are 15 678 964 601.058138 µs.
    expect(await store.ask("select created_at, first_response_at, resolved_at from sources.tickets limit 1")).toEqual([
      {
        created_at: "2024-10-29 22:00:00",
        first_response_at: "2024-10-30 02:21:18.964601",
        resolved_at: "2024-10-30 15:15:11.744884",
      },
    ]);
    expect(await store.ask("select count(resolved_at) as n from sources.tickets")).toEqual([{ n: "3724" }]);
  });

  test("no character of the GBK deliveries is damaged", async () => {
    const store = await openTestStore();
    await loadReal(store, "cn_delivery_wuliu_gbk.csv", "delivery");
    const text = iconv.decode(await readFile(join(DATA, "cn_delivery_wuliu_gbk.csv")), "gbk");
    const [header = [], ...records] = parse(text);
    const of = (record: string[], name: string): string => record[header.indexOf(name)]?.trim() ?? "";
    const rows = await store.ask(`
      select coalesce(order_id, '') as order_id, category, site_id, subject, extra->>'货品交货状况' as state,
        extra->>'销售金额' as amount, extra->>'数量' as quantity
      from sources.tickets order by ticket_id::int`);
    expect(rows).toEqual(
      records.map((record) => ({
        order_id: of(record, "订单号"),
        category: of(record, "货品"),
        site_id: of(record, "销售区域"),
        subject: of(record, "货品用户反馈"),
        state: of(record, "货品交货状况") || null,
        amount: of(record, "销售金额"),
        quantity: of(record, "数量") || null,
      })),
    );
  });

  test("no character of the Chinese orders is damaged", async () => {
    const store = await openTestStore();
    await loadReal(store, "cn_order_tmall.csv", "tmall");
    const [, ...records] = parse(await readFile(join(DATA, "cn_order_tmall.csv"), "utf8"));
    const rows = await store.ask(`
      select ticket_id, extra->>'总金额' as total, site_id, created_at, first_response_at as paid_at
      from sources.tickets order by ticket_id::int`);
    expect(rows).toEqual(
      records.map(([ticket_id, total, , site_id, created_at, paid_at]) => ({
        ticket_id,
        total,
        site_id,
        created_at,
        paid_at: paid_at || null,
      })),
    );
  });

  test("a header that is repeated in the middle is no row, and line ends of two kinds do no harm", async () => {
    const store = await openTestStore();
    const outcome = await loadFile(store, {
      path: join(DATA, "cn_review_jd_multiline.csv"),
      mapping: {
        name: "jd",
        source: "surveys",
        read: {},
        columns: { survey_id: "_line", campaign: "'questionnaire'", comment: "contents", site_id: "location" },
      },
      uploader: "test",
      now: NOW,
    });
    expect(outcome).toMatchObject({ read: 201, loaded: 200, rejected: 1, reasons: { repeated_header: 1 } });
  });

  test("Latin-1 that would pass for GBK is told from it", async () => {
    const store = await openTestStore();
    const path = join(DATA, "ticket_bpi2013_closed_problems.csv");
    const mapping = {
      name: "volvo",
      source: "tickets",
      read: {},
      columns: {
        ticket_id: '"Problem Number"',
        kind: "'repair'",
        created_at: '"Problem Change Date+Time"',
        team: '"Problem Involved ST Org line 3"',
      },
    };
    const outcome = await loadFile(store, { path, uploader: "test", now: NOW, mapping });
    expect(outcome).toMatchObject({ status: "accepted", read: 6660, loaded: 1487, rejected: 0 });
    expect(
      await store.ask(
        "select extra->>'Problem Involved Action Owner First Name' as name from rows.tickets where name like 'J%ri' limit 1",
      ),
    ).toEqual([{ name: "Jüri" }]);
  });
});

/** Records of a CSV text, read independently of the loader. */
function parse(text: string): string[][] {
  return text
    .trimEnd()
    .split("\r\n")
    .map((line) => [...`,${line}`.matchAll(/,(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted ?? bare ?? ""));
}
