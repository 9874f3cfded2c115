import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { inspect } from "../../etl/load/inspect.ts";
import { readRecords, type FileRecord, type RecordForm } from "../../etl/load/records.ts";
import { Scanner } from "../../etl/load/scan.ts";

let path = "";

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "heng-scan-"));
  path = join(folder, "file.csv");
  return () => rm(folder, { recursive: true });
});

function scan(text: string, pieces: number[] = []) {
  const bytes = Buffer.from(text);
  const scanner = new Scanner(",", 1 << 20);
  let at = 0;
  for (const piece of [...pieces, bytes.length]) {
    scanner.add(bytes.subarray(at, at + piece));
    at += piece;
  }
  return scanner.end();
}

describe("the scan of a file's structure", () => {
  test.each([
    ["a,b\n1,2\n3,4\n", 2, "none"],
    ["a,b\n1,2\n3,4", 2, "none"],
    ["a,b\n1,2\n3,4 ", 2, "spaces"],
    ["a,b\n,2\n1,\n", 2, "none"],
    ['a,b\n"1","x""y"\n"","2"\n', 2, "none"],
    ['a,b\n3,"1,\n2"\n', 1, "none"],
    ["a,b\n1, 2\n", 1, "spaces"],
    ["a,b\n1 ,2\n", 1, "spaces"],
    ["a,b\n1 1,2\n", 1, "none"],
    ["a,b\n1,　2\n", 1, "spaces"],
    ["a,b\n1\u00a0,2\n", 1, "spaces"],
    ["a,b\n1,中文…\n", 1, "none"],
    ['a,b\n"1 ",2\n', 1, "spaces"],
    ['a,b\n"\t1",2\n', 1, "controls"],
    ['a,b\n2,"1\n"\n', 1, "controls"],
    ["a,b\n1,2\t\n", 1, "controls"],
  ])("%j is clean", (text, records, blanks) => {
    expect(scan(text)).toMatchObject({ clean: true, records, blanks });
    // CRLF is no blank.
    expect(scan(text.replaceAll("\n", "\r\n"))).toMatchObject({ clean: true, records, lineEnd: "\r\n" });
  });

  test.each([
    ["a,b\n1\x01,2\n", true],
    ["a,b\n\x1b1,2\n", true],
    ['a,b\n2,"1\x0e,\n2"\n', true],
    ['a,b\n"\x02",2\n', true],
    ["a,b\n1,中\x7f文\n", true],
    ['a,b\n中文,"1,\n\t2"\n', false],
    ["a,b\n1, 2\u00a0\n", false],
  ])("%j: control characters are noted wherever they stand", (text, controls) => {
    expect(scan(text)).toMatchObject({ clean: true, records: 1, controls });
    expect(scan(text, [3, 2, 1, 1, 1])).toMatchObject({ clean: true, records: 1, controls });
  });

  test.each([
    ["a cell too many", "a,b\n1,2,3\n"],
    ["a cell too few", "a,b\n1\n"],
    ["too few at the end of the file", "a,b\n1"],
    ["an empty line", "a,b\n\n1,2\n"],
    ["a line of blanks", "a,b\n \t\n1,2\n"],
    ["a line of delimiters", "a,b\n,\n"],
    ["a quote inside a bare cell", 'a,b\n1"1,2\n'],
    ["a quote after a blank", 'a,b\n "1",2\n'],
    ["text after a closing quote", 'a,b\n"1"1,2\n'],
    ["a blank after a closing quote", 'a,b\n"1" ,2\n'],
    ["a quote that stays open", 'a,b\n1,"2\n'],
    ["a line of a quoted cell that may be a record", 'a,b\n1,"2\n3,4\n5"\n'],
    ["a last line of a record that may be one", 'a,b\n"1\n2",3\n'],
    ["a sum", "a,b\n合计,3\n"],
    ["a sum in another cell", "a,b\n1,小计\n"],
    ["a sum after empty cells", "a,b,c\n,Total,3\n"],
    ["a signature", "a,b\n制表人：甲,\n"],
    ["a byte-order mark within", "a,b\n1,2\n\uFEFF3,4\n"],
    ["line ends of two kinds", "a,b\r\n1,2\n"],
    ["line ends of another kind", "a,b\r1,2\r"],
  ])("%s is not clean", (_what, text) => {
    expect(scan(text).clean).toBe(false);
  });

  test("sees a wide space at a cell's edge wherever a piece ends", () => {
    for (const text of ["a,b\n1,　2\n", "a,b\n1　,2\n", 'a,b\n1,"　2"\n', "a,b\n1,2\u00a0", "a,b\n1,\u00a02\n"]) {
      for (let first = 0; first < 14; first++) {
        for (const second of [0, 1, 2]) expect(scan(text, [first, second]).blanks).toBe("spaces");
      }
    }
  });

  test("says the same however the bytes come in pieces", () => {
    const part = fc.constantFrom("a", ",", '"', "\n", "\r\n", " ", "\t", "中", "　", "…", "\u00a0", '"x"', '""');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.array(fc.nat({ max: 5 }), { maxLength: 8 }),
        (parts, pieces) => {
          const text = `a,b\n1,2\n${parts.join("")}`;
          const whole = scan(text);
          const cut = scan(text, pieces);
          expect(cut.clean).toBe(whole.clean);
          if (whole.clean) expect(cut).toEqual(whole);
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });
});

test("bytes that are not UTF-8 are found by their place, also where a character falls between pieces", async () => {
  for (const chunk of [1, 2, 3, 4, 5, 64]) {
    await writeFile(path, "a,b\n中文𠮷,…\n");
    expect((await inspect(path, ",", { chunk })).broken).toBe(false);
    const good = Buffer.from("a,b\n中文𠮷,");
    await writeFile(path, Buffer.concat([good, Buffer.from([0xd6, 0xd0, 0x2c, 0x0a])]));
    expect((await inspect(path, ",", { chunk })).broken).toBe(true);
    await writeFile(path, Buffer.concat([good, Buffer.from([0xe4, 0xb8])]));
    expect((await inspect(path, ",", { chunk })).broken).toBe(true);
  }
});

test("records are the same however the file comes in pieces", async () => {
  const text = '\uFEFFa,b\r\n1,"中\r\n""文"""\r\n\r\n2,"x\n3,y\r\n4,z,\r\n5,"q"w\n\uFEFF6,末';
  await writeFile(path, text);
  const expected = [
    [2, "good", '1,"中\r\n""文"""'],
    [3, "blank", ""],
    [4, "stray_quote", '2,"x'],
    [5, "good", "3,y"],
    [6, "cell_count", "4,z,"],
    [7, "stray_quote", '5,"q"w'],
    [8, "good", "\uFEFF6,末"],
  ];
  const form: RecordForm = {
    dialect: { delimiter: ",", quote: '"', escape: "double" },
    width: 2,
    spare: 0,
    lacking: 0,
    linesAbove: 1,
    firstRecord: 2,
    profile: null,
    learning: false,
  };
  for (const step of [3, 4, 5, 7, 16, 1000]) {
    const records: unknown[] = [];
    const visit = ({ line, kind, bytes, start, end }: FileRecord): void => {
      records.push([line, kind, bytes.toString("utf8", start, end)]);
    };
    await readRecords(path, form, visit, undefined, step);
    expect(records).toEqual(expected);
  }
});
