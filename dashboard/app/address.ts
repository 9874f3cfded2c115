import type { Grain } from "../shared/catalogue.ts";
import { grainOfPeriod } from "../shared/periods.ts";
import { LANGUAGES, type Language } from "../shared/words.ts";

export const PAGES = ["overview", "metric", "data", "lost"] as const;
export type Page = (typeof PAGES)[number];

/** Grains that a page can stand on; `all` has no period to step through. */
export const PAGE_GRAINS = ["day", "week", "month", "quarter", "year"] as const;
export type PageGrain = (typeof PAGE_GRAINS)[number];

/** All that a page shows, as its address says it. What is absent is null or empty, and then follows the data. */
export type Address = {
  page: Page;
  metric: string | null;
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
};

const RESERVED = new Set(["period", "grain", "lang", "area", "status", "trend", "by", "rows", "view", "load"]);

function oneOf<T extends string>(values: readonly T[], text: string | null): T | null {
  return values.find((value) => value === text) ?? null;
}

export function addressAt(href: string): Address {
  return parseAddress(new URL(href));
}

export function parseAddress(url: URL): Address {
  const query = url.searchParams;
  const metric = /^\/metrics\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  const page: Page =
    metric !== undefined ? "metric" : url.pathname === "/" ? "overview" : url.pathname === "/data" ? "data" : "lost";
  const period = query.get("period");
  const spelled = period === null ? null : grainOfPeriod(period);
  const filters: Record<string, string[]> = {};
  for (const [name, value] of query) {
    // One member a parameter: a member's name may hold a comma.
    if (!RESERVED.has(name) && value !== "") filters[name] = [...(filters[name] ?? []), value];
  }
  const load = Number(query.get("load") ?? Number.NaN);
  return {
    page,
    metric: metric === undefined ? null : decodeURIComponent(metric),
    period: spelled === null ? null : period,
    grain: spelled ?? oneOf(PAGE_GRAINS, query.get("grain")),
    filters,
    lang: oneOf(LANGUAGES, query.get("lang")),
    area: query.get("area"),
    status: query.get("status"),
    trend: oneOf(["day", "week", "month", "quarter", "year", "all"] as const, query.get("trend")),
    by: query.get("by"),
    rows: query.get("rows"),
    view: query.get("view"),
    load: Number.isInteger(load) ? load : null,
  };
}

/** The address as a link; the inverse of parseAddress. */
export function formatAddress(address: Address): string {
  const path =
    address.page === "metric"
      ? `/metrics/${encodeURIComponent(address.metric ?? "")}`
      : address.page === "data"
        ? "/data"
        : "/";
  const { period, grain, area, status, trend, by, rows, view, load, lang } = address;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries({ period, grain })) if (value !== null) pairs.push([name, value]);
  for (const [name, members] of Object.entries(address.filters)) {
    for (const member of members) pairs.push([name, encodeURIComponent(member)]);
  }
  for (const [name, value] of Object.entries({ area, status, trend, by, rows, view, load, lang })) {
    if (value !== null) pairs.push([name, encodeURIComponent(value).replaceAll("%3A", ":")]);
  }
  return pairs.length === 0 ? path : `${path}?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

/** Another page with this one's period, site filter and language; everything else starts afresh. */
export function addressOf(from: Address, page: Page, change: Partial<Address> = {}): Address {
  const site = from.filters["site"];
  return {
    page,
    metric: null,
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
