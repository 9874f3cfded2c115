import { literal } from "../export.ts";

/** The layers of `rules.yml` whose findings are planted. */
export type Layer = "worklists" | "accountability" | "authenticity";

/**
 * An expected answer: what one list, rule or test must say of the sample.
 *
 * `keys` are those of `source`, key columns joined by a space. A list's line is known by `keys` in its columns `columns`.
 */
export type Fact = {
  layer: Layer;
  /** Id of the list, rule or test. */
  id: string;
  /** found: it must be there. absent: it must not. rejected: loading refuses the rows, nothing else ever sees them. */
  expected: "found" | "absent" | "rejected";
  source: string;
  columns: string[];
  keys: string[];
  site: string | null;
  agent: string | null;
  /** First day of the month to which it belongs, for rules and tests. */
  month: string | null;
  /** CNY, where the rule names an amount. */
  amount: string | null;
  /** Found, and nothing else is: of list or rule, all facts with the id that are expected to be found are the whole of it. */
  complete: boolean;
  zh: string;
  en: string;
};

type Planted = {
  layer: Layer;
  id: string;
  expected?: Fact["expected"];
  source: string;
  /** Columns of the list by which a line is known; by default the source's key. */
  columns?: string[];
  /** SQL that gives the column `key`, and optionally site_id, agent_id, month and amount that are the same in all rows. */
  keys: string;
  site?: string;
  agent?: string;
  month?: string;
  amount?: string;
  complete?: boolean;
  zh: string;
  en: string;
};

const KEYS: Record<string, string> = {
  amounts: "rule",
  appraisals: "appraisal_id",
  backups: "backup_id",
  bills: "bill_id",
  calls: "call_id",
  changes: "change_id",
  complaints: "complaint_id",
  contracts: "contract_id",
  customers: "customer_id",
  inspections: "inspection_id",
  messages: "message_id",
  orders: "order_id",
  payments: "payment_id",
  posts: "post_id",
  ratings: "rating_id",
  shifts: "shift_id",
  sites: "site_id",
  surveys: "survey_id",
  tasks: "task_id",
  tickets: "ticket_id",
  visits: "visit_id",
  waits: "wait_id",
};

export function keyOf(source: string): string {
  const key = KEYS[source];
  if (key === undefined) throw new Error(`nothing is planted in ${source}`);
  return key;
}

/** Keys of the rows of `planted_<source>` that belong to a plant. */
export const planted = (source: string, plant: string): string =>
  `select ${keyOf(source)} as key from planted_${source} where plant = ${literal(plant)}`;

/** One row per fact that has rows, as columns of Fact. */
export function factQuery(fact: Planted): string {
  const { layer, id, source, expected = "found", complete = false } = fact;
  const text = (value: string | undefined): string => (value === undefined ? "cast(null as varchar)" : literal(value));
  const columns = fact.columns ?? [keyOf(source)];
  return `select ${literal(layer)} as layer, ${literal(id)} as id, ${literal(expected)} as expected, ${literal(source)} as source,
    [${columns.map(literal).join(", ")}] as columns, list(key order by key) as keys, ${text(fact.site)} as site, ${text(fact.agent)} as agent,
    ${text(fact.month)} as month, ${text(fact.amount)} as amount, ${complete} as complete, ${literal(fact.zh)} as zh, ${literal(fact.en)} as en
    from (${fact.keys}) having count(*) > 0`;
}
