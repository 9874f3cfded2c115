import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, SHOPS, timeOf } from "../awkward.ts";
import { addDays, addMonths, earlier, type Day } from "../calendar.ts";
import type { Data } from "../data.ts";
import { once, placed, ratio, stateful, yes, type Metric } from "../metric.ts";
import { organised } from "../organised.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { accepts, dayOf, divided, type AskedSpan, type Figure, type Filters, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    ratings: Rating;
    industry_ratings: IndustryRating;
  }
}

type Rating = {
  rating_id: string;
  shop_id: string;
  buyer_id: string | null;
  agent_id: string | null;
  rated_at: string;
  description: number | null;
  service: number | null;
  logistics: number | null;
  sentiment: "good" | "neutral" | "bad" | null;
  replied_at: string | null;
};

const REPLY_DAYS: Policy = { rule: "review_reply_days", text: 1, others: [0, 2] };

const FACETS = ["description", "service", "logistics"] as const;
type Facet = (typeof FACETS)[number];

/** `month` is the month's first day. */
type IndustryRating = {
  category: string;
  month: string;
  facet: Facet;
  mean: number;
  high: number | null;
  low: number | null;
};

const score = nullable(fc.integer({ min: 1, max: 5 }));

const ratings: NaiveSource<Rating> = {
  columns: {
    rating_id: "评价编号",
    shop_id: "店铺编号",
    buyer_id: "买家昵称",
    agent_id: "客服",
    rated_at: "评价时间",
    description: "描述相符",
    service: "服务态度",
    logistics: "物流服务",
    sentiment: { header: "评价类型", words: { good: "好评", neutral: "中评", bad: "差评" } },
    replied_at: "解释时间",
  },
  key: ["rating_id"],
  happened: ["rated_at", "replied_at"],
  row: ({ days }) =>
    fc
      .record({
        rating_id: numbered("E", 60),
        shop_id: fc.constantFrom(...SHOPS, ...SHOPS, "X98"),
        buyer_id: nullable(fc.constantFrom("买家甲", "买家乙"), 6),
        agent_id: agent,
        // Few days of few months, so that a buyer's fourth rating of a month, and two in one second, do happen.
        rated_at: timeOf(fc.oneof(days, fc.constantFrom("2024-02-01", "2024-02-29", "2024-03-31", "2023-08-31"))),
        description: score,
        service: score,
        logistics: score,
        sentiment: nullable(fc.constantFrom("good", "neutral", "bad")),
        replied: nullable(delay, 3),
      })
      .map(({ replied, ...row }) => ({ ...row, replied_at: replied === null ? null : later(row.rated_at, replied) })),
  most: 50,
  damages: [{ description: "0" }, { shop_id: "" }, { sentiment: "还行" }],
};

const industry_ratings: NaiveSource<IndustryRating> = {
  columns: {
    category: "类目",
    month: { header: "月份", cell: "month" },
    facet: "指标",
    mean: "行业平均",
    high: "行业最高",
    low: "行业最低",
  },
  key: ["category", "month", "facet"],
  row: ({ days }) =>
    fc
      .record({
        category: fc.constantFrom("家电", "母婴"),
        month: fc.oneof(days, fc.constantFrom("2024-02-01", "2024-03-01", "2024-08-01")),
        facet: fc.constantFrom(...FACETS),
        mean: fc.constantFrom(1, 3, 3.5, 4, 4.75, 5),
        high: nullable(fc.constantFrom(0, 0.05, 0.2, 1), 6),
        low: nullable(fc.constantFrom(0, 0.05, 0.2, 1), 6),
      })
      .map(({ mean, high, low, month, ...row }) => ({
        ...row,
        month: `${month.slice(0, 7)}-01`,
        mean,
        high: high === null ? null : Number((mean + high).toFixed(2)),
        low: low === null ? null : Number((mean - low).toFixed(2)),
      })),
  most: 30,
};

function comesBefore(a: Rating, b: Rating): boolean {
  return a.rated_at === b.rated_at ? a.rating_id < b.rating_id : a.rated_at < b.rated_at;
}

/** Of one buyer in one shop and calendar month only the first three ratings count; without a buyer all do. */
const countedRatings = once((data: Data): Rating[] => {
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
});

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

function dsr(facet: Facet): Metric {
  return stateful(
    (data, span, filters) => {
      const asked = countedRatings(data).filter(({ shop_id }) => accepts(filters, organised(data, { site: shop_id })));
      const { sum, n } = trailing(asked, facet, earlier(span.last, span.asOf));
      return divided(sum, n, n);
    },
    (data) => data.ratings.map(({ shop_id }) => ({ site: shop_id })),
    { windowMonths: 6 },
  );
}

/** Only for months (or the head of one): the industry's row is that of the span's month. */
function dsrVsIndustryFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  const month = `${span.first.slice(0, 7)}-01`;
  const counted = countedRatings(data);
  let numerator = 0;
  let denominator = 0;
  let pairs = 0;
  for (const shop of data.sites) {
    for (const facet of FACETS) {
      if (!accepts(filters, organised(data, { site: shop.site_id, facet }))) continue;
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

const ratingMembers = ({ shop_id, agent_id }: Rating): Members => ({ site: shop_id, agent: agent_id });
const ratedAt = ({ rated_at }: Rating): string => rated_at;

export const area: Area = {
  sources: { ratings, industry_ratings },
  reads: [],
  policies: [REPLY_DAYS],
  metrics: {
    dsr_description: dsr("description"),
    dsr_service: dsr("service"),
    dsr_logistics: dsr("logistics"),
    dsr_vs_industry: stateful(dsrVsIndustryFigure, (data) =>
      data.sites.flatMap(({ site_id }) => FACETS.map((facet) => ({ site: site_id, facet }))),
    ),
    bad_review_rate: ratio((data) =>
      placed(data.ratings, ratingMembers, ratedAt, ({ sentiment }) =>
        sentiment === null ? null : [yes(sentiment === "neutral" || sentiment === "bad"), 1],
      ),
    ),
    review_reply_same_day: ratio((data) =>
      placed(data.ratings, ratingMembers, ratedAt, ({ rated_at, replied_at }) => {
        const lastDay = addDays(dayOf(rated_at), policyOn(data, REPLY_DAYS, dayOf(rated_at)));
        return [yes(replied_at !== null && dayOf(replied_at) <= lastDay), 1];
      }),
    ),
  },
  situations: {
    "a review answered on the second day": (data) =>
      data.ratings.some(
        ({ rated_at, replied_at }) => replied_at !== null && dayOf(replied_at) === addDays(dayOf(rated_at), 1),
      ),
    "a fourth rating in a month": (data) => countedRatings(data).length < data.ratings.length,
  },
};
