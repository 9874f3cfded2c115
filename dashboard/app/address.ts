import type { Grain } from "../shared/catalogue.ts";
import { grainOfPeriod } from "../shared/periods.ts";
import { LANGUAGES, type Language } from "../shared/words.ts";

export const PAGES = [
  "overview",
  "metric",
  "lists",
  "list",
  "accountability",
  "authenticity",
  "definitions",
  "definition",
  "data",
  "lost",
] as const;
export type Page = (typeof PAGES)[number];

/** Grains that a page can stand on; `all` has no period to step through. */
export const PAGE_GRAINS = ["day", "week", "month", "quarter", "year"] as const;
export type PageGrain = (typeof PAGE_GRAINS)[number];

/** All that a page shows, as its address says it. What is absent is null or empty, and then follows the data. */
export type Address = {
  page: Page;
  metric: string | null;
  /** The list of a list's page, the model (metrics.csat) of a definition's. */
  list: string | null;
  model: string | null;
  /** As the address spells it: 2026-08, 2026-Q3 … It wins over `grain` where they disagree. */
  period: string | null;
  grain: PageGrain | null;
  /** By dimension; NO_MEMBER stands for rows that have none. On the overview only `site` counts. */
  filters: Record<string, string[]>;
  lang: Language | null;
  /** The one area that is shown, or "all" for the table of areas. */
  area: string | null;
  status: string | null;
  /** Grain of the trend, dimension of the breakdown. */
  trend: Grain | null;
  by: string | null;
  /** The open row panel: "all", or one more filter, "site:S01". */
  rows: string | null;
  /** Part of the data page, and the load whose rejects are listed. */
  view: string | null;
  load: number | null;
  /** Of a list: the day it is as of, its order (amount:desc), and what its rows are grouped by (site, none). */
  on: string | null;
  sort: string | null;
  group: string | null;
  /** Of a ledger: its month (2026-07, all), and the finding whose evidence is open ("rule key"). */
  month: string | null;
  finding: string | null;
  /** What is searched for among the definitions. */
  find: string | null;
};

/** What stands in the address of every page, and what on top of that on each; everything else is a filter. */
const COMMON = ["period", "grain", "lang"];
const OWN: Record<Page, readonly string[]> = {
  overview: ["area", "status"],
  metric: ["trend", "by", "rows"],
  lists: [],
  list: ["on", "sort", "group"],
  accountability: ["month", "finding"],
  authenticity: ["month", "finding"],
  definitions: ["find"],
  definition: [],
  data: ["view", "load"],
  lost: [],
};

const PLACES: [page: Page, path: RegExp][] = [
  ["overview", /^\/$/],
  ["metric", /^\/metrics\/([^/]+)\/?$/],
  ["lists", /^\/lists\/?$/],
  ["list", /^\/lists\/([^/]+)\/?$/],
  ["accountability", /^\/accountability\/?$/],
  ["authenticity", /^\/authenticity\/?$/],
  ["definitions", /^\/definitions\/?$/],
  ["definition", /^\/definitions\/([^/]+\/[^/]+)\/?$/],
  ["data", /^\/data\/?$/],
];

function oneOf<T extends string>(values: readonly T[], text: string | null): T | null {
  return values.find((value) => value === text) ?? null;
}

export function addressAt(href: string): Address {
  return parseAddress(new URL(href));
}

export function parseAddress(url: URL): Address {
  const query = url.searchParams;
  const [page, place] = PLACES.find(([, path]) => path.test(url.pathname)) ?? ["lost" as const, /$/];
  const id = place.exec(url.pathname)?.[1];
  const named = (of: Page): string | null => (page === of && id !== undefined ? decodeURIComponent(id) : null);
  const own = new Set([...COMMON, ...OWN[page]]);
  const text = (name: string): string | null => (own.has(name) ? query.get(name) : null);
  const period = query.get("period");
  const spelled = period === null ? null : grainOfPeriod(period);
  const filters: Record<string, string[]> = {};
  for (const [name, value] of query) {
    // One member a parameter: a member's name may hold a comma.
    if (!own.has(name) && value !== "") filters[name] = [...(filters[name] ?? []), value];
  }
  const load = Number(text("load") ?? Number.NaN);
  return {
    page,
    metric: named("metric"),
    list: named("list"),
    // Without its dot, which would make a file of the path.
    model: named("definition")?.replace("/", ".") ?? null,
    period: spelled === null ? null : period,
    grain: spelled ?? oneOf(PAGE_GRAINS, query.get("grain")),
    filters,
    lang: oneOf(LANGUAGES, query.get("lang")),
    area: text("area"),
    status: text("status"),
    trend: oneOf(["day", "week", "month", "quarter", "year", "all"] as const, text("trend")),
    by: text("by"),
    rows: text("rows"),
    view: text("view"),
    load: Number.isInteger(load) ? load : null,
    on: text("on"),
    sort: text("sort"),
    group: text("group"),
    month: text("month"),
    finding: text("finding"),
    find: text("find"),
  };
}

const PATHS: Record<Page, (address: Address) => string> = {
  overview: () => "/",
  metric: ({ metric }) => `/metrics/${encodeURIComponent(metric ?? "")}`,
  lists: () => "/lists",
  list: ({ list }) => `/lists/${encodeURIComponent(list ?? "")}`,
  accountability: () => "/accountability",
  authenticity: () => "/authenticity",
  definitions: () => "/definitions",
  definition: ({ model }) => `/definitions/${encodeURIComponent(model ?? "").replace(".", "/")}`,
  data: () => "/data",
  lost: () => "/",
};

/** The address as a link; the inverse of parseAddress. */
export function formatAddress(address: Address): string {
  const { period, grain, area, status, trend, by, rows, view, load, on, sort, group, month, finding, find } = address;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries({ period, grain })) if (value !== null) pairs.push([name, value]);
  for (const [name, members] of Object.entries(address.filters)) {
    for (const member of members) pairs.push([name, encodeURIComponent(member)]);
  }
  const own = { area, status, trend, by, rows, view, load, on, sort, group, month, finding, find };
  for (const [name, value] of Object.entries({ ...own, lang: address.lang })) {
    if (value !== null) pairs.push([name, encodeURIComponent(value).replaceAll("%3A", ":").replaceAll("%2C", ",")]);
  }
  const path = PATHS[address.page](address);
  return pairs.length === 0 ? path : `${path}?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

/** Another page with this one's period, site filter and language; everything else starts afresh. */
export function addressOf(from: Address, page: Page, change: Partial<Address> = {}): Address {
  const site = from.filters["site"];
  return {
    page,
    metric: null,
    list: null,
    model: null,
    period: from.period,
    grain: from.grain,
    filters: site ? { site } : {},
    lang: from.lang,
    area: null,
    status: null,
    trend: null,
    by: null,
    rows: null,
    view: null,
    load: null,
    on: null,
    sort: null,
    group: null,
    month: null,
    finding: null,
    find: null,
    ...change,
  };
}

/** The same filters with one member switched on or off. */
export function toggleMember(
  filters: Record<string, string[]>,
  name: string,
  member: string,
): Record<string, string[]> {
  const members = filters[name] ?? [];
  const next = members.includes(member) ? members.filter((other) => other !== member) : [...members, member];
  const { [name]: _dropped, ...others } = filters;
  return next.length === 0 ? others : { ...others, [name]: next };
}
