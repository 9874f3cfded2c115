import { gzipSync } from "node:zlib";
import * as XLSX from "@e965/xlsx";
import { unzipSync, zipSync } from "fflate";
import { escaped, rowsOf, workbookOf } from "../load/parts/workbook-of.ts";
import { zipOf } from "../load/parts/zip-of.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";

/** A file packed, or written as a workbook; damaged before, within or after, or sound but monstrous. */
export function contain(bases: readonly Buffer[], random: Random): Buffer {
  if (random.below(12) === 0) return monster(random);
  const bytes = random.below(2) === 0 ? mutate(bases, random) : random.pick(bases).subarray(0, 100_000);
  const packed = pack(bytes, random);
  switch (random.below(4)) {
    case 0:
      return packed;
    case 1:
      return packed.subarray(0, random.below(packed.length));
    case 2:
      return damagedMember(packed, random) ?? packed;
    default:
      return mutateBytes(packed, random);
  }
}

/** A few bytes changed, lost or added, and no more: what is packed is soon nothing at all. */
function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let copy = Buffer.from(bytes);
  for (let steps = 1 + random.below(4); steps > 0 && copy.length > 0; steps--) {
    // Directories stand at the end, headers at the beginning.
    const at = random.pick([random.below(copy.length), random.below(64), copy.length - 1 - random.below(200)]);
    const place = Math.min(copy.length - 1, Math.max(0, at));
    const way = random.below(3);
    if (way === 0) copy[place] = random.below(256);
    else if (way === 1) copy = Buffer.concat([copy.subarray(0, place), copy.subarray(place + 1 + random.below(8))]);
    else copy = Buffer.concat([copy.subarray(0, place), random.bytes(1 + random.below(8)), copy.subarray(place)]);
  }
  return copy;
}

function pack(bytes: Buffer, random: Random): Buffer {
  const rows = () => rowsOfText(bytes);
  switch (random.below(9)) {
    case 0:
      return gzipSync(bytes);
    case 1:
      return Buffer.concat([gzipSync(bytes), random.pick([gzipSync(bytes), Buffer.alloc(512), random.bytes(9)])]);
    case 2:
      return gzipSync(gzipSync(bytes));
    case 3:
      return Buffer.from(
        zipSync({ "a.csv": bytes, "folder/b.csv": bytes.subarray(0, bytes.length >> 1), "c.txt": bytes }),
      );
    case 4: {
      const inner = zipSync({ "a.csv": bytes });
      return Buffer.from(zipSync({ "inner.zip": inner, "b.csv.gz": gzipSync(bytes), "x.png": random.bytes(300) }));
    }
    case 5: {
      const claims = random.pick([{}, { crc: 1 }, { size: 3 }, { size: 2 ** 31 }, { method: 12 }, { encrypted: true }]);
      const name = random.pick(["a.csv", "../../a.csv", "/etc/a.csv", "a\0.csv", "工单.csv", "", "x".repeat(3000)]);
      return Buffer.from(zipOf([{ name: Buffer.from(name), data: bytes, ...claims }]));
    }
    case 6:
      return Buffer.from(workbookOf({ sheets: [{ name: "应收", rows: rowsOf(...rows()) }, oddSheet(random)] }));
    case 7:
      return Buffer.from(sharedBook(rows()));
    default: {
      const book = XLSX.utils.book_new();
      XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows().slice(0, 2000)), "s");
      return XLSX.write(book, { bookType: random.pick(["biff8", "biff5", "xlsx"]), type: "buffer" }) as Buffer;
    }
  }
}

function rowsOfText(bytes: Buffer): string[][] {
  // What XML and Excel have no place for.
  const text = bytes.toString("utf8").replaceAll(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]/gu, "?");
  return text
    .split(/\r\n|\n|\r/u, 3000)
    .map((line) => line.split(",", 200).map((cell) => cell.replaceAll('"', "").slice(0, 32_000)));
}

function sharedBook(rows: string[][]): Uint8Array {
  const texts = [...new Set(rows.flat())];
  const places = new Map(texts.map((text, at) => [text, at]));
  const cells = rows.map((row) => row.map((text) => `<c t="s"><v>${places.get(text) ?? 0}</v></c>`));
  const strings = texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join("");
  return workbookOf({ sheets: [{ name: "s", rows: rowsOf(...cells) }], strings });
}

function oddSheet(random: Random): Parameters<typeof workbookOf>[0]["sheets"][number] {
  const rows = random.pick([
    '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>',
    '<row r="2"><c r="B2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
    '<row r="99999999999"><c r="ZZZZZZ1"><v>1e999</v></c></row>',
    '<row r="-1"><c r="1A" t="s"><v>-1</v></c><c t="s"><v>99</v></c><c t="d"><v>x</v></c><c t="b"><v>7</v></c></row>',
    "<row><row><c><c><v><v>1</v></v></c></c></row></row>",
    '<row><c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c><c s="9999"><v>45356</v></c></row>',
  ]);
  const after = random.pick([
    "",
    '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    '<mergeCells><mergeCell ref="B9:A1"/><mergeCell ref="?"/><mergeCell/></mergeCells>',
  ]);
  return { name: random.pick(["s", "", "a/b", "应收"]), rows, after };
}

/** An archive of which one member is damaged within, and the rest sound; null of what is none. */
function damagedMember(packed: Buffer, random: Random): Buffer | null {
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(packed);
  } catch {
    return null;
  }
  const name = random.pick(Object.keys(members));
  if (name === undefined) return null;
  members[name] = mutate([Buffer.from(members[name] ?? [])], random);
  try {
    return Buffer.from(zipSync(members));
  } catch {
    return null;
  }
}

/** Sound or nearly so, but far larger or deeper than anybody's export. */
function monster(random: Random): Buffer {
  const header = "工单编号,工单类型,创建时间,小区,标题\n";
  const row = "T1,报修,2026-03-01 08:00:00,S1,";
  const nested = (open: string, close: string, deep: number): string => open.repeat(deep) + close.repeat(deep);
  const sheet = (rows: string, more: Record<string, Uint8Array | null> = {}): Buffer =>
    Buffer.from(workbookOf({ sheets: [{ name: "s", rows }], more }));
  switch (random.below(14)) {
    case 0: {
      // Many members, each of a megabyte, so that making it takes no time.
      const member = gzipSync(Buffer.alloc(1_000_000, random.pick(["0", "\n", ",", '"'])));
      const bomb = Buffer.concat(Array.from({ length: 300 }, () => member));
      return random.pick([0, 1]) === 0
        ? bomb
        : Buffer.from(zipSync({ "a.csv.gz": bomb, "b.csv.gz": bomb }, { level: 0 }));
    }
    case 1:
      return Buffer.from(header + row + "字".repeat(3_000_000) + "\n" + row + "\n");
    case 2:
      return Buffer.from(`${header}${row}"${`${row}\n`.repeat(50_000)}`);
    case 3: {
      const wide = Array.from({ length: 10_000 }, (_, at) => `列${at}`).join(",");
      return Buffer.from(`${header.trim()},${wide}\n${`${row}${",".repeat(10_000)}\n`.repeat(20)}`);
    }
    case 4:
      return Buffer.from(header + random.pick(["\n", ",,,,\n", ",\n", '"\n', '""\n', " \n", "\r"]).repeat(400_000));
    case 5:
      return Buffer.from(header + `${",".repeat(500_000)}\n`.repeat(8));
    case 6:
      return Buffer.from(header + '"\n",'.repeat(300_000));
    case 7:
      return sheet(nested("<row>", "</row>", 200_000));
    case 8:
      return sheet(`<row><c t="inlineStr"><is>${nested("<t>", "</t>", 100_000)}</is></c></row>`);
    case 9: {
      const entities = Array.from({ length: 20 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join(
        "",
      );
      const text = `<!DOCTYPE s [<!ENTITY e0 "x">${entities}]><worksheet><sheetData><row><c t="str"><v>&e20;</v></c></row></sheetData></worksheet>`;
      return sheet("", { "xl/worksheets/sheet0.xml": Buffer.from(text) });
    }
    case 10:
      return sheet(rowsOf(Array.from({ length: 16_384 }, (_, at) => `列${at}`)).repeat(10));
    case 11:
      return sheet(rowsOf(["工号", "姓名", "班组"], ["A1", "x".repeat(2_000_000), "y"]));
    case 12: {
      const members = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`${at}.csv`, Buffer.from("工号\n")]));
      return Buffer.from(zipSync(members));
    }
    default: {
      const numbers = ["9".repeat(400), "1e999999999", "-0", "0x1F", "1,".repeat(400), "∞", "NaN", "１２３"];
      const lines = Array.from({ length: 2000 }, () => `${random.pick(numbers)},报修,${random.pick(numbers)},S1,x`);
      return Buffer.from(header + lines.join("\n"));
    }
  }
}
