import type { Catalogue, Grain, MetricEntry } from "../shared/catalogue.ts";
import { GRAINS } from "../shared/catalogue.ts";
import {
  addDays,
  addMonths,
  isDay,
  parseDays,
  slotsBetween,
  type Day,
  type Days,
  type Slot,
} from "../shared/periods.ts";
import type { MetricPlan, SeriesRequest } from "../shared/query/plan.ts";

/** A request that names something there is not, or asks for too much: what, and what would do. */
export class BadRequest extends Error {
  readonly code: string;
  readonly zh: string;
  readonly en: string;

  constructor(code: string, zh: string, en: string) {
    super(en);
    this.name = "BadRequest";
    this.code = code;
    this.zh = zh;
    this.en = en;
  }
}

/** What may be asked of metrics, as text from an address or a command line. Filters: dimension → members. */
export type Question = {
  metrics: string[];
  grain: string;
  from?: string | undefined;
  to?: string | undefined;
  by: string[];
  filters: Record<string, string[]>;
  compare: string[];
  asOf?: string | undefined;
};

/** A question about one metric, all names known, with the periods it comes to. */
export type Ask = { metric: MetricEntry; plan: MetricPlan; request: SeriesRequest; slots: Slot[]; asOf: Day };

/** Longest series of one answer: thirteen years of days. */
const MOST_PERIODS = 5000;

/** @throws BadRequest naming what is not known and what is */
export function parseQuestion(
  version: { catalogue: Catalogue; plans: ReadonlyMap<string, MetricPlan> },
  question: Question,
): Ask[] {
  const { catalogue, plans } = version;
  const grain = GRAINS.find((known) => known === question.grain);
  if (!grain) {
    throw new BadRequest(
      "bad_grain",
      `没有周期 ${question.grain}，可用：${GRAINS.join("、")}。`,
      `No such grain: ${question.grain}; use one of ${GRAINS.join(", ")}.`,
    );
  }
  for (const item of question.compare) {
    if (item !== "previous" && item !== "year") {
      throw new BadRequest(
        "bad_compare",
        `compare 只能是 previous、year，不能是 ${item}。`,
        `compare takes previous and year, not ${item}.`,
      );
    }
  }
  if (question.asOf !== undefined && !isDay(question.asOf)) {
    throw new BadRequest(
      "bad_date",
      `${question.asOf} 不是日期，要写作 2026-08-23。`,
      `${question.asOf} is not a day; write 2026-08-23.`,
    );
  }
  if (question.metrics.length === 0) {
    throw new BadRequest("no_metric", "要指明指标（metric=…）。", "Name a metric (metric=…).");
  }
  return question.metrics.map((id) => {
    const metric = catalogue.metrics.find((entry) => entry.id === id);
    const plan = plans.get(id);
    if (!metric || !plan) {
      const known = catalogue.metrics.map((entry) => entry.id).join(", ");
      throw new BadRequest(
        "unknown_metric",
        `没有指标 ${id}。现有：${known}。`,
        `There is no metric ${id}. There are: ${known}.`,
      );
    }
    if (!metric.grains.includes(grain)) {
      throw new BadRequest(
        "bad_grain",
        `${metric.title.zh}没有按 ${grain} 的数，只有 ${metric.grains.join("、")}。`,
        `${id} has no figures by ${grain}, only by ${metric.grains.join(", ")}.`,
      );
    }
    for (const dim of [...question.by, ...Object.keys(question.filters)]) requireDimension(metric, dim);
    if (new Set(question.by).size !== question.by.length || question.by.length > 2) {
      throw new BadRequest("bad_by", "最多按两个不同的维度拆分。", "Cut by at most two different dimensions.");
    }
    const asOf = question.asOf ?? plan.asOf ?? catalogue.asOf;
    const request: SeriesRequest = {
      grain,
      by: question.by,
      filters: question.filters,
      compare: { previous: question.compare.includes("previous"), year: question.compare.includes("year") },
      asOf,
    };
    return { metric, plan, request, slots: slotsOf(plan, grain, question, asOf), asOf };
  });
}

function requireDimension(metric: MetricEntry, dim: string): void {
  if (metric.by.includes(dim)) return;
  throw new BadRequest(
    "unknown_dimension",
    `${metric.title.zh}不能按 ${dim} 拆分或筛选，只能按 ${metric.by.join("、") || "（无）"}。`,
    `${metric.id} cannot be cut or filtered by ${dim}, only by ${metric.by.join(", ") || "nothing"}.`,
  );
}

function slotsOf(plan: MetricPlan, grain: Grain, { from, to }: Question, asOf: Day): Slot[] {
  const first = from === undefined ? (plan.firstDay ?? asOf) : daysOf(from).first;
  const last = to === undefined ? asOf : daysOf(to).last;
  try {
    return slotsBetween(grain, { first, last }, asOf, MOST_PERIODS).map((slot) => windowed(plan, slot));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BadRequest(
      "too_many_periods",
      `期数太多，最多 ${MOST_PERIODS} 期，请缩短范围或换大一些的周期。`,
      `Too many periods, at most ${MOST_PERIODS}: take a shorter range or a coarser grain.`,
    );
  }
}

/** Widens each stretch of days to the metric's trailing window, which ends where the period ends. */
function windowed({ windowMonths }: MetricPlan, slot: Slot): Slot {
  if (windowMonths === null) return slot;
  const widen = ({ last }: Days): Days => ({ first: addDays(addMonths(last, -windowMonths), 1), last });
  return {
    ...slot,
    now: widen(slot.now),
    previous: slot.previous && widen(slot.previous),
    year: slot.year && widen(slot.year),
  };
}

function daysOf(text: string): { first: Day; last: Day } {
  const days = parseDays(text);
  if (days) return days;
  throw new BadRequest(
    "bad_date",
    `${text} 不是日期，要写作 2026-08-23、2026-08、2026-Q3、2026-W34 或 2026。`,
    `${text} is not a date; write 2026-08-23, 2026-08, 2026-Q3, 2026-W34 or 2026.`,
  );
}

/** The stretch of days whose rows are asked for: one period, or without one all the periods asked for together. */
export function slotOfPeriod({ slots }: Ask, period: string | undefined): Slot | null {
  if (period !== undefined) {
    const { first } = daysOf(period);
    return slots.find((slot) => slot.period === null || (slot.period <= first && first <= slot.now.last)) ?? null;
  }
  const [first] = slots;
  const last = slots.at(-1);
  if (!first || !last) return null;
  return { ...last, period: first.period, now: { first: first.now.first, last: last.now.last } };
}
