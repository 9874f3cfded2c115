import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { readHead, type HeadChoices } from "../../dashboard/app/file-head.ts";

const NAMES = ["账单号", "户号", "小区", "应缴日期", "应收金额", "Invoice", "Due date"];
const NOTHING: HeadChoices = { encoding: null, delimiter: null, headerLine: null };

const BILLS = [
  "金桂苑物业 2026 年 8 月应收",
  "",
  "账单号,户号,小区,应缴日期,应收金额,备注",
  'A1,0310221,金桂苑,2026-08-10,486.20,"首期\n补"',
  "A2,0310222,金桂苑,2026-08-10,512.40,",
  "",
].join("\r\n");

function head(text: string, encoding: string, choices: Partial<HeadChoices> = {}) {
  return readHead(new Uint8Array(iconv.encode(text, encoding)), { ...NOTHING, ...choices }, NAMES);
}

describe("the browser's reading of a file's head", () => {
  test.each(["utf-8", "gb18030", "utf-16le"])("finds the header below a title in %s", (encoding) => {
    const found = head(encoding === "utf-16le" ? `\uFEFF${BILLS}` : BILLS, encoding);
    expect(found.encoding).toBe(encoding);
    expect(found.headerLine).toBe(3);
    expect(found.header).toEqual(["账单号", "户号", "小区", "应缴日期", "应收金额", "备注"]);
    expect(found.above.map(({ cells }) => cells[0])).toEqual(["金桂苑物业 2026 年 8 月应收"]);
    // The first record holds a line break, so the second begins two lines later.
    expect(found.rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [4, "A1"],
      [6, "A2"],
    ]);
  });

  test("takes GBK bytes that are also Big5 for what the header's words say", () => {
    const found = head(BILLS, "gb18030");
    expect(found.encodings.length).toBeGreaterThan(1);
    expect(found.encodings[0]).toEqual({ encoding: "gb18030", sample: "金桂苑物业 2026 年 8 月应收" });
  });

  test("reads as a person chose: encoding, delimiter, header line", () => {
    const text = "x;y\nInvoice;Due date\n1;2026-08-01\n";
    expect(head(text, "utf-8")).toMatchObject({ delimiter: ";", headerLine: 2 });
    expect(head(text, "utf-8", { headerLine: 1 }).header).toEqual(["x", "y"]);
    expect(head(text, "utf-8", { delimiter: "," }).header).toEqual(["x;y"]);
    expect(head("Jüri;Å", "latin1", { encoding: "windows-1252" }).header).toEqual(["Jüri", "Å"]);
  });

  test("does not take the cut at the end of the head for a broken character", () => {
    const bytes = iconv.encode(BILLS, "utf-8");
    const cut = new Uint8Array(bytes.subarray(0, bytes.indexOf(iconv.encode("首", "utf-8")) + 1));
    expect(readHead(cut, NOTHING, NAMES).encoding).toBe("utf-8");
  });

  test("leaves archives and workbooks to the server", () => {
    expect(readHead(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2]), NOTHING, NAMES)).toMatchObject({
      kind: "packed",
      rows: [],
    });
  });

  test("shows no more than a hundred rows", () => {
    const rows = Array.from({ length: 300 }, (_, index) => `A${index},1`);
    expect(head(["账单号,户号", ...rows].join("\n"), "utf-8").rows).toHaveLength(100);
  });
});
