import { describe, expect, test } from "vitest";
import { strToU8 } from "fflate";
import writeExcelFile from "write-excel-file/node";
import { partsOf, textOf } from "./parts-of.ts";
import { rowsOf, workbookOf } from "./workbook-of.ts";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

describe("a workbook that a library wrote", () => {
  test("gives back each cell that was written", async () => {
    const at = (text: string): Date => new Date(`${text}Z`);
    const bytes = await writeExcelFile([
      [
        { value: "工号" },
        { value: "说明" },
        { value: "金额" },
        { value: "日期" },
        { value: "时间" },
        { value: "是否" },
      ],
      [
        { value: "00123" },
        { value: '带"引号"、,逗号\n和换行' },
        { value: 1234.5 },
        { value: at("2024-03-05T00:00:00"), format: "yyyy/m/d" },
        { value: at("2024-03-05T15:05:09"), format: "yyyy-mm-dd hh:mm:ss" },
        { value: true },
      ],
      [{ value: " <&> 😀 " }, null, { value: -0.1 }, null, null, { value: false }],
      [],
      [{ value: "end" }, null, { value: 0 }],
    ]).toBuffer();
    expect(await textOf(bytes)).toBe(
      [
        "工号,说明,金额,日期,时间,是否",
        '00123,"带""引号""、,逗号\n和换行",1234.5,2024-03-05,2024-03-05 15:05:09,TRUE',
        " <&> 😀 ,,-0.1,,,FALSE",
        "",
        "end,,0,,,",
        "",
      ].join("\n"),
    );
  });

  test("gives a part for each sheet", async () => {
    const bytes = await writeExcelFile([
      { data: [[{ value: "a" }]], sheet: "应收明细" },
      { data: [[{ value: "b" }]], sheet: "回访" },
    ]).toBuffer();
    expect(await partsOf(bytes, "月报.xlsx")).toEqual([
      ["月报.xlsx#应收明细", "a\n"],
      ["月报.xlsx#回访", "b\n"],
    ]);
  });
});

/** The text of one cell. */
async function cell(xml: string, rest: Omit<Parameters<typeof workbookOf>[0], "sheets"> = {}): Promise<string> {
  const text = await textOf(workbookOf({ sheets: [{ name: "s", rows: rowsOf([xml]) }], ...rest }));
  return text.replace(/\n$/, "");
}

describe("a number", () => {
  test.each([
    ["0", "0"],
    ["-12", "-12"],
    ["123456789012345", "123456789012345"],
    ["-999999999999999", "-999999999999999"],
    ["1.5E3", "1500"],
    ["1.0000000000000001E-2", "0.01"],
    ["0.30000000000000004", "0.3"],
    ["19.989999999999998", "19.99"],
    ["1E-7", "0.0000001"],
    ["-1.25E-9", "-0.00000000125"],
    ["123456789.12", "123456789.12"],
    // Excel keeps 15 digits; what had more is ruined and must not look whole.
    ["123456789012345600", "1.23456789012346E+17"],
    ["1.2345678901234501E+17", "1.23456789012345E+17"],
    ["1234567890123450", "1.23456789012345E+15"],
    ["1E+20", "1E+20"],
    // A program wrote 16 digits, and a double holds them.
    ["1234567890123456", "1234567890123456"],
    ["9999999999999999", "1E+16"],
  ])("%s is written %s", async (value, text) => {
    expect(await cell(`<c><v>${value}</v></c>`)).toBe(text);
  });

  test.each([
    ["0%", "0.925", "92.5%"],
    ["0.00%", "0.07", "7%"],
    ["0.0%;[Red]-0.0%", "-0.125", "-12.5%"],
    ["00000", "123", "00123"],
    ["0000", "12345", "12345"],
    ["#,##0.00", "1234.5", "1234.5"],
    ['"¥"#,##0.00', "1234.5", "1234.5"],
    ["[$¥-804]#,##0.00", "12", "12"],
    ["0.00E+00", "12345", "12345"],
    ["General", "45356", "45356"],
    ["G/通用格式", "45356", "45356"],
    ['G/通用格式"元"', "45356", "45356"],
    ["[Red]General", "45356", "45356"],
    ["@", "45356", "45356"],
    ['0"年"', "2024", "2024"],
    ["0.0_);\\(0.0\\)", "3", "3"],
    ["# ?/?", "0.5", "0.5"],
  ])("in the format %s: %s is %s", async (format, value, text) => {
    expect(await cell(`<c s="1"><v>${value}</v></c>`, { formats: [format] })).toBe(text);
  });
});

// The serial numbers are Excel's own, from its documentation and from what it shows.
describe("a date", () => {
  test.each([
    ["yyyy-mm-dd", "45356", "2024-03-05"],
    ['yyyy"年"m"月"d"日"', "45356", "2024-03-05"],
    ["[$-804]yyyy年m月d日;@", "45356", "2024-03-05"],
    ["m/d/yy", "45356.5", "2024-03-05 12:00:00"],
    ["yyyy/m/d h:mm", "45356.628472222219", "2024-03-05 15:05:00"],
    ["yyyy/m/d h:mm:ss", "45356.6284837963", "2024-03-05 15:05:01"],
    ["yyyy-mm-dd hh:mm:ss.000", "45356.628483802", "2024-03-05 15:05:01"],
    ["yyyy-mm-dd hh:mm:ss.000", "45356.500005787", "2024-03-05 12:00:00.500"],
    ["yyyy-mm-dd h:mm", "45356.9999999999", "2024-03-06"],
    ["h:mm", "0.628472222222222", "15:05:00"],
    ["h:mm", "0", "00:00:00"],
    ["上午/下午h时mm分", "0.75", "18:00:00"],
    ["h:mm AM/PM", "0.25", "06:00:00"],
    ["mm:ss", "0.00237268518518519", "00:03:25"],
    ["h:mm", "45356.5", "2024-03-05 12:00:00"],
    ["[h]:mm:ss", "1.5", "36:00:00"],
    ["[mm]:ss", "0.0423611111111111", "01:01:00"],
    ["yyyy-mm", "45352", "2024-03-01"],
    ["mmm", "45352", "2024-03-01"],
    ["[<1]h:mm;yyyy/m/d", "45356", "2024-03-05"],
    // 1900 was no leap year, but Excel counts its 29 February.
    ["yyyy-mm-dd", "1", "1900-01-01"],
    ["yyyy-mm-dd", "59", "1900-02-28"],
    ["yyyy-mm-dd", "60", "1900-02-29"],
    ["yyyy-mm-dd", "61", "1900-03-01"],
    ["yyyy-mm-dd", "0", "1900-01-00"],
    ["yyyy-mm-dd", "2958465", "9999-12-31"],
    ["yyyy-mm-dd", "2958466", "2958466"],
    ["yyyy-mm-dd", "20240305", "20240305"],
    ["yyyy-mm-dd", "-1", "-1"],
  ])("in the format %s: %s is %s", async (format, value, text) => {
    expect(await cell(`<c s="1"><v>${value}</v></c>`, { formats: [format] })).toBe(text);
  });

  test.each([
    ["yyyy-mm-dd", "0", "1904-01-01"],
    ["yyyy-mm-dd", "43894", "2024-03-05"],
    ["h:mm", "0.5", "12:00:00"],
  ])("of the 1904 system, in the format %s: %s is %s", async (format, value, text) => {
    expect(await cell(`<c s="1"><v>${value}</v></c>`, { formats: [format], date1904: true })).toBe(text);
  });

  test.each([
    [14, "45356", "2024-03-05"],
    [22, "45356.5", "2024-03-05 12:00:00"],
    [31, "45356", "2024-03-05"],
    [57, "45352", "2024-03-01"],
    [32, "0.5", "12:00:00"],
    [46, "1.25", "30:00:00"],
    [10, "0.5", "50%"],
    [4, "45356", "45356"],
    [49, "45356", "45356"],
  ])("in the built-in format %i: %s is %s", async (id, value, text) => {
    expect(await cell(`<c s="1"><v>${value}</v></c>`, { builtIn: [id] })).toBe(text);
  });
});

describe("a cell", () => {
  const strings = `<si><t>plain</t></si>
    <si><r><rPr><b/></rPr><t>粗</t></r><r><t xml:space="preserve"> 细</t></r><rPh sb="0" eb="1"><t>cū</t></rPh></si>
    <si><t>两行_x000D_\n_x005F_x</t></si><si><t/></si>`;

  test.each([
    ["a shared text", '<c t="s"><v>0</v></c>', "plain"],
    ["a rich text, without its pronunciation", '<c t="s"><v>1</v></c>', "粗 细"],
    ["a text with escapes and line breaks", '<c t="s"><v>2</v></c>', '"两行\n_x"'],
    ["a text that looks like a number", '<c t="inlineStr"><is><t>007</t></is></c>', "007"],
    ["a rich inline text", '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"],
    ["a boolean", '<c t="b"><v>1</v></c>', "TRUE"],
    ["an error", '<c t="e"><v>#N/A</v></c>', "#N/A"],
    ["an ISO date", '<c t="d"><v>2024-03-05T15:05:00</v></c>', "2024-03-05 15:05:00"],
    ["an ISO day", '<c t="d"><v>2024-03-05T00:00:00</v></c>', "2024-03-05"],
    ["a formula's number", "<c><f>1+1</f><v>2</v></c>", "2"],
    ["a formula's text", '<c t="str"><f>A1&amp;"x"</f><v>wx</v></c>', "wx"],
    ["a formula that was never worked out", "<c><f>A1*2</f></c>", "=A1*2"],
    ["a shared formula that was never worked out", '<c><f t="shared" si="0"/></c>', "=?"],
    ["CDATA", '<c t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', "a<b"],
  ])("of %s", async (_name, xml, text) => {
    expect(await cell(xml, { strings })).toBe(text);
  });

  test("with nothing in it is empty", async () => {
    const empty = ['<c t="s"><v>3</v></c>', "<c/>", "<c><v></v></c>", '<c t="str"><f>""</f><v></v></c>', "x"];
    expect(await textOf(workbookOf({ sheets: [{ name: "s", rows: rowsOf(empty) }], strings }))).toBe(",,,,x\n");
  });
});

describe("rows", () => {
  test("keep their numbers and get one width, whatever is left out", async () => {
    const rows = `<row r="2"><c r="B2"><v>1</v></c></row><row r="3"/><row r="5"><c r="A5"><v>2</v></c><c r="D5"><v>3</v></c></row>
      <row><c><v>4</v></c><c r="C6" t="inlineStr"><is><t>a,"b"\nc</t></is></c></row><row r="9"><c r="AA9"><v> </v></c></row>`;
    expect(await textOf(workbookOf({ sheets: [{ name: "s", rows }] }))).toBe('\n,1,,\n\n\n2,,,3\n4,,"a,""b""\nc",\n');
  });

  test("that grow wider and wider are all brought to the last width", async () => {
    // Longer than what is written at a time, so that widths change in files, too.
    const text = 'x"\n'.repeat(3000);
    const cells = Array.from({ length: 120 }, (_, at) => [...Array.from({ length: at + 1 }, () => `${at}`), text]);
    const quoted = `"${text.replaceAll('"', '""')}"`;
    const expected = cells.map((row) => [...row.slice(0, -1), quoted].join(",") + ",".repeat(121 - row.length) + "\n");
    expect(await textOf(workbookOf({ sheets: [{ name: "s", rows: rowsOf(...cells) }] }))).toBe(expected.join(""));
  });

  test("take the value of a cell that is merged down to them", async () => {
    const rows = rowsOf(
      ["标题"],
      ["站点", "工号", "备注"],
      ["一站", "A1", "双行"],
      ["", "A2", ""],
      ["", "A3", "横"],
      [],
      ["二站", "A4", "末"],
      ["", "", ""],
    );
    const after =
      '<sheetProtection/><mergeCells count="5"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A6"/><mergeCell ref="C3:C4"/><mergeCell ref="C5:D5"/><mergeCell ref="A7:A8"/><mergeCell ref="B7:B8"/></mergeCells>';
    expect(await textOf(workbookOf({ sheets: [{ name: "s", rows, after }] }))).toBe(
      ["标题,,", "站点,工号,备注", "一站,A1,双行", "一站,A2,双行", "一站,A3,横", "", "二站,A4,末", ""].join("\n"),
    );
  });

  test("merged in a sheet whose tags have a prefix", async () => {
    const sheet = `<x:worksheet xmlns:x="${MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>a sheetData> b</x:t></x:is></x:c><x:c r="B1"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="B2"><x:v>2</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:A2"/></x:mergeCells></x:worksheet>`;
    const more = { "xl/worksheets/sheet0.xml": strToU8(sheet) };
    expect(await textOf(workbookOf({ sheets: [{ name: "s", rows: "" }], more }))).toBe(
      "a sheetData> b,1\na sheetData> b,2\n",
    );
  });
});

describe("sheets", () => {
  const one = rowsOf(["x"]);

  test("that are hidden are read and told; charts and empty sheets are left out", async () => {
    const bytes = workbookOf({
      sheets: [
        { name: "甲 & 乙", rows: one },
        { name: "藏", rows: one, state: "hidden" },
        { name: "深藏", rows: one, state: "veryHidden" },
        { name: "图", rows: one, kind: "chartsheet" },
        { name: "Sheet3", rows: '<row r="1"><c r="A1" s="1"/></row>' },
      ],
    });
    expect(await partsOf(bytes)).toEqual([
      ["a#甲 & 乙", "x\n"],
      ["a#藏 (hidden)", "x\n"],
      ["a#深藏 (hidden)", "x\n"],
    ]);
  });

  test("that are damaged do not keep the others from being read", async () => {
    const rows = [
      "<row><c></row>", // not well-formed
      '<row r="2"/><row r="1"/>',
      '<row r="1048577"/>',
      '<row r="1"><c r="A2"/></row>',
      '<row r="1"><c t="s"><v>7</v></c></row>',
      '<row r="1"><c r="BXY1"><v>1</v></c></row>',
      '<row r="1"><c r="A1"><v>&evil;</v></c></row>',
      '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    ];
    const sheets = [...rows.map((xml, at) => ({ name: `${at}`, rows: xml })), { name: "good", rows: one }];
    const more = { "xl/worksheets/sheet9.xml": null };
    expect(await partsOf(workbookOf({ sheets: [...sheets, { name: "gone", rows: one }], more }))).toEqual([
      ["a#0", "damaged_workbook"],
      ["a#1", "damaged_workbook"],
      ["a#2", "damaged_workbook"],
      ["a#3", "damaged_workbook"],
      ["a#4", "damaged_workbook"],
      ["a#5", "too_many_columns"],
      ["a#6", "damaged_workbook"],
      ["a#7", "damaged_workbook"],
      ["a#good", "x\n"],
      ["a#gone", "damaged_workbook"],
    ]);
  });

  test("with cells or tags beyond all measure are stopped", async () => {
    const long = "x".repeat(1_000_001);
    const sheets = [
      { name: "inline", rows: rowsOf([long]) },
      { name: "value", rows: `<row><c t="str"><v>${long}</v></c></row>` },
      { name: "tag", rows: `<row><c r="${"A".repeat(9 << 20)}"/></row>` },
    ];
    expect(await partsOf(workbookOf({ sheets }))).toEqual([
      ["a#inline", "cell_too_long"],
      ["a#value", "cell_too_long"],
      ["a#tag", "damaged_workbook"],
    ]);
    const far = '<row r="1"><c r="BXX1"><v>1</v></c></row>';
    expect(await textOf(workbookOf({ sheets: [{ name: "s", rows: far }] }))).toBe(`${",".repeat(1999)}1\n`);
  });
});

test.each([
  ["no value at all", workbookOf({ sheets: [{ name: "s", rows: "" }] }), "empty_file"],
  ["no directory", workbookOf({ sheets: [], more: { "xl/workbook.xml": null } }), "damaged_workbook"],
  ["a binary directory", workbookOf({ sheets: [], more: { "xl/workbook.bin": strToU8("x") } }), "unsupported_file"],
  ["a text document", workbookOf({ sheets: [], more: { "word/document.xml": strToU8("x") } }), "unsupported_file"],
  [
    "an OpenDocument",
    workbookOf({ sheets: [], more: { mimetype: strToU8("application/vnd.oasis.opendocument.spreadsheet") } }),
    "unsupported_file",
  ],
])("a workbook of %s is refused as a whole", async (_name, bytes, code) => {
  await expect(partsOf(bytes)).rejects.toMatchObject({ code });
});
