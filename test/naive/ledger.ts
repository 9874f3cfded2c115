import type { EventMetric } from "./happening.ts";
import { dayOf } from "./value.ts";

export const LEDGER_METRICS = {
  rejected_row_rate: {
    kind: "ratio",
    happenings: (data) =>
      data.ledger.map(({ source, uploader, loadedAt, read, rejected }) => ({
        day: dayOf(loadedAt),
        members: { source, uploader },
        x: rejected,
        y: read,
        rows: read,
      })),
  },
} satisfies Record<string, EventMetric>;
