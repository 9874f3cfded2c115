import type { Catalogue, MetricEntry } from "../shared/catalogue.ts";
import type { Language } from "../shared/words.ts";
import type { Address } from "./address.ts";
import { rowsPath, seriesPath } from "./api.ts";
import { periodId } from "./format.ts";
import { queryOf } from "./overview.ts";
import { planOverview, type View } from "./view.ts";
import { words } from "./words.ts";

export type Download = { label: string; href: string };

/** Filters of the address that this metric knows; what else stands there is not for it. */
export function filtersFor(metric: MetricEntry, filters: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => metric.by.includes(name)));
}

/** What can be taken away from the page as CSV: the figures it shows, and on a metric's page the rows behind them. */
export function downloadsOf(
  catalogue: Catalogue,
  address: Address,
  view: View,
  metric: MetricEntry | null,
  lang: Language,
): Download[] {
  const w = words[lang];
  if (address.page === "data") return [];
  if (metric) {
    const filters = filtersFor(metric, address.filters);
    const grain = address.trend ?? view.grain;
    return [
      { label: w.trend, href: `${seriesPath({ metrics: [metric.id], grain, filters, compare: true })}&format=csv` },
      {
        label: w.seeRows,
        href: `${rowsPath({ metric: metric.id, grain: view.grain, period: view.start, filters })}&format=csv`,
      },
    ];
  }
  const sites = address.filters["site"] ?? [];
  return planOverview(catalogue.metrics, view, sites).map((ask) => {
    const period = periodId(ask.view.grain, ask.view.start);
    const some = sites.length > 0 && !ask.filtered ? ` ${w.unfiltered}` : "";
    return { label: `${w.overview} ${period}${some}`, href: `${seriesPath(queryOf(ask, sites))}&format=csv` };
  });
}
