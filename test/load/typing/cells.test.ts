import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readContracts } from "../../../etl/contract.ts";
import { readCell } from "../../../etl/load/typing/read-cell.ts";
import { openTestStore } from "../store-in-folder.ts";
import { readColumn, type CellType } from "./read-column.ts";

// cells.tsv: type, text, the value as DuckDB writes it (∅: empty) or the code of the reason, and a part of the reason.

const table = (await readFile("test/load/typing/cells.tsv", "utf8"))
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => {
    const [type = "", text = "", expected = "", reason = ""] = line.split("\t");
    return { type: type as CellType, text, expected, reason };
  });

const types = [...new Set(table.map(({ type }) => type))];
const isCode = (expected: string): boolean => /^(?:bad_|unclear_|unknown_|ruined_)/.test(expected);

describe("each kind of cell is what it says, empty, or refused for its own reason", () => {
  test.each(types)("%s", async (type) => {
    const rows = table.filter((row) => row.type === type);
    expect(new Set(rows.map(({ text }) => text)).size).toBe(rows.length);
    const store = await openTestStore();
    const read = await readColumn(
      store,
      type,
      rows.map(({ text }) => text),
    );
    const seen = read.map((each) => ("code" in each ? each.code : (each.value ?? "∅")));
    expect(Object.fromEntries(rows.map(({ text }, index) => [text, seen[index]]))).toEqual(
      Object.fromEntries(rows.map(({ text, expected }) => [text, expected])),
    );
    for (const [index, { text, reason }] of rows.entries()) {
      const each = read[index];
      if (each === undefined || !("code" in each)) continue;
      expect({ text, zh: each.zh }).toEqual({ text, zh: expect.stringContaining(reason) as string });
      expect(each.zh).toMatch(/^“.+”：./);
      expect(each.en).toMatch(/^".+":? ./);
    }
  });

  test("the patterns of whole columns and the reading of one cell are of one mind", async () => {
    const contracts = await readContracts("etl/sources");
    const columns = contracts.flatMap((contract) => contract.columns);
    const style = { order: null, stated: false, system: null, decimalComma: false };
    for (const { type, text, expected } of table.filter((row) => row.type !== "enum")) {
      const column = columns.find((each) => each.type === type);
      if (column === undefined) throw new Error(`no column is a ${type}`);
      const reading = readCell(column, text, style);
      const said = reading.kind === "value" ? "value" : reading.kind === "empty" ? "∅" : reading.fault.code;
      expect({ type, text, said }).toEqual({
        type,
        text,
        said: isCode(expected) ? expected : expected === "∅" ? "∅" : "value",
      });
      if (reading.kind === "value") expect(normal(reading.value), `${type} ${text}`).toBe(normal(expected));
    }
  });

  test("the table is long", () => {
    expect(table.length).toBeGreaterThan(450);
  });
});

/** 5, 5.0 and 5.00 are one number; 10:11 and 10:11:00 one time. */
function normal(value: string): string {
  return /^-?\d+(\.\d+)?$/.test(value) && value.length < 16 ? String(Number(value)) : value;
}
