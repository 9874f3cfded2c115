import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, later, nullable, numbered, site, timeOf } from "../awkward.ts";
import { addDays, addMonths, earlier, periodOf, type Day } from "../calendar.ts";
import type { Data } from "../data.ts";
import { placed, ratio, stateful, yes } from "../metric.ts";
import { organised } from "../organised.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { accepts, clock, dayOf, NOTHING, type AskedSpan, type Figure, type Filters, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    customers: Customer;
    visits: Visit;
  }
}

type Customer = {
  customer_id: string;
  name: string | null;
  phone: string | null;
  tier: "key" | "member" | "regular" | null;
  credit: "A" | "D" | null;
  region: string | null;
  site_id: string | null;
  segment: string | null;
  joined_on: string | null;
  assigned_to: string | null;
  assigned_at: string | null;
  first_contact_at: string | null;
};

type Visit = {
  visit_id: string;
  customer_id: string;
  agent_id: string | null;
  planned_on: string;
  visited_on: string | null;
};

const CONTACT_DAYS: Policy = { rule: "first_contact_days", text: 7, others: [1, 3, 10] };
const DAY = 86_400;

const customers: NaiveSource<Customer> = {
  columns: {
    customer_id: "客户编号",
    name: "客户名称",
    phone: "联系电话",
    tier: { header: "客户等级", words: { key: "大客户", member: "会员" } },
    credit: "信用等级",
    region: "地区",
    site_id: "小区",
    segment: "客户分类",
    joined_on: "入住日期",
    assigned_to: "客服专员",
    assigned_at: "分配时间",
    first_contact_at: "首次联系时间",
  },
  key: ["customer_id"],
  row: ({ days }) =>
    fc
      .record({
        customer_id: numbered("C", 9),
        name: nullable(fc.constant("王五"), 12),
        phone: nullable(fc.constant("13800000001"), 12),
        tier: nullable(fc.constantFrom("key", "member", "regular"), 8),
        credit: nullable(fc.constantFrom("A", "D")),
        region: nullable(fc.constantFrom("城东", "城南"), 6),
        site_id: site,
        segment: nullable(fc.constantFrom("助学", "敬老")),
        joined: nullable(fc.oneof(days, days, fc.constant("2024-02-29")), 8),
        yearsBefore: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 5, 10, 11),
        assigned_to: agent,
        assigned_at: nullable(timeOf(days), 8),
        contacted: nullable(fc.constantFrom(-3600, 0, DAY, 3 * DAY, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1, 30 * DAY), 3),
      })
      .map(({ joined, yearsBefore, contacted, ...row }): Customer => ({
        ...(row as Omit<Customer, "joined_on" | "first_contact_at">),
        joined_on: joined === null ? null : addMonths(joined, -12 * yearsBefore),
        first_contact_at: row.assigned_at === null || contacted === null ? null : later(row.assigned_at, contacted),
      })),
  most: 14,
};

const visits: NaiveSource<Visit> = {
  columns: {
    visit_id: "拜访编号",
    customer_id: "客户编号",
    agent_id: "拜访人",
    planned_on: "计划日期",
    visited_on: "拜访日期",
  },
  key: ["visit_id"],
  happened: ["visited_on"],
  row: ({ days }) =>
    fc
      .record({
        visit_id: numbered("Q", 30),
        customer_id: numbered("C", 10),
        agent_id: agent,
        planned_on: days,
        visited: nullable(fc.constantFrom(-40, -1, 0, 1, 2, 30, 31), 4),
      })
      .map(({ visited, ...row }): Visit => ({
        ...row,
        visited_on: visited === null ? null : addDays(row.planned_on, visited),
      })),
  most: 25,
  damages: [{ planned_on: "下季度" }, { customer_id: "" }],
};

function limitOf(data: Data, assigned_at: string): string {
  return later(assigned_at, policyOn(data, CONTACT_DAYS, dayOf(assigned_at)) * DAY);
}

/** The agents' customers, those of one agent together, as far as they were assigned by the end of the day. */
function holdings(data: Data, end: Day, filters: Filters): Map<string, number> {
  const held = new Map<string, number>();
  for (const { assigned_to, assigned_at } of data.customers) {
    if (assigned_to === null || assigned_at === null || dayOf(assigned_at) > end) continue;
    if (!accepts(filters, teamOf(data, assigned_to))) continue;
    held.set(assigned_to, (held.get(assigned_to) ?? 0) + 1);
  }
  return held;
}

function teamOf(data: Data, assigned_to: string | null): Members {
  const { team = null } = organised(data, { agent: assigned_to });
  return { team };
}

/** 1 − G, G being half the mean difference of any two, those with themselves among them, against the mean. */
function balanceFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const counts = [...holdings(data, earlier(span.last, span.asOf), filters).values()];
  if (counts.length === 0) return NOTHING;
  let differences = 0;
  let sum = 0;
  for (const mine of counts) {
    sum += mine;
    for (const theirs of counts) differences += Math.abs(mine - theirs);
  }
  const gini = differences / (2 * counts.length * sum);
  return { value: 1 - gini, numerator: null, denominator: null, n: sum };
}

const TENURES = ["0-1", "2-3", "4-5", "6-10", ">10"];

/** Whole years that have passed on the day. */
function yearsOn(day: Day, joined_on: Day): number {
  let years = 0;
  while (addMonths(joined_on, 12 * (years + 1)) <= day) years += 1;
  return years;
}

/** The catalogue asks for years without naming buckets of them. */
function tenureOn(day: Day, joined_on: Day): string {
  const years = yearsOn(day, joined_on);
  if (years <= 1) return "0-1";
  if (years <= 3) return "2-3";
  if (years <= 5) return "4-5";
  return years <= 10 ? "6-10" : ">10";
}

function customerMembers({ site_id, tier, credit, region, segment }: Customer): Members {
  return { site: site_id, tier, credit, region, segment };
}

function onFileFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let begun = false;
  let n = 0;
  for (const customer of data.customers) {
    const { joined_on } = customer;
    if (joined_on === null || joined_on > end) continue;
    begun = true;
    const members = { ...customerMembers(customer), tenure: tenureOn(end, joined_on) };
    if (accepts(filters, organised(data, members))) n += 1;
  }
  return begun ? { value: n, numerator: null, denominator: null, n } : NOTHING;
}

function tierOf(data: Data, customer_id: string): string | null {
  return data.customers.find((customer) => customer.customer_id === customer_id)?.tier ?? null;
}

export const area: Area = {
  sources: { customers, visits },
  reads: [],
  policies: [CONTACT_DAYS],
  metrics: {
    new_customer_contact_7d: ratio((data) =>
      placed(
        data.customers,
        ({ assigned_to, site_id }) => ({ agent: assigned_to, site: site_id }),
        ({ assigned_at }) => assigned_at,
        ({ assigned_at, first_contact_at }) => {
          if (assigned_at === null) return null;
          const inTime = first_contact_at !== null && clock(first_contact_at) <= clock(limitOf(data, assigned_at));
          return [yes(inTime), 1];
        },
        ({ assigned_at, first_contact_at }) => {
          const limit = limitOf(data, assigned_at!);
          return first_contact_at !== null && clock(first_contact_at) < clock(limit) ? first_contact_at : limit;
        },
      ),
    ),
    assignment_balance: stateful(balanceFigure, (data) =>
      data.customers.map(({ assigned_to }) => teamOf(data, assigned_to)),
    ),
    visit_plan_completion: ratio((data) =>
      placed(
        data.visits,
        ({ agent_id, customer_id }) => ({ agent: agent_id, tier: tierOf(data, customer_id) }),
        ({ planned_on }) => planned_on,
        ({ planned_on, visited_on }) => [
          yes(visited_on !== null && visited_on <= periodOf("month", planned_on).last),
          1,
        ],
      ),
    ),
    customers_on_file: stateful(onFileFigure, (data) =>
      data.customers.flatMap((customer) => TENURES.map((tenure) => ({ ...customerMembers(customer), tenure }))),
    ),
    profile_complete: ratio((data) =>
      placed(
        data.customers,
        ({ assigned_to, site_id }) => ({ agent: assigned_to, site: site_id }),
        ({ joined_on }) => joined_on,
        ({ name, phone, tier, region, assigned_to }) => [
          yes(name !== null && phone !== null && tier !== null && region !== null && assigned_to !== null),
          1,
        ],
      ),
    ),
  },
  situations: {
    "a customer contacted after a week to the second": (data) =>
      data.customers.some(
        ({ assigned_at, first_contact_at }) => assigned_at !== null && first_contact_at === later(assigned_at, 7 * DAY),
      ),
    "agents with different numbers of customers": (data) => new Set(holdings(data, "9999-12-31", {}).values()).size > 1,
    "a customer who joined on a leap day": (data) =>
      data.customers.some(({ joined_on }) => joined_on?.endsWith("-02-29") === true),
    "a visit in the month after": (data) =>
      data.visits.some(
        ({ planned_on, visited_on }) => visited_on !== null && visited_on.slice(0, 7) > planned_on.slice(0, 7),
      ),
    "a visit to an unknown customer": (data) =>
      data.visits.some((visit) => data.customers.every(({ customer_id }) => customer_id !== visit.customer_id)),
  },
};
