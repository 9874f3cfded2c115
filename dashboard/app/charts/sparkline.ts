import type { Status } from "../../shared/catalogue.ts";
import { pathThrough, svg } from "./svg.ts";

export type SparkPoint = { value: number | null; target: number | null; running: boolean };

export type SparkData = {
  points: readonly SparkPoint[];
  status: Status;
  /** Read by a screen reader: highest, lowest, now. */
  label: string;
};

const HEIGHT = 44;
const TOP = 5.9;
const BOTTOM = 38.1;

/**
 * Thirteen periods at a glance: ink for the figures, dashes for the target, a hollow last point while the period runs,
 * loose points where the sample is too small for a line.
 *
 * Drawn by hand: Observable Plot (90 KB gzip) comes with the metric page only, so that the overview stays within the
 * first load's 150 KB.
 */
export function sparkline(
  { points, status, label }: SparkData,
  width = 128,
  document = globalThis.document,
): SVGSVGElement {
  const numbers = points.flatMap(({ value, target }) => [value, target]).filter((value) => value !== null);
  const low = Math.min(...numbers);
  const span = Math.max(...numbers) - low;
  const step = (width - 8) / Math.max(points.length - 1, 1);
  const place = (value: number | null, index: number): { x: number; y: number } | null =>
    value === null
      ? null
      : { x: 4 + index * step, y: span === 0 ? (TOP + BOTTOM) / 2 : BOTTOM - ((value - low) / span) * (BOTTOM - TOP) };

  const at = points.map(({ value }, index) => place(value, index));
  const last = points.length - 1;
  const open = points[last]?.running ?? false;
  const children: Element[] = [];

  const goals = points.map(({ target }, index) => place(target, index));
  const goal = goals.some(Boolean) ? stepped(goals, step, width) : "";
  if (goal !== "") children.push(svg(document, "path", { class: "c-goal", d: goal }));

  if (status === "small") {
    for (const point of at.slice(0, open ? last : undefined)) {
      if (point) children.push(svg(document, "circle", { class: "c-dot", cx: point.x, cy: point.y, r: 1.75 }));
    }
  } else {
    children.push(svg(document, "path", { class: "c-line", d: pathThrough(open ? at.slice(0, last) : at) }));
    const before = at[last - 1];
    const now = at[last];
    if (open && before && now) {
      children.push(svg(document, "path", { class: "c-run", d: pathThrough([before, now]) }));
    }
  }
  const now = at[last];
  if (now) {
    const mark = status === "met" || status === "near" || status === "miss" ? ` ${status}` : "";
    children.push(
      svg(document, "circle", { class: open ? `c-open${mark}` : "c-dot", cx: now.x, cy: now.y, r: open ? 3 : 2.25 }),
    );
  }
  return svg(
    document,
    "svg",
    {
      class: "spark",
      viewBox: `0 0 ${width} ${HEIGHT}`,
      preserveAspectRatio: "xMaxYMid meet",
      role: "img",
      "aria-label": label,
    },
    ...children,
  );
}

/** A target holds for the whole of its period: level there, with a step where it changed. */
function stepped(goals: readonly ({ x: number; y: number } | null)[], step: number, width: number): string {
  return pathThrough(
    goals.flatMap((goal) =>
      goal
        ? [
            { x: Math.max(0, goal.x - step / 2), y: goal.y },
            { x: Math.min(width, goal.x + step / 2), y: goal.y },
          ]
        : [null],
    ),
  );
}
