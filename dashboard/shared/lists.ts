import type { Day } from "./periods.ts";
import type { Words } from "./words.ts";

/** A cell as answers carry it: days as 2026-08-23, moments as 2026-08-23 09:30:00, ratios as fractions. */
export type Cell = string | number | boolean | null;

/** How often a member occurs; null stands for rows that have none. */
export type MemberCount = { id: string | null; rows: number };

/** Rows that belong together, with the totals of the columns that have one. */
export type ListGroup = { id: string | null; rows: number; totals: Record<string, number | null> };

/** Answer of GET /api/lists/:id: one page of a list's rows, the most urgent first. */
export type ListAnswer = {
  version: number;
  list: string;
  /** The day that it is as of. */
  on: Day;
  /** Rows that pass the filters, and all there are. */
  total: number;
  all: number;
  /** Sums of the columns that have one, over the rows that pass. */
  totals: Record<string, number | null>;
  /** By site, in the order of their most urgent row, where `group=site` asks for it; otherwise empty. */
  groups: ListGroup[];
  /** By filter, its members in all rows, the most frequent first. */
  members: Record<string, MemberCount[]>;
  rows: Record<string, Cell>[];
};

/** One line of the accountability ledger, or one flag of an authenticity test. */
export type Finding = {
  /** Id of the rule or test, and the finding's key in it. */
  rule: string;
  key: string;
  month: Day;
  /** The day it happened; null where it is about the whole month. */
  happenedOn: Day | null;
  site: string | null;
  agent: string | null;
  note: Words;
  /** What it costs or brings; null where the consequence is not money, and for flags. */
  amount: number | null;
  effect: Effect | null;
  /** Only for flags. `rarity` null: the thing is impossible. */
  statistic: number | null;
  rarity: number | null;
  evidenceSource: string;
  evidence: number;
};

export const EFFECTS = ["fine", "reward", "withheld", "rank"] as const;
export type Effect = (typeof EFFECTS)[number];

/** What one person, or one rule, comes to in the month. Fines and rewards in CNY. */
export type FindingsSum = { id: string | null; rows: number; fines: number; rewards: number; other: number };

/** Answer of GET /api/findings and GET /api/flags. */
export type FindingsAnswer = {
  version: number;
  /** First day of the month shown; null: all months together. */
  month: Day | null;
  /** Months that have any, the newest first. */
  months: { month: Day; rows: number }[];
  total: number;
  /** Of the month, by person, by rule and by site; each under the other filters. */
  people: FindingsSum[];
  rules: FindingsSum[];
  sites: FindingsSum[];
  rows: Finding[];
};

/** Answer of GET /api/evidence: the source rows that a finding rests on. */
export type EvidenceAnswer = {
  source: string;
  columns: { id: string; title: Words; dimension: string | null; personal: boolean }[];
  /** Rows named by the finding; `rows` holds the first of them. */
  total: number;
  rows: Record<string, Cell>[];
};

/** A target as it was set; `priority` 2: by a person, 1: the industry's mean, 0: by the metric's file. */
export type TargetEntry = {
  grain: string;
  site: string | null;
  holdsFrom: Day;
  comparison: string;
  value: number;
  priority: number;
};
