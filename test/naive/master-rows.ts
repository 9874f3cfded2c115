import fc from "fast-check";
import { nullable, numbered, SHOPS, site, SITES } from "./awkward.ts";
import type { Agent, Customer, Site, TargetRow } from "./data.ts";

export const siteRow: fc.Arbitrary<Site> = fc
  .record({
    site_id: fc.constantFrom(...SITES, ...SHOPS, ...SHOPS),
    category: nullable(fc.constantFrom("家电", "母婴"), 8),
  })
  .map(({ site_id, category }) => {
    const shop = SHOPS.includes(site_id);
    return { site_id, name: `名${site_id}`, kind: shop ? "shop" : "community", category: shop ? category : null };
  });
export const agentRow: fc.Arbitrary<Agent> = fc.record({
  agent_id: fc.constantFrom("A01", "A02"),
  name: fc.constantFrom("张三", "李四"),
  team: nullable(fc.constantFrom("一班", "二班")),
  leader_id: nullable(fc.constantFrom("A01", "A98")),
});
export const customerRow: fc.Arbitrary<Customer> = fc.record({
  customer_id: numbered("C", 4),
  tier: nullable(fc.constantFrom("key", "member", "regular")),
  site_id: site,
});

export const targetRow: fc.Arbitrary<TargetRow> = fc.record({
  metric: fc.constantFrom("csat", "recovery_rate", "backlog"),
  grain: fc.constantFrom("month", "quarter", "year", "any"),
  site_id: nullable(fc.constantFrom(...SITES), 2),
  holds_from: fc.constantFrom("2022-01-01", "2024-02-01"),
  comparison: fc.constantFrom(">=", "<="),
  value: fc.constantFrom(0.5, 0.9, 1),
});
