import type { Words } from "./words.ts";

export const GRAINS = ["day", "week", "month", "quarter", "year", "all"] as const;
export type Grain = (typeof GRAINS)[number];

export const KINDS = ["ratio", "mean", "sum", "count", "quantile", "balance"] as const;
export type Kind = (typeof KINDS)[number];

/** What a value is measured in; `percent` and `points` travel as fractions (0.605). */
export const UNITS = [
  "percent",
  "points",
  "score",
  "count",
  "CNY",
  "seconds",
  "minutes",
  "hours",
  "days",
  "index",
  "per_1000",
] as const;
export type Unit = (typeof UNITS)[number];

export type Comparison = ">=" | "<=";
export type Target = { comparison: Comparison; value: number };

/**
 * What judges a value. `met`, `near` (short of the target by no more than the metric's tolerance), `miss`;
 * `none`: no target is set; `small`: fewer rows than minimum_n; `empty`: nothing happened in the period.
 */
export const STATUSES = ["met", "near", "miss", "none", "small", "empty"] as const;
export type Status = (typeof STATUSES)[number];

/** A metric as pages and scripts know it: what its `.sql` file's header says. */
export type MetricEntry = {
  id: string;
  title: Words;
  about: Words;
  /** What was decided where the sentence leaves a choice; empty where it leaves none. */
  decision: Words;
  /** The sentence of the business's own texts that asks for it; empty where none does. */
  asks: string;
  /** The file's area, which groups cards: an id of `Catalogue.areas`. */
  area: string;
  kind: Kind;
  /** Only for kind quantile: 0.9. */
  quantile: number | null;
  unit: Unit;
  /** Which way is good; null where neither is. */
  better: "up" | "down" | null;
  /** Periods it may be asked by. */
  grains: Grain[];
  /** Dimensions it can be cut and filtered by. `site` is among them where the page's site filter applies. */
  by: string[];
  /** The header's targets by grain; `any` serves the grains that are not named. Rows of the targets source win. */
  targets: Partial<Record<Grain | "any", Target>>;
  minimumN: number;
  /** Decimals shown, of the value as displayed (percent: of 81.6 %). */
  decimals: number;
  /** The measure word of n: 笔 | bills. */
  noun: Words;
  /** Numerator and denominator in words; empty for counts and quantiles. */
  formula: { numerator: Words; denominator: Words };
  /** Trailing window in months (DSR: 6), or null. */
  windowMonths: number | null;
  /** Rows that are in no period because the time that places them is empty. */
  unplaced: number;
  /** Sources its rows come from, found by parsing its SQL. */
  sources: string[];
  /** The author's SQL, header included, and its path in the project. */
  sql: string;
  path: string;
};

/** A column of a list. `unit`: what its numbers are measured in, `date` or `moment` for times, null for words. */
export type ListColumn = {
  id: string;
  title: Words;
  unit: Unit | "date" | "moment" | null;
  /** The dimension whose member it holds (site_id → site), so that its name can be shown; null for any other. */
  dimension: string | null;
  /** Whether a total over all rows says something. */
  total: boolean;
  /** A share's total is the quotient of two columns' sums, never a sum of shares; null where the total is the sum. */
  totalOf: { numerator: string; denominator: string } | null;
  /** Personal data: masked unless the role may see it. */
  personal: boolean;
  /** The head that it shares with its neighbours of the same: 往年欠费; null for none. */
  under: Words | null;
};

/** A list that staff act on or managers read: what its file under `sql/lists/` says. */
export type ListEntry = {
  id: string;
  group: "worklist" | "scorecard" | "table";
  title: Words;
  about: Words;
  decision: Words;
  asks: string;
  area: string;
  /** What one row is. */
  grain: string;
  columns: ListColumn[];
  /** Ids of the columns that it can be filtered by. */
  filters: string[];
  /** Most urgent first. */
  sort: { column: string; descending: boolean }[];
  /** It can be asked for any day, not only for today. */
  onAnyDay: boolean;
  /** Rows as of the version. */
  rows: number;
  sources: string[];
  sql: string;
  path: string;
};

/** A rule of accountability or a test of authenticity: what its file says, and how many findings it has. */
export type RuleEntry = {
  id: string;
  group: "accountability" | "authenticity";
  title: Words;
  about: Words;
  decision: Words;
  asks: string;
  grain: string;
  /** Name of a test's statistic; empty for rules. */
  statistic: Words;
  rows: number;
  sources: string[];
  sql: string;
  path: string;
};

/** Any model as the pages about definitions show it: what it reads, what reads it, what its last build took. */
export type ModelEntry = {
  /** facts.tickets, metrics.csat, lists.revisits_due … */
  id: string;
  path: string;
  /** Of facts and checks; empty where another entry of the catalogue has it. */
  sql: string;
  /** What one row is; empty where its header does not say. */
  grain: string;
  reads: string[];
  readBy: string[];
  /** Milliseconds that its last build took, and whether this version took it over unchanged. */
  builtInMs: number;
  unchanged: boolean;
};

export type DimensionMember = { id: string; name: string };

export type CheckResult = { id: string; title: Words; severity: "warn" | "stop"; rows: number };

export type SourceEntry = {
  id: string;
  title: Words;
  /** Last day on which anything in this source happened (YYYY-MM-DD), or null when it is empty. */
  through: string | null;
  rows: number;
  /** What its contract calls its columns: the usual header of an export, and its name. */
  columns: { id: string; title: Words; personal: boolean }[];
};

/** Answer of GET /api/catalogue: all that pages need besides figures. */
export type Catalogue = {
  version: number;
  /** ISO instant with offset. */
  publishedAt: string;
  /** "Today" of all answers (YYYY-MM-DD): the last day with data, or the day given by --as-of. */
  asOf: string;
  areas: { id: string; title: Words }[];
  metrics: MetricEntry[];
  sources: SourceEntry[];
  /** Names of dimension members where a source knows them: site, agent. Enum members carry both languages. */
  members: Record<string, DimensionMember[]>;
  /** Words for dimension names and for members of enums: labels.channel.phone. */
  dimensionTitles: Record<string, Words>;
  labels: Record<string, Record<string, Words>>;
  lists: ListEntry[];
  rules: RuleEntry[];
  models: ModelEntry[];
  checks: CheckResult[];
  /** Rejected rows of accepted loads. */
  rejected: number;
  /** True while the figures are those of the sample that a first start shows. */
  sample: boolean;
};
