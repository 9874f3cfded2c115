import {
  GRAINS,
  KINDS,
  UNITS,
  type Comparison,
  type Grain,
  type MetricEntry,
  type Target,
  type Unit,
} from "../../dashboard/shared/catalogue.ts";
import { AGE_BUCKET, type Age } from "../../dashboard/shared/query/plan.ts";
import { parseWords } from "../../dashboard/shared/words.ts";
import { Problem } from "../problem.ts";
import type { ModelFile } from "./model-file.ts";

/** What a metric's header says, besides what pages see. */
export type MetricHeader = Omit<MetricEntry, "sources" | "unplaced"> & {
  near: number | null;
  age: Age | null;
  targetFor: Record<string, string[]>;
  known: "period" | "today";
  scale: number;
  spread: boolean;
  distinct: boolean;
  closingDays: boolean;
  snapshot: boolean;
};

const FIELDS = [
  "title",
  "about",
  "asks",
  "decision",
  "grain",
  "area",
  "kind",
  "quantile",
  "unit",
  "better",
  "target",
  "target_for",
  "near",
  "grains",
  "by",
  "minimum_n",
  "decimals",
  "noun",
  "numerator",
  "denominator",
  "window_months",
  "age",
  "distinct",
  "closing",
  "known",
  "scale",
  "spread",
  "snapshot",
];

const DECIMALS: Record<Unit, number> = {
  percent: 1,
  points: 1,
  score: 2,
  count: 0,
  CNY: 2,
  seconds: 1,
  minutes: 1,
  hours: 1,
  days: 1,
  index: 2,
  per_1000: 2,
};

/** A value may fall short by this much and still be 临界; other units take 2 % of the target. */
const NEAR_OF_SHARES = 0.02;

/** @throws Problem `bad_metric_header`, naming the file and the field */
export function parseMetricHeader(model: ModelFile): MetricHeader {
  const { header, name, path, sql } = model;
  const fail = (field: string, zh: string, en: string): Problem =>
    new Problem({
      code: "bad_metric_header",
      zh: `${path} 开头的 ${field}：${zh}`,
      en: `${path}, ${field}: ${en}`,
      where: { file: path, line: lineOf(sql, field) },
    });
  for (const field of Object.keys(header)) {
    if (!FIELDS.includes(field))
      throw fail(field, `没有这一项，可写的有 ${FIELDS.join("、")}`, `unknown; known are ${FIELDS.join(", ")}`);
  }
  const text = (field: string, fallback?: string): string => {
    const value = header[field] ?? fallback;
    if (typeof value !== "string" || value.trim() === "") throw fail(field, "要写文字", "a text is needed");
    return value.trim();
  };
  const oneOf = <T extends string>(field: string, known: readonly T[], value: unknown): T => {
    const found = known.find((item) => item === value);
    if (found === undefined) throw fail(field, `只能是 ${known.join("、")}`, `must be one of ${known.join(", ")}`);
    return found;
  };
  const number = (field: string): number | null => {
    const value = header[field];
    if (value === undefined || value === null) return null;
    if (typeof value !== "number" || !Number.isFinite(value)) throw fail(field, "要写数字", "a number is needed");
    return value;
  };
  const kind = oneOf("kind", KINDS, header["kind"]);
  const unit = oneOf("unit", UNITS, header["unit"]);
  const quantile = number("quantile");
  if ((kind === "quantile") !== (quantile !== null)) {
    throw fail("quantile", "kind 是 quantile 时要写，如 0.9", "needed with kind quantile, such as 0.9");
  }
  const better = oneOf("better", ["up", "down", "none"], header["better"]);
  const grains = list(header["grains"]) ?? [...GRAINS];
  const by = list(header["by"]) ?? [];
  const age = parseAge(header["age"], (zh, en) => fail("age", zh, en));
  const closingDays = header["closing"] !== undefined && oneOf("closing", ["days"], header["closing"]) === "days";
  const spread = header["spread"] !== undefined && oneOf("spread", ["gini"], header["spread"]) === "gini";
  const known = oneOf("known", ["period", "today"], header["known"] ?? "period");
  return {
    id: name,
    title: parseWords(text("title")),
    about: parseWords(text("about")),
    decision: parseWords(String(header["decision"] ?? "")),
    asks: String(header["asks"] ?? ""),
    area: text("area", "other"),
    kind,
    quantile,
    unit,
    better: better === "none" ? null : better,
    grains: grains.map((grain) => oneOf("grains", GRAINS, grain)),
    by: age && !by.includes(age.dimension) ? [...by, age.dimension] : by,
    targets: parseTargets(header["target"], (zh, en) => fail("target", zh, en)),
    minimumN: number("minimum_n") ?? 0,
    decimals: number("decimals") ?? DECIMALS[unit],
    noun: parseWords(text("noun", "行 | rows")),
    formula: {
      numerator: parseWords(String(header["numerator"] ?? "")),
      denominator: parseWords(String(header["denominator"] ?? "")),
    },
    windowMonths: number("window_months"),
    sql,
    path,
    near: number("near") ?? (unit === "percent" ? NEAR_OF_SHARES : null),
    age,
    targetFor: parseTargetFor(header["target_for"], by, (zh, en) => fail("target_for", zh, en)),
    known,
    scale: number("scale") ?? 1,
    spread,
    distinct: header["distinct"] === true,
    closingDays,
    snapshot: header["snapshot"] === true,
  };
}

function list(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

function lineOf(sql: string, field: string): number {
  return sql.split("\n").findIndex((line) => line.startsWith(`${field}:`)) + 1 || 1;
}

type Fail = (zh: string, en: string) => Problem;

/** { from: 1, edges: [30, 60] }, in days; or with unit: years, as: tenure. */
function parseAge(value: unknown, fail: Fail): Age | null {
  if (value === undefined || value === null) return null;
  const { from, edges, unit = "days", as = AGE_BUCKET } = value as Record<string, unknown>;
  if (
    typeof from !== "number" ||
    !Array.isArray(edges) ||
    !edges.every((edge): edge is number => Number.isInteger(edge)) ||
    (unit !== "days" && unit !== "years") ||
    typeof as !== "string"
  ) {
    throw fail(
      "写作 { from: 1, edges: [30, 60] }，可加 unit: years 和 as: tenure",
      "write { from: 1, edges: [30, 60] }, with unit: years and as: tenure where wanted",
    );
  }
  return { dimension: as, unit, from, edges };
}

/** { tier: [member, key] }: dimensions of `by`. */
function parseTargetFor(value: unknown, by: readonly string[], fail: Fail): Record<string, string[]> {
  if (value === undefined || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([dim, members]): [string, string[]] => {
      const named = list(members);
      if (!by.includes(dim) || named === null) {
        throw fail("写作 { tier: [member, key] }，维度要在 by 里", "write { tier: [member, key] }, a dimension of by");
      }
      return [dim, named];
    }),
  );
}

/** ">= 0.9", or by grain { quarter: ">= 0.9", year: ">= 0.95" }. */
function parseTargets(value: unknown, fail: Fail): Partial<Record<Grain | "any", Target>> {
  if (value === undefined || value === null) return {};
  if (typeof value === "string") return { any: parseTarget(value, fail) };
  if (typeof value !== "object") throw fail('写作 ">= 0.9"', 'write ">= 0.9"');
  return Object.fromEntries(
    Object.entries(value).map(([grain, target]) => {
      if (grain !== "any" && !GRAINS.includes(grain as Grain))
        throw fail(`没有周期 ${grain}`, `no such grain: ${grain}`);
      return [grain, parseTarget(String(target), fail)];
    }),
  );
}

function parseTarget(text: string, fail: Fail): Target {
  const found = /^(>=|<=)\s*(-?\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!found) throw fail('写作 ">= 0.9" 或 "<= 0"', 'write ">= 0.9" or "<= 0"');
  return { comparison: found[1] as Comparison, value: Number(found[2]) };
}
