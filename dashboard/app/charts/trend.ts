import * as Plot from "@observablehq/plot";
import type { Grain, Status } from "../../shared/catalogue.ts";
import type { Language } from "../../shared/words.ts";
import { formatNumber, formatPeriod, formatSigned, type Scale } from "../format.ts";
import { svg } from "./svg.ts";

export type TrendPoint = {
  period: string;
  value: number | null;
  target: number | null;
  running: boolean;
  status: Status;
  /** Between which limits chance alone would leave it; null where it is not held against any. */
  lower: number | null;
  upper: number | null;
  /** A signal for the worse or the better; null where chance explains the point. */
  signal: "worse" | "better" | "neutral" | null;
  /** What the pointer shows: lines. */
  tip: string;
};

export type TrendData = {
  points: readonly TrendPoint[];
  /** The center line of the limits; null where there are none. */
  center: number | null;
  grain: Grain;
  scale: Scale;
  lang: Language;
  /** The period that the page stands on; it is named where it is not the last. */
  chosen: string | null;
  /** Words for what the chart writes itself. */
  said: {
    name: string;
    description: string;
    goal: string;
    noData: string;
    last: string;
    chosen: string;
    upper: string;
    center: string;
    lower: string;
  };
};

const STATUS_COLOURS: Partial<Record<Status, string>> = {
  miss: "var(--miss)",
  near: "var(--near-mark)",
  met: "var(--met)",
};

type At = TrendPoint & { x: number };

const SIGNAL_COLOURS = { worse: "var(--miss)", better: "var(--met)", neutral: "var(--ink)" };

/** The line of a value over periods: limits as a band, target in dashes, gaps with their word, a hollow last point while it runs. */
export function trendChart(data: TrendData, width: number, document = globalThis.document): Element {
  const narrow = width < 480;
  // Plotted in the unit that is written, or round ticks in minutes would be odd ones in days.
  const shown = (value: number | null): number | null => (value === null ? null : value / data.scale.divisor);
  const points: At[] = data.points.map((point, x) => ({
    ...point,
    x,
    value: shown(point.value),
    target: shown(point.target),
    lower: shown(point.lower),
    upper: shown(point.upper),
  }));
  const center = shown(data.center);
  const limited = points.filter(({ lower, upper }) => lower !== null && upper !== null);
  const written: Scale = { ...data.scale, divisor: 1 };
  const done = points.map((point) => (point.running ? { ...point, value: null } : point));
  // Too small a sample gives points, not a line that would make a movement of chance.
  const firm = done.map((point) => (point.status === "small" ? { ...point, value: null } : point));
  const last = points.at(-1);
  const open = last?.running && last.value !== null ? last : null;
  const before = points.at(-2);
  const goals = points.filter(({ target }) => target !== null);
  const values = points
    .flatMap(({ value, target, lower, upper }) => [value, target, lower, upper])
    .filter((value) => value !== null);
  const height = narrow ? 240 : 300;
  const marginRight = narrow ? 86 : 104;
  const marginLeft = 52;
  const gaps = gapsOf(points);
  const domain = padded(values);

  const plot = Plot.plot({
    document,
    className: "chart",
    width,
    height,
    marginTop: 16,
    marginRight,
    marginBottom: 32,
    marginLeft,
    ariaLabel: data.said.name,
    ariaDescription: data.said.description,
    x: { type: "linear", domain: [-0.3, Math.max(points.length - 0.7, 0.3)], axis: null },
    y: { domain, axis: null },
    marks: [
      Plot.areaY(points, { x: "x", y1: "lower", y2: "upper", curve: "step", fill: "var(--band)" }),
      center !== null && limited.length > 0
        ? Plot.line(
            limited.map(({ x }) => ({ x, center })),
            { x: "x", y: "center", stroke: "var(--edge)", strokeWidth: 0.75 },
          )
        : null,
      Plot.gridY({ ticks: 4, stroke: "var(--rule)", strokeOpacity: 1 }),
      Plot.axisY({
        ticks: 4,
        tickSize: 0,
        label: null,
        tickFormat: (value: number) =>
          formatNumber(value, tickDecimals(domain, written)) + (data.scale.unit === "%" ? "%" : ""),
      }),
      Plot.ruleY([domain[0]], { stroke: "var(--edge)" }),
      Plot.axisX(labelled(points, data, width - marginLeft - marginRight), {
        tickSize: 5,
        label: null,
        tickFormat: (x: number) => tickLabel(points[x], data),
      }),
      Plot.ruleX(gaps, { x: "middle", stroke: "var(--rule)", strokeDasharray: "2 3" }),
      Plot.text(withRoom(gaps, (width - marginLeft - marginRight) / points.length), {
        x: "middle",
        frameAnchor: "bottom",
        dy: -6,
        text: () => data.said.noData,
      }),
      Plot.line(goals, {
        x: "x",
        y: "target",
        curve: "step",
        stroke: "var(--blue)",
        strokeDasharray: "5 3",
        strokeWidth: 1.25,
      }),
      Plot.line(firm, { x: "x", y: "value", stroke: "var(--ink)", strokeWidth: 1.5 }),
      open && before?.value != null && before.status !== "small"
        ? Plot.line([before, open], {
            x: "x",
            y: "value",
            stroke: "var(--ink-2)",
            strokeWidth: 1.25,
            strokeDasharray: "1.5 2.5",
          })
        : null,
      Plot.dot(
        done.filter(({ signal }) => signal === null),
        {
          x: "x",
          y: "value",
          r: points.length > 40 ? 1.5 : 2.25,
          fill: (point: At) => (point.status === "small" ? "var(--edge)" : "var(--ink)"),
        },
      ),
      // A square and not a ring: told apart without colour.
      ...Object.entries(SIGNAL_COLOURS).map(([signal, fill]) =>
        Plot.dot(
          done.filter((point) => point.signal === signal),
          { x: "x", y: "value", r: 4, symbol: "square", fill },
        ),
      ),
      Plot.dot(
        points.filter(({ period }) => period === data.chosen && period !== last?.period),
        { x: "x", y: "value", r: 5.5, stroke: "var(--blue)", strokeWidth: 1.5 },
      ),
      open
        ? Plot.dot([open], {
            x: "x",
            y: "value",
            r: 4,
            fill: "var(--paper)",
            stroke: STATUS_COLOURS[open.status] ?? "var(--ink)",
            strokeWidth: 1.75,
          })
        : null,
      Plot.ruleX(points, Plot.pointerX({ x: "x", stroke: "var(--edge)", strokeWidth: 0.75 })),
      Plot.tip(
        points,
        Plot.pointerX({
          x: "x",
          y: (point: At) => point.value ?? domain[0],
          title: "tip",
          fill: "var(--leaf)",
          stroke: "var(--rule)",
          fontSize: 12,
          lineHeight: 1.5,
        }),
      ),
    ],
  });
  // Plot brings rules of its own that tokens.css makes superfluous, and a strict content policy would refuse.
  for (const style of plot.querySelectorAll("style")) style.remove();
  // Its groups carry names of marks ("rule", "dot"), which say nothing to who listens: the whole is one picture.
  for (const group of plot.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  plot.setAttribute("role", "img");
  const xScale = plot.scale("x");
  for (const { x } of points) {
    if (!xScale) break;
    const at = Math.round(xScale.apply(x)) + 0.5;
    plot.append(svg(document, "path", { class: "c-axis", d: `M${at} ${height - 32}v3` }));
  }
  labelEnds(
    plot,
    data,
    written,
    points,
    center,
    limited.at(-1),
    last,
    goals.at(-1),
    width - marginRight + 10,
    document,
  );
  return plot;
}

function padded(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = (high - low || Math.abs(high) || 1) * 0.12;
  return [low >= 0 && low - air < 0 ? 0 : low - air, high + air];
}

/** Enough decimals that neighbouring ticks differ. */
function tickDecimals([low, high]: [number, number], { decimals }: Scale): number {
  const step = (high - low) / 5;
  return step >= 1 ? 0 : Math.max(Math.min(decimals, 2), step < 0.1 ? 2 : 1);
}

/** Stretches without data between points that have some. */
function gapsOf(points: readonly At[]): { middle: number }[] {
  const known = points.filter(({ value }) => value !== null);
  return known.slice(1).flatMap((point, index) => {
    const from = known[index]?.x ?? point.x;
    return point.x - from > 1 ? [{ middle: (point.x + from) / 2 }] : [];
  });
}

/** Of gaps that lie close together only some can carry their word. */
function withRoom(gaps: readonly { middle: number }[], step: number): { middle: number }[] {
  let free = -Infinity;
  return gaps.filter(({ middle }) => {
    if (middle * step < free) return false;
    free = middle * step + LABEL_WIDTH;
    return true;
  });
}

const LABEL_WIDTH = 58;

/** Which points get a name under the axis: round months and quarters, otherwise every so many from the last one. */
function labelled(points: readonly At[], { grain }: TrendData, width: number): number[] {
  const fit = Math.max(1, Math.floor(width / LABEL_WIDTH));
  const rough = Math.ceil(points.length / fit);
  const step = grain === "month" ? ([1, 3, 6, 12].find((months) => months >= rough) ?? 12) : rough;
  return points
    .filter(({ x, period }) =>
      grain === "month" && step > 1
        ? (Number(period.slice(5, 7)) - 1) % step === 0
        : (points.length - 1 - x) % step === 0,
    )
    .map(({ x }) => x);
}

function tickLabel(point: At | undefined, { grain, lang }: TrendData): string {
  if (!point) return "";
  const { period } = point;
  const year = period.slice(0, 4);
  if (grain === "month" || grain === "quarter") {
    return formatPeriod(period.slice(5) === "01-01" ? "year" : grain, period, lang, year);
  }
  if (grain === "year") return year;
  return `${Number(period.slice(5, 7))}-${period.slice(8)}`;
}

/** Names at the lines' ends instead of a legend; two that would touch are moved apart. */
function labelEnds(
  plot: Element & Plot.Plot,
  { said, chosen }: TrendData,
  scale: Scale,
  points: readonly At[],
  center: number | null,
  limits: At | undefined,
  last: At | undefined,
  goal: At | undefined,
  x: number,
  document: Document,
): void {
  const y = plot.scale("y");
  if (!y) return;
  const say = (value: number): string => {
    // As everywhere: exactly 100 % has no decimals.
    const decimals = scale.unit === "%" && value === 100 ? 0 : scale.decimals;
    return (scale.signed ? formatSigned : formatNumber)(value, decimals) + (scale.unit === "%" ? "%" : "");
  };
  // The figure and the target first: where there is no room for all, limits go without a name.
  const labels: { y: number; text: string; kind: string }[] = [];
  const label = (value: number | null | undefined, name: string, kind: string): void => {
    if (value == null) return;
    labels.push({ y: y.apply(value), text: `${name} ${say(value)}`, kind });
  };
  label(last?.value, said.last, last?.status === "miss" ? "t-miss" : "t-ink");
  if (goal?.x === points.length - 1) label(goal.target, said.goal, "t-blue");
  if (limits) {
    label(limits.upper, said.upper, "t-3");
    label(limits.lower, said.lower, "t-3");
    label(center, said.center, "t-3");
  }
  for (const each of spread(labels)) {
    plot.append(svg(document, "text", { x, y: each.y + 4, "text-anchor": "start", class: each.kind }, each.text));
  }
  const stood = points.findIndex(({ period }) => period === chosen);
  const value = points[stood]?.value;
  const xScale = plot.scale("x");
  if (value != null && stood !== points.length - 1 && xScale) {
    plot.append(
      svg(
        document,
        "text",
        { x: xScale.apply(stood), y: y.apply(value) - 12, "text-anchor": "middle", class: "t-blue" },
        `${said.chosen} ${say(value)}`,
      ),
    );
  }
}

const LINE = 16;

/** The first two are moved apart if they touch; the others are written only where they touch none. */
function spread<Label extends { y: number }>(labels: readonly Label[]): Label[] {
  const [upper, lower] = labels.slice(0, 2).sort((a, b) => a.y - b.y);
  const overlap = upper && lower ? LINE - (lower.y - upper.y) : 0;
  if (upper && lower && overlap > 0) {
    upper.y -= overlap / 2;
    lower.y += overlap / 2;
  }
  const kept = labels.slice(0, 2);
  for (const label of labels.slice(2)) {
    if (kept.every(({ y }) => Math.abs(y - label.y) >= LINE - 2)) kept.push(label);
  }
  return kept;
}
