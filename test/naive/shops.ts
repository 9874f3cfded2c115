import { addMonths, earlier, type Day } from "./calendar.ts";
import { FACETS, type Data, type Facet, type Rating } from "./data.ts";
import { placed, yes, type EventMetric } from "./happening.ts";
import { accepts, dayOf, divided, type AskedSpan, type Figure, type Filters } from "./value.ts";

export const REVIEW_METRICS = {
  bad_review_rate: {
    kind: "ratio",
    happenings: (data) =>
      placed(
        data.ratings,
        ({ shop_id, agent_id }) => ({ site: shop_id, agent: agent_id }),
        (rating) => rating.rated_at,
        ({ sentiment }) => (sentiment === null ? null : [yes(sentiment === "neutral" || sentiment === "bad"), 1]),
      ),
  },
} satisfies Record<string, EventMetric>;

function comesBefore(a: Rating, b: Rating): boolean {
  return a.rated_at === b.rated_at ? a.rating_id < b.rating_id : a.rated_at < b.rated_at;
}

/** Of one buyer in one shop and calendar month only the first three ratings count; without a buyer all do. */
export function countedRatings(data: Data): Rating[] {
  const counted: Rating[] = [];
  for (const rating of data.ratings) {
    let before = 0;
    for (const other of data.ratings) {
      const sameBuyer = rating.buyer_id !== null && other.buyer_id === rating.buyer_id;
      const sameMonth = other.rated_at.slice(0, 7) === rating.rated_at.slice(0, 7);
      if (sameBuyer && sameMonth && other.shop_id === rating.shop_id && comesBefore(other, rating)) before += 1;
    }
    if (before < 3) counted.push(rating);
  }
  return counted;
}

/** Sum and number of a facet's scores on the days after `end` − 6 months, up to and with `end`. */
function trailing(counted: readonly Rating[], facet: Facet, end: Day): { sum: number; n: number } {
  const after = addMonths(end, -6);
  let sum = 0;
  let n = 0;
  for (const rating of counted) {
    const day = dayOf(rating.rated_at);
    const score = rating[facet];
    if (day <= after || day > end || score === null) continue;
    sum += score;
    n += 1;
  }
  return { sum, n };
}

export function dsrFigure(facet: Facet, data: Data, span: AskedSpan, filters: Filters): Figure {
  const asked = countedRatings(data).filter((rating) => accepts(filters, { site: rating.shop_id }));
  const { sum, n } = trailing(asked, facet, earlier(span.last, span.asOf));
  return divided(sum, n, n);
}

/** Only for months (or the head of one): the industry's row is that of the span's month. */
export function dsrVsIndustryFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  const month = `${span.first.slice(0, 7)}-01`;
  const counted = countedRatings(data);
  let numerator = 0;
  let denominator = 0;
  let pairs = 0;
  for (const shop of data.sites) {
    for (const facet of FACETS) {
      if (!accepts(filters, { site: shop.site_id, facet })) continue;
      const mine = trailing(
        counted.filter((rating) => rating.shop_id === shop.site_id),
        facet,
        end,
      );
      const industry = data.industry_ratings.find(
        (row) => row.category === shop.category && row.month === month && row.facet === facet,
      );
      if (mine.n === 0 || industry === undefined) continue;
      const score = mine.sum / mine.n;
      const { mean, high, low } = industry;
      const room = score >= mean ? (high === null ? 0 : high - mean) : low === null ? 0 : mean - low;
      if (room === 0) continue;
      numerator += score - mean;
      denominator += room;
      pairs += 1;
    }
  }
  return divided(numerator, denominator, pairs);
}
