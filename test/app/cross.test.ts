import { describe, expect, test } from "vitest";
import type { Status } from "../../dashboard/shared/catalogue.ts";
import type { SeriesRow } from "../../dashboard/shared/series.ts";
import type { PartRow } from "../../dashboard/app/api.ts";
import { cellKey, crossTable, extremesOf, largest, shadeOf } from "../../dashboard/app/cross.ts";

function part(name: string | null, value: number | null, n: number, status: Status = "met"): PartRow {
  return { part: name, value, n, status } as PartRow;
}

function cell(site: string | null, kind: string | null, value: number | null, status: Status = "met") {
  return { site, kind, value, n: 50, status } as unknown as SeriesRow & Record<string, unknown>;
}

const table = crossTable(
  [cell("A", "x", 0.5), cell("A", "y", 0.9), cell("B", "x", 0.1, "small"), cell(null, "y", 0.7)],
  ["site", "kind"],
  [part("B", 0.1, 3), part(null, 0.7, 9), part("A", 0.6, 8), part("C", null, 0)],
  [part("x", 0.4, 11), part("y", 0.8, 9), part("z", 0.8, 1)],
  { rows: 15, columns: 2 },
);

describe("a table of two dimensions", () => {
  test("lists the members with most behind them, those without a name last, and counts the others", () => {
    expect(table.rows.map((row) => row.part)).toEqual(["A", "B", null]);
    expect(table.columns.map((column) => column.part)).toEqual(["x", "y"]);
    expect([table.moreRows, table.moreColumns]).toEqual([0, 1]);
    expect(largest([part("b", 1, 5), part("a", 1, 5)], 9).map((row) => row.part)).toEqual(["a", "b"]);
  });

  test("finds each cell, also of rows without a member", () => {
    expect(table.cells.get(cellKey("A", "y"))?.value).toBe(0.9);
    expect(table.cells.get(cellKey(null, "y"))?.value).toBe(0.7);
    expect(table.cells.get(cellKey("B", "y"))).toBeUndefined();
  });

  test("is darker the worse, and leaves out what has too few rows", () => {
    const extremes = extremesOf(table);
    expect(extremes).toEqual({ low: 0.5, high: 0.9 });
    const shade = (site: string | null, kind: string, better: "up" | "down" | null) =>
      shadeOf(table.cells.get(cellKey(site, kind)), extremes, { better });
    expect([shade("A", "x", "up"), shade("A", "y", "up"), shade("A", "x", "down")]).toEqual([5, 1, 1]);
    expect([shade("A", "y", null), shade("B", "x", "up"), shade("B", "y", "up")]).toEqual([5, 0, 0]);
    expect(shadeOf({ value: 1, status: "met" }, { low: 1, high: 1 }, { better: "up" })).toBe(1);
  });
});
