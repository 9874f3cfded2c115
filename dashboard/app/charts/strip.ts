import type { Status } from "../../shared/catalogue.ts";
import { svg } from "./svg.ts";

export type StripData = {
  values: readonly number[];
  value: number;
  target: number | null;
  status: Status;
  running: boolean;
  label: string;
};

/** From the lowest to the highest of thirteen periods, with this one and the target on the same line. */
export function strip(
  { values, value, target, status, running, label }: StripData,
  width = 120,
  document = globalThis.document,
): SVGSVGElement {
  const all = target === null ? values : [...values, target];
  const low = Math.min(...all, value);
  const span = Math.max(...all, value) - low || 1;
  const x = (at: number): number => Math.round((8 + ((at - low) / span) * (width - 16)) * 10) / 10;
  const mark = status === "met" || status === "near" || status === "miss" ? ` ${status}` : "";
  const children: Element[] = [
    svg(document, "path", { class: "c-grid", d: `M0 8H${width}` }),
    svg(document, "path", {
      class: "s-range",
      d: `M${x(Math.min(...values, value))} 8H${x(Math.max(...values, value))}`,
    }),
  ];
  if (target !== null) children.push(svg(document, "path", { class: "s-goal", d: `M${x(target)} 1V15` }));
  children.push(
    svg(document, "circle", { class: running ? `c-open${mark}` : "c-dot", cx: x(value), cy: 8, r: running ? 3.5 : 3 }),
  );
  return svg(
    document,
    "svg",
    { class: "strip", viewBox: `0 0 ${width} 16`, role: "img", "aria-label": label },
    ...children,
  );
}
