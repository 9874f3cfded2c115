import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readContracts } from "../../etl/contract.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { makeSample, PLANTED } from "../../etl/sample/make-sample.ts";
import type { Fact } from "../../etl/sample/planted/fact.ts";
import { openStore, type Store } from "../../etl/store.ts";

/** What the business's texts ask for: 17 worklists, 8 rules, 8 tests. */
const IDS = {
  worklists: [
    "arrears_3_months",
    "breaching_soon",
    "cards_expiring",
    "complaints_to_revisit",
    "contracts_expiring",
    "major_complaints",
    "new_customers",
    "promises_due",
    "rectifications_due",
    "reviews_unanswered",
    "revisits_due",
    "roster_gaps",
    "stale_backups",
    "unpaid_orders",
    "unpatrolled_sites",
    "unresolved_today",
    "visits_planned",
  ],
  accountability: [
    "false_inspection",
    "improvement_reward",
    "leak_without_patrol",
    "missed_call",
    "quarter_recovery",
    "service_star",
    "substantiated_complaint",
    "year_recovery",
  ],
  authenticity: [
    "back_filled",
    "copy_paste",
    "digit_heaping",
    "duplicate_person",
    "future_dates",
    "impossible_order",
    "self_contradiction",
    "too_perfect",
  ],
};
const SEEDS = [1, 2, 3, 4, 5];

let folder: string;
let store: Store;
const facts = new Map<number, Fact[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heng-planted-"));
  for (const seed of SEEDS) {
    const out = join(folder, `${seed}`);
    const { files } = await makeSample({ folder: out, tickets: 3000, seed, log: () => {} });
    facts.set(seed, (JSON.parse(await readFile(join(out, PLANTED), "utf8")) as { facts: Fact[] }).facts);
    if (seed > 1) continue;
    store = await openStore({
      dataFolder: join(folder, "store"),
      contracts: await readContracts("etl/sources"),
      log: () => {},
    });
    const now = new Date("2026-08-24T06:12:00+08:00");
    // Corrections last, as `heng start` loads them.
    for (const path of files.sort((a, b) => Number(a.includes("补录")) - Number(b.includes("补录")))) {
      expect((await loadFile(store, { path, uploader: "test", now })).status, basename(path)).toBe("accepted");
    }
  }
});
afterAll(async () => {
  store.close();
  await rm(folder, { recursive: true, force: true });
});

const ofFirst = (): Fact[] => facts.get(SEEDS[0] ?? 0) ?? [];

test.each(SEEDS)("seed %i plants something for every list, rule and test to find", (seed) => {
  const planted = facts.get(seed) ?? [];
  for (const [layer, ids] of Object.entries(IDS)) {
    const found = planted.filter((fact) => fact.layer === layer && fact.expected === "found");
    expect([...new Set(found.map(({ id }) => id))].sort()).toEqual(ids);
  }
  for (const fact of planted) {
    expect(fact.zh, fact.id).toMatch(/\p{Script=Han}/u);
    expect(fact.en.length, fact.id).toBeGreaterThan(10);
    // Only a period with nothing unpaid has no rows.
    if (fact.expected !== "absent") expect(fact.keys.length, fact.id).toBeGreaterThan(0);
    expect(new Set(fact.keys).size, fact.id).toBe(fact.keys.length);
  }
});

test("what does not depend on chance is the same for every seed", () => {
  const fixed = (seed: number): string[] =>
    (facts.get(seed) ?? [])
      .filter(({ id, source }) => !id.endsWith("_recovery") && source !== "messages")
      .map((fact) => [fact.layer, fact.id, fact.expected, fact.source, fact.site, fact.month].join(" "));
  for (const seed of SEEDS) expect(fixed(seed)).toEqual(fixed(1));
});

async function ask(query: string): Promise<unknown[][]> {
  return (await store.connection.runAndReadAll(query)).getRowsJson();
}

const keysOf = async (query: string): Promise<string[]> => (await ask(query)).map(([key]) => String(key)).sort();

/** Keys of all facts of a test that are found in a source. */
const plantedKeys = (id: string, source: string): string[] =>
  ofFirst()
    .filter((fact) => fact.id === id && fact.source === source && fact.expected === "found")
    .flatMap(({ keys }) => keys)
    .sort();

test("every row that is named is there, and what is to be rejected was", async () => {
  const contracts = await readContracts("etl/sources");
  for (const { id, source, columns, keys, expected } of ofFirst()) {
    const key = contracts.find((contract) => contract.id === source)?.key ?? [];
    if (expected === "rejected") {
      const raws = await ask(
        `select raw from ledger.rejects join ledger.loads using (load) where source = '${source}' and rejects.code = 'end_before_start'`,
      );
      for (const wanted of keys) expect(raws.filter(([raw]) => String(raw).includes(wanted)).length, wanted).toBe(1);
    } else if (columns.join() === key.join()) {
      const [[count]] = (await ask(
        `select count(*)::integer from sources.${source} where ${key.join()} in (select unnest([${keys.map((value) => `'${value}'`).join()}]::varchar[]))`,
      )) as [[number]];
      expect(count, `${id} ${source}`).toBe(keys.length);
    }
  }
});

describe("nobody else does what is planted", () => {
  test.each([
    ["surveys", "survey_id", "visited_at < due_from"],
    [
      "complaints",
      "complaint_id",
      "revisited_at < resolved_at or resolved_at < accepted_at or first_reply_at < accepted_at",
    ],
    ["calls", "call_id", "ended_at < answered_at"],
    ["tickets", "ticket_id", "resolved_at < first_response_at or closed_at < resolved_at"],
    ["orders", "order_id", "paid_at < placed_at or placed_at < inquired_at or return_requested_at < delivered_at"],
    ["payments", "payment_id", "paid_on < (select period from sources.bills where bills.bill_id = payments.bill_id)"],
    ["waits", "wait_id", "informed_at < queued_at or seen_at < informed_at"],
    ["inspections", "inspection_id", "least(reported_at, fixed_at, report_at) < inspected_at"],
    ["contracts", "contract_id", "handover_done_on < handover_started_on"],
    ["customers", "customer_id", "first_contact_at < assigned_at"],
  ])("%s: times in an impossible order", async (source, key, condition) => {
    expect(await keysOf(`select ${key} from sources.${source} where ${condition}`)).toEqual(
      plantedKeys("impossible_order", source),
    );
  });

  test.each([
    ["tickets", "ticket_id", "created_at, first_response_at, resolved_at, closed_at"],
    ["complaints", "complaint_id", "received_at, accepted_at, first_reply_at, reported_at, resolved_at, revisited_at"],
    ["surveys", "survey_id", "due_from, issued_at, visited_at"],
    [
      "orders",
      "order_id",
      "placed_at, paid_at, shipped_at, delivered_at, return_requested_at, return_closed_at, customer_notified_at",
    ],
    ["inspections", "inspection_id", "inspected_at, reported_at, fixed_at, report_at"],
    ["calls", "call_id", "started_at, answered_at, ended_at"],
    ["ratings", "rating_id", "rated_at, replied_at"],
    ["waits", "wait_id", "queued_at, seen_at, informed_at"],
    ["messages", "message_id", "sent_at"],
    ["posts", "post_id", "posted_at, replied_at"],
    ["backups", "backup_id", "backed_up_at, restore_tested_at"],
    ["changes", "change_id", "notified_at, changed_at, archived_at"],
    ["collections", "collection_id", "collected_at"],
    ["tasks", "task_id", "raised_on, done_on, approved_on"],
    ["visits", "visit_id", "visited_on"],
    ["shifts", "shift_id", "online_from, online_to"],
    ["customers", "customer_id", "assigned_at, first_contact_at"],
    ["contracts", "contract_id", "accepted_on, handover_done_on, reminded_on"],
    ["payments", "payment_id", "paid_on"],
  ])("%s: events that have not happened yet", async (source, key, columns) => {
    expect(
      await keysOf(`select ${key} from sources.${source} where greatest(${columns}) >= timestamp '2026-08-24 06:12'`),
    ).toEqual(plantedKeys("future_dates", source));
  });

  test("one telephone number for several, one message twice in a week", async () => {
    expect(
      await keysOf(
        "select customer_id from sources.customers where phone in (select phone from sources.customers group by phone having count(*) > 1)",
      ),
    ).toEqual(plantedKeys("duplicate_person", "customers"));
    expect(
      await keysOf(
        `select message_id from sources.messages where status = 'sent' qualify sent_at - lag(sent_at) over
           (partition by recipient, content_hash order by sent_at, message_id) <= interval 7 days`,
      ),
    ).toEqual(plantedKeys("duplicate_person", "messages"));
  });

  test("a round while the roster has the inspector on no shift", async () => {
    expect(
      await keysOf(
        `select inspection_id from sources.inspections as rounds
         where exists (from sources.shifts where agent_id = inspector_id and date_trunc('month', starts_at) = date_trunc('month', inspected_at))
           and not exists (from sources.shifts where agent_id = inspector_id and inspected_at between starts_at and ends_at)`,
      ),
    ).toEqual(plantedKeys("self_contradiction", "inspections"));
  });

  test("content while a complaint of the same customer about the same is open", async () => {
    expect(
      await keysOf(
        `select distinct survey_id from sources.surveys left join sources.tickets using (ticket_id)
         join sources.complaints as open on open.customer_id = surveys.customer_id
           and (open.complaint_id = surveys.complaint_id or open.ticket_id = surveys.ticket_id or open.category = tickets.category)
           and open.received_at <= visited_at and coalesce(open.resolved_at, timestamp '9999-12-31') > visited_at
         where score >= 4 and visited_at < '2026-08-24'`,
      ),
    ).toEqual(plantedKeys("self_contradiction", "surveys"));
  });

  test("the same remark, all fives, times on the five minutes, one length: only where planted", async () => {
    expect(
      await keysOf(
        "select distinct agent_id from sources.surveys where length(comment) >= 8 group by agent_id, comment having count(*) >= 8",
      ),
    ).toEqual(["KF005"]);
    expect(
      await ask(
        `select agent_id, site_id, date_trunc('month', visited_at)::date::varchar from sources.surveys where score is not null and agent_id is not null
         group by all having count(*) >= 30 and min(score) = 5`,
      ),
    ).toEqual([["KF006", "XQ05", "2026-07-01"]]);
    expect(
      await ask(
        `select agent_id, date_trunc('month', visited_at)::date::varchar from sources.surveys where visited_at is not null and agent_id is not null
         group by all having count(*) >= 30 and avg((minute(visited_at) % 5 = 0)::integer) > 0.6`,
      ),
    ).toEqual([["KF008", "2026-08-01"]]);
    expect(
      await ask(
        `select inspector_id, avg((duration_minutes % 5 = 0)::integer) > 0.6, stddev(duration_minutes) < 3 from sources.inspections
         where duration_minutes is not null group by 1 having count(*) >= 30 and (avg((duration_minutes % 5 = 0)::integer) > 0.6 or stddev(duration_minutes) < 3)
         order by 1`,
      ),
    ).toEqual([
      ["WX1004", true, false],
      ["WX2005", false, true],
    ]);
  });

  test("sums of money begin with each digit as often as they should, but for invented sales", async () => {
    const [[honest, invented]] = (await ask(
      `with amounts as (
         select cast(left(cast(amount as varchar), 1) as integer) as digit, order_id in (select unnest([${plantedKeys(
           "digit_heaping",
           "orders",
         )
           .map((key) => `'${key}'`)
           .join()}])) as is_invented
         from sources.orders where amount >= 1
       ),
       counts as (select is_invented, digit, count(*) as n from amounts group by is_invented, digit),
       shares as (select is_invented, digit, n / sum(n) over (partition by is_invented) as share from counts)
       select max(abs(share - log10(1 + 1 / digit))) filter (not is_invented), max(abs(share - log10(1 + 1 / digit))) filter (is_invented) from shares`,
    )) as [[number, number]];
    expect(honest).toBeLessThan(0.04);
    expect(invented).toBeGreaterThan(0.15);
  });
});
