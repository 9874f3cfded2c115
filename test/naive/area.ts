import type { Data, Delivery, Rows, Source } from "./data.ts";
import type { Metric } from "./metric.ts";
import type { Policy } from "./policy.ts";
import type { NaiveSource } from "./source.ts";

/** A file of `areas/`: the exports of one part of the business and its metrics. README.md says how one is written. */
export type Area = {
  sources: { [S in Source]?: NaiveSource<Rows[S]> };
  /** Sources of other areas that the metrics read; those of the organisation are always there. */
  reads: readonly Source[];
  /** Limits and hours that the metrics take from `amounts`. */
  policies: readonly Policy[];
  metrics: Record<string, Metric>;
  /** What must happen in many of the random data sets, so that a mistake about it cannot pass unseen. */
  situations: Record<string, (data: Data, deliveries: readonly Delivery[]) => boolean>;
};
