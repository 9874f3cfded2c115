import type { Comparison, MetricEntry } from "../shared/catalogue.ts";
import type { SeriesRow } from "../shared/series.ts";
import type { Language } from "../shared/words.ts";
import {
  formatDays,
  formatDelta,
  formatDifference,
  formatFigure,
  formatGap,
  formatN,
  formatPeriod,
  formatTarget,
  formatValue,
  scaleOf,
  type Scale,
} from "./format.ts";
import { toneOf, type Tone } from "./judge.ts";
import type { SparkData } from "./charts/sparkline.ts";
import type { View } from "./view.ts";
import { words } from "./words.ts";

/** Below this many rows a rate says nothing: its fraction is shown instead. */
const FRACTION_BELOW = 5;

/** "三季度至今": the period by name, with "to date" while it runs; the year only where it is not this one. */
export function periodName(view: View, lang: Language, withYear = false): string {
  const name = formatPeriod(view.grain, view.start, lang, withYear ? undefined : view.thisYear);
  if (!view.slot.running) return name;
  return name + (lang === "zh" ? "" : " ") + words[lang].toDate;
}

export function targetOf(row: SeriesRow): { comparison: Comparison; value: number } | null {
  return row.target === null || (row.comparison !== ">=" && row.comparison !== "<=")
    ? null
    : { comparison: row.comparison, value: row.target };
}

/** The large figure: a value and its unit, or the bare fraction of a handful. */
export function figureOf(metric: MetricEntry, row: SeriesRow, lang: Language): { figure: string; unit: string } {
  const whole = row.numerator !== null && Number.isInteger(row.numerator) && row.denominator === row.n;
  if (row.status === "small" && metric.kind === "ratio" && row.n < FRACTION_BELOW && whole) {
    return { figure: `${row.numerator}/${row.denominator}`, unit: metric.noun[lang] };
  }
  const scale = scaleOf(metric, row.value, lang);
  return { figure: formatFigure(row.value, scale), unit: row.value === null ? "" : scale.unit };
}

/** Target and gap: { text: "目标 ≥ 90.0%", gap: "差 8.4 个百分点" }; null without a target. */
export function goalOf(
  metric: MetricEntry,
  row: SeriesRow,
  lang: Language,
): { text: string; gap: string; short: boolean } | null {
  const target = targetOf(row);
  if (!target) return null;
  const scale = scaleOf(metric, row.value, lang);
  const gap = row.value === null ? "" : formatGap(row.value, target, metric, scale, lang);
  return {
    text: formatTarget(target.comparison, target.value, metric, lang),
    gap,
    short: row.status === "miss" || row.status === "near",
  };
}

/** The bare distance from the target: "8.4 个百分点". */
export function distanceOf(metric: MetricEntry, row: SeriesRow, lang: Language): string {
  if (row.value === null || row.target === null) return "";
  return formatDifference(row.value - row.target, metric, scaleOf(metric, row.value, lang), lang);
}

export type Change = { delta: string; tone: Tone; title: string };

/** 环比 or 同比 of a value: its size, whether that is good, and a sentence that names the days compared. */
export function changeOf(
  which: "previous" | "year",
  metric: MetricEntry,
  row: SeriesRow,
  view: View,
  lang: Language,
): Change {
  const w = words[lang];
  const days = view.slot[which];
  const said = days ? formatDays(days, lang, view.thisYear) : "";
  const base = row[which];
  if (row.value === null || base === null) {
    return {
      delta: formatDelta(null, scaleOf(metric, null, lang)),
      tone: null,
      // Which of the two is missing is not the same.
      title:
        row.value === null
          ? w.nothingHappened(formatDays(view.slot.now, lang, view.thisYear))
          : w.notComparable(w[which], said),
    };
  }
  const scale = scaleOf(metric, row.value, lang);
  return {
    delta: formatDelta(row.value - base, scale) + shortUnit(metric, scale),
    tone: toneOf(row.value, base, metric),
    title: w.comparedWith(w[which], said, formatValue(base, metric, lang, scale)),
  };
}

/** On a card a change of money says in what it counts; the other units stand beside the figure. */
function shortUnit({ unit }: MetricEntry, scale: Scale): string {
  const short = unit === "CNY" ? scale.unit.replace(/元| ?CNY/, "") : "";
  return short === "" ? "" : `\u00a0${short}`;
}

export function sampleOf(metric: MetricEntry, row: SeriesRow, lang: Language): string {
  return formatN(row.n, metric.noun, lang);
}

export function sparkOf(metric: MetricEntry, history: readonly SeriesRow[], now: SeriesRow, lang: Language): SparkData {
  const values = history.flatMap(({ value }) => (value === null ? [] : [value]));
  const say = (value: number | null): string => formatValue(value, metric, lang);
  const target = targetOf(now);
  return {
    points: history,
    status: now.status,
    label: words[lang].sparkline(
      metric.title[lang],
      history.length,
      say(values.length > 0 ? Math.min(...values) : null),
      say(values.length > 0 ? Math.max(...values) : null),
      say(now.value),
      target ? formatTarget(target.comparison, target.value, metric, lang) : null,
    ),
  };
}

/** How sure a rate is: its 95 % interval, or that there are too few rows to say; empty where neither is to be told. */
export function surenessOf(metric: MetricEntry, row: SeriesRow, lang: Language): string {
  const w = words[lang];
  if (row.low !== null && row.high !== null) {
    const scale = scaleOf(metric, row.value, lang);
    return w.interval(formatFigure(row.low, scale), formatFigure(row.high, scale));
  }
  return row.status === "small" ? w.tooFewOf(formatN(metric.minimumN, metric.noun, lang)) : "";
}
