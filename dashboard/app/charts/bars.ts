import { svg } from "./svg.ts";

export type ContributionBar = {
  /** Solid: its own value changed; null draws the whole as one. */
  rate: number | null;
  /** Open: its weight changed. */
  mix: number | null;
  total: number;
  tone: "good" | "bad" | "";
};

/** Ends of the common scale of all bars in a table; zero lies within. */
export type BarDomain = { low: number; high: number; ticks: readonly number[] };

const HEIGHT = 30;
const WIDTH = 318;

/** The scale that holds all bars, with a little air and ticks that are round once divided by `divisor`. */
export function barDomain(values: readonly number[], divisor = 1): BarDomain {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  const step = roundStep(span / divisor / 3) * divisor;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step); tick <= Math.floor(high / step); tick += 1) ticks.push(tick * step);
  return { low: low - span * 0.08, high: high + span * 0.08, ticks };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}

/** Where a value lies on the scale, 0 to 1. */
export function along({ low, high }: BarDomain, value: number): number {
  return (value - low) / (high - low);
}

/** One member's contribution: from zero its own change, then on from there its weight's, and a tick at the sum. */
export function contributionBar(
  bar: ContributionBar,
  domain: BarDomain,
  document = globalThis.document,
): SVGSVGElement {
  const x = (value: number): number => Math.round(along(domain, value) * WIDTH * 10) / 10;
  const between = (a: number, b: number): { x: number; width: number } => ({
    x: Math.min(x(a), x(b)),
    width: Math.abs(x(a) - x(b)),
  });
  const own = bar.rate ?? bar.total;
  const line = (name: string, at: number, from: number, to: number): SVGPathElement =>
    svg(document, "path", { class: name, d: `M${x(at)} ${from}V${to}` });
  const children: Element[] = domain.ticks.filter((tick) => tick !== 0).map((tick) => line("b-grid", tick, 0, HEIGHT));
  children.push(svg(document, "rect", { class: `b-rate ${bar.tone}`.trim(), y: 10, height: 10, ...between(0, own) }));
  if (bar.mix !== null && bar.rate !== null) {
    // The weight's share begins where its own ends, unless they pull against each other: then it begins at zero.
    const opposed = bar.mix * bar.rate < 0;
    const mix = opposed ? between(0, bar.mix) : between(bar.rate, bar.total);
    if (mix.width > 0) children.push(svg(document, "rect", { class: "b-mix", y: 10.5, height: 9, ...mix }));
  }
  children.push(line("b-zero", 0, 0, HEIGHT));
  if (bar.mix !== null) children.push(line("b-sum", bar.total, 5, 25));
  return frame(document, children);
}

/** One member's value from zero on, for what does not add up. */
export function valueBar(value: number | null, domain: BarDomain, document = globalThis.document): SVGSVGElement {
  const x = (at: number): number => Math.round(along(domain, at) * WIDTH * 10) / 10;
  const children: Element[] = [];
  if (value !== null) {
    const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
    children.push(svg(document, "rect", { class: "b-ink", x: from, y: 10, width: to - from, height: 10 }));
  }
  children.push(svg(document, "path", { class: "b-zero", d: `M${x(0)} 0V${HEIGHT}` }));
  return frame(document, children);
}

function frame(document: Document, children: Element[]): SVGSVGElement {
  // The numbers stand in the cells beside it.
  return svg(
    document,
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    ...children,
  );
}
