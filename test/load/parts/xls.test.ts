import * as XLSX from "@e965/xlsx";
import { beforeAll, describe, expect, test } from "vitest";
import { partsOf, textOf } from "./parts-of.ts";

const number = (v: number, z: string): XLSX.CellObject => ({ t: "n", v, z });

function book(date1904 = false): XLSX.WorkBook {
  const rows = XLSX.utils.aoa_to_sheet([
    ["站点", "工号", "说明", "日期", "比例", "是否"],
    ["一站", "00123", '带"引号"、,\n换行', number(45356.5, "yyyy-mm-dd hh:mm"), number(0.925, "0.0%"), true],
    [null, number(7, "00000"), { t: "e", v: 0x2a }, number(60, "yyyy/m/d"), number(0.1 + 0.2, "General"), false],
    [],
    ["二站", 123456789012345680, 12345678.25, number(0.5, "h:mm"), number(1.5, "[h]:mm:ss"), -3],
  ]);
  rows["!merges"] = [XLSX.utils.decode_range("A2:A3"), XLSX.utils.decode_range("A1:B1")];
  const moved = XLSX.utils.sheet_add_aoa(XLSX.utils.aoa_to_sheet([]), [["x"]], { origin: "B3" });
  const made = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(made, rows, "应收明细");
  XLSX.utils.book_append_sheet(made, moved, "藏");
  XLSX.utils.book_append_sheet(made, XLSX.utils.aoa_to_sheet([]), "Sheet3");
  made.Workbook = { Sheets: [{}, { Hidden: 1 }, {}], WBProps: { date1904 } };
  return made;
}

const write = (made: XLSX.WorkBook, bookType: XLSX.BookType): Buffer =>
  XLSX.write(made, { bookType, type: "buffer" }) as Buffer;

let xls: Buffer;
beforeAll(() => {
  xls = write(book(), "biff8");
});

test("an .xls gives back each cell that was written, each sheet a part", async () => {
  expect(await partsOf(xls, "a.xls")).toEqual([
    [
      "a.xls#应收明细",
      [
        "站点,工号,说明,日期,比例,是否",
        '一站,00123,"带""引号""、,\n换行",2024-03-05 12:00:00,92.5%,TRUE',
        "一站,00007,#N/A,1900-02-29,0.3,FALSE",
        "",
        "二站,1.23456789012346E+17,12345678.25,12:00:00,36:00:00,-3",
        "",
      ].join("\n"),
    ],
    ["a.xls#藏 (hidden)", "\n\n,x\n"],
  ]);
});

test("dates of the 1904 system are told by the workbook", async () => {
  const made = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(made, XLSX.utils.aoa_to_sheet([["d"], [number(43894, "yyyy-mm-dd")]]), "s");
  made.Workbook = { WBProps: { date1904: true } };
  const bytes = write(made, "biff8");
  const [first] = await partsOf(bytes);
  expect(first?.[1]).toBe("d\n2024-03-05\n");
});

test("a workbook's stream without its container is read too", async () => {
  const container = XLSX.CFB.read(xls, { type: "buffer" }) as { FileIndex: { name: string; content: Uint8Array }[] };
  const stream = container.FileIndex.find(({ name }) => name === "Workbook")?.content;
  expect((await partsOf(Uint8Array.from(stream ?? [])))[0]?.[1]).toContain("一站,00123");
});

test("a workbook of before 1997 keeps texts in a code page", async () => {
  const record = (kind: number, body: Buffer): Buffer => Buffer.concat([words(kind, body.length), body]);
  const gbk = Buffer.from("b9a4bac5", "hex");
  const name = Buffer.from("c3f7cfb8", "hex");
  const sheet = Buffer.concat([
    record(0x0809, words(0x500, 0x10, 0, 0)),
    record(0x0200, words(0, 2, 0, 1, 0)),
    record(0x0204, Buffer.concat([words(0, 0, 0, gbk.length), gbk])),
    record(0x0204, Buffer.concat([words(1, 0, 0, 2), Buffer.from("A1")])),
    record(0x000a, Buffer.alloc(0)),
  ]);
  const globals = (start: number): Buffer =>
    Buffer.concat([
      record(0x0809, words(0x500, 5, 0, 0)),
      record(0x0042, words(936)),
      record(0x0085, Buffer.concat([words(start, 0), Buffer.from([0, 0, name.length]), name])),
      record(0x000a, Buffer.alloc(0)),
    ]);
  const stream = Buffer.concat([globals(globals(0).length), sheet]);
  expect(await partsOf(stream, "a.xls")).toEqual([["a.xls#明细", "工号\nA1\n"]]);
});

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => bytes.writeUInt16LE(value, at * 2));
  return bytes;
}

describe("what is no readable workbook is told apart", () => {
  const container = (...names: string[]): Uint8Array => {
    const made = XLSX.CFB.utils.cfb_new() as object;
    for (const name of names) XLSX.CFB.utils.cfb_add(made, `/${name}`, Buffer.alloc(5000, 1));
    return XLSX.CFB.write(made, { type: "buffer" }) as Uint8Array;
  };
  test.each([
    ["an encrypted .xlsx", () => container("EncryptedPackage", "EncryptionInfo"), "encrypted"],
    ["a .doc", () => container("WordDocument"), "unsupported_file"],
    ["something else", () => container("Contents"), "unsupported_file"],
    ["a broken workbook", () => container("Workbook"), "damaged_workbook"],
  ])("%s", async (_name, make, code) => {
    await expect(partsOf(make())).rejects.toMatchObject({ code });
  });

  test("an .xls with a password", async () => {
    // FILEPASS after BOF, as RC4 encryption has it; what follows could not be read.
    const container = XLSX.CFB.read(xls, { type: "buffer" }) as { FileIndex: { name: string; content: Uint8Array }[] };
    const stream = Buffer.from(container.FileIndex.find(({ name }) => name === "Workbook")?.content ?? []);
    const bof = 4 + stream.readUInt16LE(2);
    const pass = Buffer.concat([Buffer.from("2f0036000100010001", "hex"), Buffer.alloc(49, 7)]);
    const locked = Buffer.concat([stream.subarray(0, bof), pass, stream.subarray(bof)]);
    await expect(partsOf(locked)).rejects.toMatchObject({ code: "encrypted" });
  });
});

test("cut off anywhere, an .xls is refused or read in full, never read in part", async () => {
  const whole = await textOf(write(one(), "biff8"));
  const bytes = write(one(), "biff8");
  const results = new Set<string>();
  for (let at = 1; at <= 24; at++) {
    const cut = bytes.subarray(0, Math.floor((bytes.length * at) / 25));
    results.add(await textOf(cut).catch((error: { code?: string }) => error.code ?? String(error)));
  }
  expect([...results].filter((result) => result !== whole)).toEqual(["damaged_workbook"]);
});

function one(): XLSX.WorkBook {
  const rows = Array.from({ length: 400 }, (_, at) => [`A${at}`, `名${at}`, at]);
  const made = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(made, XLSX.utils.aoa_to_sheet(rows), "s");
  return made;
}
