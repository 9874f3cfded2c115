import type { Area } from "../area.ts";
import type { Data } from "../data.ts";
import { ratio, type Metric } from "../metric.ts";
import { dayOf } from "../value.ts";

/** What was read and rejected, on the day of the load: the ledger lives in clock time, so its today is its last day. */
const rejected_row_rate: Metric = {
  ...ratio((data) =>
    data.ledger.map(({ source, uploader, loadedAt, read, rejected }) => ({
      day: dayOf(loadedAt),
      members: { source, uploader },
      x: rejected,
      y: read,
      rows: read,
    })),
  ),
  today: ({ ledger }: Data) =>
    ledger
      .map(({ loadedAt }) => dayOf(loadedAt))
      .sort()
      .at(-1) ?? null,
};

export const area: Area = {
  sources: {},
  // Sources with damaged records, so that there is something to reject.
  reads: ["tickets", "complaints"],
  policies: [],
  metrics: { rejected_row_rate },
  situations: {
    "a rejected row": (data) => data.ledger.some((line) => line.rejected > 0),
  },
};
