import type { MetricEntry } from "../shared/catalogue.ts";
import type { Language } from "../shared/words.ts";
import type { Address } from "./address.ts";
import { rowsPath, seriesPath } from "./api.ts";
import { periodId } from "./format.ts";
import { figuresCsv } from "./figures-csv.ts";
import type { Reading } from "./overview.ts";
import type { View } from "./view.ts";
import { words } from "./words.ts";

/** Something to take away: an answer of the server, or a text that the page makes when it is asked for. */
export type Download = {
  label: string;
  /** What it is saved as; empty where the server names it. */
  file: string;
  format?: "CSV" | "XLSX";
} & ({ href: string } | { text: () => string });

/** Filters of the address that this metric knows; what else stands there is not for it. */
export function filtersFor(metric: MetricEntry, filters: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => metric.by.includes(name)));
}

/** What can be taken away from the page as CSV: the figures it shows, and on a metric's page the rows behind them. */
export function downloadsOf(
  address: Address,
  view: View,
  metric: MetricEntry | null,
  readings: Map<string, Reading> | null,
  lang: Language,
): Download[] {
  const w = words[lang];
  const period = periodId(view.grain, view.start);
  if (address.page !== "overview" && address.page !== "metric") return [];
  if (metric) {
    const filters = filtersFor(metric, address.filters);
    const grain = address.trend ?? view.grain;
    return [
      {
        label: w.trend,
        file: `${metric.id}-${grain}.csv`,
        href: `${seriesPath({ metrics: [metric.id], grain, filters, compare: true })}&format=csv`,
      },
      {
        label: w.seeRows,
        file: `${metric.id}-${period}.csv`,
        href: `${rowsPath({ metric: metric.id, grain: view.grain, period: view.start, filters })}&format=csv`,
      },
    ];
  }
  // The server puts one metric in a file; the overview's readings are all here already.
  return readings
    ? [
        {
          label: w.overviewFigures(period),
          file: `heng-${period}.csv`,
          text: () => figuresCsv(readings.values(), lang),
        },
      ]
    : [];
}
