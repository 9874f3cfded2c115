import type { MetricEntry } from "../shared/catalogue.ts";
import type { SeriesRow } from "../shared/series.ts";
import type { PartRow } from "./api.ts";

/** A metric cut by two dimensions; totals are the server's own, since ratios do not add up. */
export type CrossTable = {
  rows: PartRow[];
  columns: PartRow[];
  cells: ReadonlyMap<string, SeriesRow>;
  /** Members that are not listed. */
  moreRows: number;
  moreColumns: number;
};

export function cellKey(row: string | null, column: string | null): string {
  return JSON.stringify([row, column]);
}

/** The members with the most behind them, those without a name last; ties by name, so that the order stands still. */
export function largest(parts: readonly PartRow[], most: number): PartRow[] {
  return [...parts]
    .filter(({ n }) => n > 0)
    .sort(
      (a, b) =>
        Number(a.part === null) - Number(b.part === null) || b.n - a.n || (String(a.part) < String(b.part) ? -1 : 1),
    )
    .slice(0, most);
}

export function crossTable(
  cut: readonly (SeriesRow & Record<string, unknown>)[],
  dimensions: readonly [string, string],
  byRow: readonly PartRow[],
  byColumn: readonly PartRow[],
  most: { rows: number; columns: number },
): CrossTable {
  const rows = largest(byRow, most.rows);
  const columns = largest(byColumn, most.columns);
  const member = (row: Record<string, unknown>, dimension: string): string | null =>
    (row[dimension] as string | null | undefined) ?? null;
  return {
    rows,
    columns,
    cells: new Map(cut.map((row) => [cellKey(member(row, dimensions[0]), member(row, dimensions[1])), row])),
    moreRows: byRow.filter(({ n }) => n > 0).length - rows.length,
    moreColumns: byColumn.filter(({ n }) => n > 0).length - columns.length,
  };
}

export const SHADES = 5;

/**
 * How dark a cell is, 1 to 5: by its place between the extremes, the darker the worse; counts and balances without a
 * direction the darker the larger. 0 for what has no value, or too few rows to mean anything.
 */
export function shadeOf(
  cell: Pick<SeriesRow, "value" | "status"> | undefined,
  extremes: { low: number; high: number },
  { better }: Pick<MetricEntry, "better">,
): number {
  if (!cell || cell.value === null || cell.status === "small") return 0;
  const { low, high } = extremes;
  if (high <= low) return 1;
  const along = (cell.value - low) / (high - low);
  const share = better === "up" ? 1 - along : along;
  return Math.min(SHADES, Math.floor(share * SHADES) + 1);
}

/** The least and the largest value among cells that count. */
export function extremesOf(table: CrossTable): { low: number; high: number } {
  const values = table.rows.flatMap((row) =>
    table.columns.flatMap((column) => {
      const cell = table.cells.get(cellKey(row.part, column.part));
      return cell && cell.value !== null && cell.status !== "small" ? [cell.value] : [];
    }),
  );
  return { low: Math.min(...values), high: Math.max(...values) };
}
