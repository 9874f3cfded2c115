import type { Grain, MetricEntry } from "../shared/catalogue.ts";
import { parseDays, periodStart, shiftPeriod, slotOf, type Day, type Slot } from "../shared/periods.ts";
import { PAGE_GRAINS, type Address, type PageGrain } from "./address.ts";
import { periodId } from "./format.ts";

/** The period that a page stands on. */
export type View = {
  grain: PageGrain;
  start: Day;
  slot: Slot;
  asOf: Day;
  /** The year that goes without saying. */
  thisYear: string;
  /** True where no later period has begun. */
  latest: boolean;
};

/** The period of the address, or the one that holds `asOf`; a period that has not begun falls back to that too. */
export function viewOf(address: Pick<Address, "period" | "grain">, asOf: Day): View {
  const grain = address.grain ?? "month";
  const newest = periodStart(grain, asOf);
  const asked = address.period === null ? newest : periodStart(grain, parseDays(address.period)?.first ?? asOf);
  const start = asked > newest ? newest : asked;
  const slot = slotOf(grain, start, asOf);
  if (!slot) throw new RangeError(`no period of grain ${grain} has begun by ${asOf}`);
  return { grain, start, slot, asOf, thisYear: asOf.slice(0, 4), latest: start === newest };
}

/**
 * The grain at which a metric is shown on a page that stands on `wanted`: the same if it has it, else the nearest
 * coarser one, else the nearest finer one.
 */
export function nearestGrain(grains: readonly Grain[], wanted: PageGrain): PageGrain {
  const place = PAGE_GRAINS.indexOf(wanted);
  const ordered = [...PAGE_GRAINS.slice(place), ...PAGE_GRAINS.slice(0, place).reverse()];
  const found = ordered.find((grain) => grains.includes(grain));
  if (!found) throw new RangeError(`no grain with periods among ${grains.join(", ")}`);
  return found;
}

/**
 * The grain of a metric's card: the nearest it has, but where it has no target there and one at a coarser grain, that
 * one, since a card is there to be judged (a recovery rate is due by quarter, not by month).
 */
export function cardGrain({ grains, targets }: Pick<MetricEntry, "grains" | "targets">, wanted: PageGrain): PageGrain {
  const nearest = nearestGrain(grains, wanted);
  if (targets.any || targets[nearest]) return nearest;
  const coarser = PAGE_GRAINS.slice(PAGE_GRAINS.indexOf(nearest));
  return coarser.find((grain) => grains.includes(grain) && targets[grain]) ?? nearest;
}

/** The view at another grain: the period around the page's last day, so that a finer one is its last. */
export function viewAt(view: View, grain: PageGrain): View {
  if (grain === view.grain) return view;
  return viewOf({ grain, period: periodId(grain, periodStart(grain, view.slot.now.last)) }, view.asOf);
}

/** One request for many metrics: all that share a grain and whether the site filter applies to them. */
export type Ask = { metrics: MetricEntry[]; view: View; filtered: boolean };

export const HISTORY = 13;

/** How the overview asks: the page's period and the twelve before, for each metric at the grain that it has. */
export function planOverview(metrics: readonly MetricEntry[], view: View, sites: readonly string[]): Ask[] {
  const asks = new Map<string, Ask>();
  for (const metric of metrics) {
    const grain = cardGrain(metric, view.grain);
    const filtered = sites.length > 0 && metric.by.includes("site");
    const key = `${grain} ${filtered}`;
    const ask = asks.get(key) ?? { metrics: [], view: viewAt(view, grain), filtered };
    ask.metrics.push(metric);
    asks.set(key, ask);
  }
  return [...asks.values()];
}

/** The first of `count` periods that end with the view's own. */
export function historyStart(view: View, count = HISTORY): Day {
  return shiftPeriod(view.grain, view.start, 1 - count);
}

/** What the address must say to stand on this period; the latest ones are named by their grain alone and so move on. */
export function standingOn({
  grain,
  start,
  latest,
}: Pick<View, "grain" | "start" | "latest">): Pick<Address, "period" | "grain"> {
  if (!latest) return { period: periodId(grain, start), grain: null };
  return { period: null, grain: grain === "month" ? null : grain };
}
