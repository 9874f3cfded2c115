import type { Grain, MetricEntry, Status } from "../shared/catalogue.ts";
import type { FigureAt, FigureChange, LoadPreview, PreviewBuilt } from "../shared/loads.ts";
import { parseQuestion } from "./ask.ts";
import { planSeries } from "./series.ts";
import { openVersion, type Version } from "./version.ts";

/** A metric is looked at by the first of these that it has. */
const GRAINS: Grain[] = ["month", "quarter", "year", "week", "day", "all"];

const NOTHING: FigureAt = { value: null, target: null, comparison: null, status: "empty" };

/**
 * Compares the served version's figures with those of a preview: each metric's total in the period that is current
 * then; where the preview takes a load back, in the one that is current now, in which people see what it has brought.
 * Asked of the same engine that answers the pages, so what is told is what will be shown.
 */
export async function comparePreview(served: Version, built: PreviewBuilt): Promise<LoadPreview> {
  const { folder, ...preview } = built;
  const then = await openVersion(folder, { connections: 1 });
  try {
    const changes: FigureChange[] = [];
    const day = built.effect === "undo" ? served.catalogue.asOf : then.catalogue.asOf;
    for (const metric of then.catalogue.metrics) {
      const grain = GRAINS.find((known) => metric.grains.includes(known)) ?? "month";
      const after = await figureAt(then, metric, grain, day);
      const before = await figureAt(served, metric, grain, day);
      // From no figure to no figure is none that anybody could look at.
      const none = before.figure.value === null && after.figure.value === null;
      if (none || isSame(before.figure, after.figure)) continue;
      const period = after.period ?? before.period;
      changes.push({ metric: metric.id, grain, period, now: before.figure, then: after.figure });
    }
    const asOf = { now: served.catalogue.asOf, then: then.catalogue.asOf };
    return { ...preview, changes, asOf };
  } finally {
    await then.close();
  }
}

async function figureAt(
  version: Version,
  { id }: MetricEntry,
  grain: Grain,
  day: string,
): Promise<{ period: string | null; figure: FigureAt }> {
  const empty = { period: null, figure: NOTHING };
  if (!version.plans.has(id)) return empty;
  const span = grain === "all" ? {} : { from: day, to: day };
  const [ask] = parseQuestion(version, { metrics: [id], grain, ...span, by: [], filters: {}, compare: [] });
  if (!ask) return empty;
  return version.read(async (connection) => {
    const sql = await planSeries(connection, ask, version.targets);
    if (sql === null) return empty;
    const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJS();
    if (!row) return empty;
    const number = (value: unknown): number | null => (value == null ? null : Number(value));
    return {
      period: row["period"] == null ? null : String(row["period"]),
      figure: {
        value: number(row["value"]),
        target: number(row["target"]),
        comparison: row["comparison"] == null ? null : String(row["comparison"]),
        status: String(row["status"]) as Status,
      },
    };
  });
}

function isSame(a: FigureAt, b: FigureAt): boolean {
  return (
    isEqual(a.value, b.value) && isEqual(a.target, b.target) && a.comparison === b.comparison && a.status === b.status
  );
}

/** Sums of the same numbers in another order differ in their last digit. */
function isEqual(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)));
}
