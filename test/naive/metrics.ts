/**
 * The second computation: every metric of the catalogue's first slice by plain loops over plain rows. Written from the
 * catalogue's sentences, never from sql/; when the two differ, one of them has misread the sentence.
 */
import { arrearsFigure, billMembers, daysSalesFigure, overdueCustomersFigure, recoveryFigure } from "./billing.ts";
import { FACETS, type Data } from "./data.ts";
import { EVENT_METRICS, eventFigure, eventMembers, type EventMetricId } from "./events.ts";
import { backlogFigure, backlogMembers } from "./tickets.ts";
import { dsrFigure, dsrVsIndustryFigure } from "./shops.ts";
import { NOTHING, type AskedSpan, type Figure, type Filters } from "./value.ts";

const STATE_METRICS = {
  backlog: backlogFigure,
  recovery_rate: recoveryFigure,
  arrears_balance: arrearsFigure,
  overdue_3_months_customers: overdueCustomersFigure,
  days_sales_outstanding: daysSalesFigure,
  dsr_description: (data: Data, span: AskedSpan, filters: Filters) => dsrFigure("description", data, span, filters),
  dsr_service: (data: Data, span: AskedSpan, filters: Filters) => dsrFigure("service", data, span, filters),
  dsr_logistics: (data: Data, span: AskedSpan, filters: Filters) => dsrFigure("logistics", data, span, filters),
  dsr_vs_industry: dsrVsIndustryFigure,
} satisfies Record<string, (data: Data, span: AskedSpan, filters: Filters) => Figure>;

export type MetricId = EventMetricId | keyof typeof STATE_METRICS;
export const METRIC_IDS = [...Object.keys(EVENT_METRICS), ...Object.keys(STATE_METRICS)] as MetricId[];

/** The metric over the days first…last as far as `asOf` has seen them, for rows that every filter accepts. */
export function valueOf(metric: MetricId, data: Data, span: AskedSpan, filters: Filters): Figure {
  if (span.first > span.asOf) return NOTHING;
  if (metric in STATE_METRICS) return STATE_METRICS[metric as keyof typeof STATE_METRICS](data, span, filters);
  return eventFigure(metric as EventMetricId, data, span, filters);
}

/** Members, each once, that rows of the metric have in one of its dimensions; null where a row has none. */
export function membersOf(metric: MetricId, data: Data, dimension: string): (string | null)[] {
  return [...new Set(allMembers(metric, data, dimension))];
}

function allMembers(metric: MetricId, data: Data, dimension: string): (string | null)[] {
  switch (metric) {
    case "backlog":
      return backlogMembers(data, dimension);
    case "recovery_rate":
    case "arrears_balance":
    case "overdue_3_months_customers":
    case "days_sales_outstanding":
      return billMembers(data, dimension);
    case "dsr_description":
    case "dsr_service":
    case "dsr_logistics":
      return data.ratings.map((rating) => rating.shop_id);
    case "dsr_vs_industry":
      return dimension === "facet" ? [...FACETS] : data.sites.map((site) => site.site_id);
    default:
      return eventMembers(metric, data, dimension);
  }
}
