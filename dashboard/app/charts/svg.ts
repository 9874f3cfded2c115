const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with its attributes and children. */
export function svg<K extends keyof SVGElementTagNameMap>(
  document: Document,
  name: K,
  attributes: Record<string, string | number>,
  ...children: (Element | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  element.append(...children);
  return element;
}

/** A path through the points; null begins a new stroke, so that a gap stays a gap. */
export function pathThrough(points: readonly ({ x: number; y: number } | null)[]): string {
  let pen = "M";
  let path = "";
  for (const point of points) {
    if (point) path += `${pen}${round(point.x)} ${round(point.y)}`;
    pen = point ? "L" : "M";
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
