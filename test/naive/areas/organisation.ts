import fc from "fast-check";
import type { Area } from "../area.ts";
import { AWKWARD_DAYS, nullable, SHOPS, SITES, WARDS } from "../awkward.ts";
import type { Agent, Amount, Site } from "../data.ts";
import type { NaiveSource, Surroundings } from "../source.ts";

declare module "../data.ts" {
  interface Rows {
    targets: TargetRow;
  }
}

type TargetRow = {
  metric: string;
  grain: "month" | "quarter" | "year" | "any";
  site_id: string | null;
  holds_from: string;
  comparison: ">=" | "<=";
  value: number;
};

const sites: NaiveSource<Site> = {
  columns: {
    site_id: "编号",
    name: "名称",
    kind: { header: "类型", words: { community: "小区", shop: "店铺", system: "系统", department: "科室" } },
    region: "区域",
    company: "分公司",
    manager_id: "责任人",
    category: "行业",
    in_maintenance_until: "维护期至",
  },
  key: ["site_id"],
  row: ({ days }) =>
    fc
      .record({
        site_id: fc.constantFrom(...SITES, ...SITES, ...SHOPS, ...SHOPS, ...WARDS),
        region: nullable(fc.constantFrom("城东", "城西")),
        company: nullable(fc.constantFrom("一公司", "二公司")),
        manager_id: nullable(fc.constantFrom("A01", "A02", "A99")),
        category: nullable(fc.constantFrom("家电", "母婴"), 8),
        kinds: fc.integer({ min: 0, max: 2 }),
        until: nullable(fc.oneof(days, fc.constant("2026-12-31")), 3),
      })
      .map(({ kinds, until, ...row }): Site => {
        const shop = SHOPS.includes(row.site_id);
        const kind = shop ? "shop" : WARDS.includes(row.site_id) ? "department" : kinds > 1 ? "community" : "system";
        return {
          ...row,
          name: `名${row.site_id}`,
          kind,
          category: shop ? row.category : null,
          in_maintenance_until: kind === "system" ? until : null,
        };
      }),
  most: 12,
};

const agents: NaiveSource<Agent> = {
  columns: { agent_id: "工号", name: "姓名", team: "班组", leader_id: "上级工号" },
  key: ["agent_id"],
  row: () =>
    fc.record({
      agent_id: fc.constantFrom("A01", "A02"),
      name: fc.constantFrom("张三", "李四"),
      team: nullable(fc.constantFrom("一班", "二班")),
      leader_id: nullable(fc.constantFrom("A01", "A98")),
    }),
  most: 3,
};

/** What managers changed, in the years of the data or before; the metrics that read none are not to mind. */
const amounts: NaiveSource<Amount> = {
  columns: { rule: "规则", holds_from: "生效日期", value: "数值" },
  key: ["rule", "holds_from"],
  row: ({ days, policies }: Surroundings) =>
    fc.constantFrom(...policies, { rule: "missed_call", text: 50, others: [20] }).chain(({ rule, text, others }) =>
      fc.record({
        rule: fc.constant(rule),
        holds_from: fc.oneof(days, fc.constantFrom("2022-01-01", ...AWKWARD_DAYS)),
        value: fc.constantFrom(text, ...others, ...others),
      }),
    ),
  most: 8,
};

const targets: NaiveSource<TargetRow> = {
  columns: {
    metric: "指标",
    grain: { header: "周期", words: { month: "月", quarter: "季", year: "年", any: "不限" } },
    site_id: "小区",
    holds_from: "生效日期",
    comparison: "方向",
    value: "目标值",
  },
  key: ["metric", "grain", "site_id", "holds_from"],
  row: () =>
    fc.record({
      metric: fc.constantFrom("csat", "recovery_rate", "backlog"),
      grain: fc.constantFrom("month", "quarter", "year", "any"),
      site_id: nullable(fc.constantFrom(...SITES), 2),
      holds_from: fc.constantFrom("2022-01-01", "2024-02-01"),
      comparison: fc.constantFrom(">=", "<="),
      value: fc.constantFrom(0.5, 0.9, 1),
    }),
  most: 4,
};

/** Places, people and decisions, which all areas read; no metric is their own. */
export const area: Area = {
  sources: { sites, agents, amounts, targets },
  reads: [],
  policies: [],
  metrics: {},
  situations: {},
};
