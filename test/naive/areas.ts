import type { Area } from "./area.ts";
import type { Rows, Source } from "./data.ts";
import type { Metric } from "./metric.ts";
import type { Policy } from "./policy.ts";
import type { NaiveSource } from "./source.ts";

/** By the file's name: complaints. */
export const AREAS: ReadonlyMap<string, Area> = new Map(
  Object.entries(import.meta.glob<{ area: Area }>("./areas/*.ts", { eager: true })).map(([path, { area }]) => [
    path.replace(/^.*\/|\.ts$/g, ""),
    area,
  ]),
);

/** Drawn for every area: places, people, and what managers decided. */
const ALWAYS: readonly Source[] = ["sites", "agents", "amounts"];

type Sources = { [S in Source]: NaiveSource<Rows[S]> };
export const SOURCES = Object.assign({}, ...[...AREAS.values()].map(({ sources }) => sources)) as Sources;
export const SOURCE_IDS = Object.keys(SOURCES) as Source[];

export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [...AREAS.values()].flatMap(({ metrics }) => Object.entries(metrics)),
);

export function areaNamed(name: string): Area {
  const area = AREAS.get(name);
  if (area === undefined) throw new RangeError(`no area ${name}`);
  return area;
}

/** All that the area's metrics read, once each. */
export function sourcesOf(area: Area): Source[] {
  return [...new Set([...ALWAYS, ...(Object.keys(area.sources) as Source[]), ...area.reads])];
}

/** Everything that managers may decide, once each. */
export const POLICIES: readonly Policy[] = [...AREAS.values()].flatMap(({ policies }) => policies);
