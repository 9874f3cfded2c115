import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { LoadOutcome } from "../../../dashboard/shared/loads.ts";
import { loadParts, type PartsRequest } from "../../../etl/load/load-parts.ts";
import { NOW, openTestStore, type TestStore } from "../store-in-folder.ts";
import { zipOf } from "./zip-of.ts";

const HEADER = "工号,姓名,班组";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const people = (...ids: string[]): Uint8Array =>
  utf8(`${HEADER}\n${ids.map((id) => `${id},姓名${id},一组\n`).join("")}`);

async function give(
  store: TestStore,
  bytes: Uint8Array,
  name: string,
  request: Partial<PartsRequest> = {},
): Promise<LoadOutcome[]> {
  // The name on disk says nothing, so that only the bytes can.
  const path = join(store.folder, "given.bin");
  await writeFile(path, bytes);
  const outcomes = await loadParts(store, { path, name, uploader: "test", now: NOW, ...request });
  expect(await readdir(store.temporaryFolder)).toEqual(["duckdb"]);
  return outcomes;
}

const brief = (outcomes: LoadOutcome[]): unknown[] =>
  outcomes.map(({ file, status, loaded, message }) => [file, status, message?.code ?? loaded]);

async function ids(store: TestStore): Promise<unknown[]> {
  return (await store.ask("select agent_id from sources.agents order by 1")).map(({ agent_id }) => agent_id);
}

describe("a plain file", () => {
  test("is its own only part, whatever it is called", async () => {
    const store = await openTestStore();
    expect(brief(await give(store, people("A1"), "员工.xlsx"))).toEqual([["员工.xlsx", "accepted", 1]]);
    expect(brief(await give(store, people("A1"), "again.zip"))).toEqual([["again.zip", "already", "already"]]);
  });

  test("that is not there, is empty, or is a folder, is told", async () => {
    const store = await openTestStore();
    expect(brief(await give(store, utf8(""), "a.csv"))).toEqual([["a.csv", "refused", "empty_file"]]);
    const folder = join(store.folder, "folder");
    await mkdir(folder);
    await symlink(folder, join(store.folder, "link"));
    for (const [path, code] of [
      [folder, "no_plain_file"],
      [join(store.folder, "link"), "no_plain_file"],
      ["/dev/zero", "no_plain_file"],
      [join(store.folder, "nowhere"), "no_file"],
    ] as const) {
      expect(brief(await loadParts(store, { path, name: "x", uploader: "test", now: NOW }))).toEqual([
        ["x", "refused", code],
      ]);
    }
  });
});

test("a text of more columns than anybody's is refused", async () => {
  const store = await openTestStore();
  const wide = (columns: number): Uint8Array =>
    utf8(
      `工号,姓名${Array.from({ length: columns - 2 }, (_, at) => `,c${at}`).join("")}\nA1,甲${",".repeat(columns - 2)}\n`,
    );
  expect(brief(await give(store, wide(2001), "a.csv"))).toEqual([["a.csv", "refused", "too_many_columns"]]);
  expect(brief(await give(store, wide(2000), "a.csv"))).toEqual([["a.csv", "accepted", 1]]);
});

describe("a gzip", () => {
  test("gives the text in it, also one made of several, in any encoding", async () => {
    const store = await openTestStore();
    const [first, second] = [people("A1"), utf8("A2,乙,一组\n")];
    expect(brief(await give(store, Buffer.concat([gzipSync(first), gzipSync(second)]), "员工.csv.gz"))).toEqual([
      ["员工.csv.gz", "accepted", 2],
    ]);
    const gbk = iconv.encode(`${HEADER}\nA3,丙,二组\n`, "gb18030");
    expect(brief(await give(store, gzipSync(gbk), "x"))).toEqual([["x", "accepted", 1]]);
    expect(await ids(store)).toEqual(["A1", "A2", "A3"]);
    expect(await store.ask("select name from sources.agents where agent_id = 'A3'")).toEqual([{ name: "丙" }]);
  });

  test("that is cut off or changed is refused, and nothing of it is loaded", async () => {
    const store = await openTestStore();
    const whole = gzipSync(people(...Array.from({ length: 2000 }, (_, index) => `A${index}`)));
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 5] = (flipped[flipped.length - 5] ?? 0) ^ 1;
    for (const bytes of [whole.subarray(0, whole.length - 40), flipped, whole.subarray(0, 12)]) {
      expect(brief(await give(store, bytes, "a.gz"))).toEqual([["a.gz", "refused", "damaged_gzip"]]);
    }
    expect(await ids(store)).toEqual([]);
    expect(await store.ask("select distinct file, status, code from ledger.loads")).toEqual([
      { file: "a.gz", status: "refused", code: "damaged_gzip" },
    ]);
  });
});

describe("a zip", () => {
  test("gives each of its files, one level of archives within it too, and nothing that systems leave there", async () => {
    const store = await openTestStore();
    const inner = zipSync({ "c.csv": people("A3") });
    const zip = zipSync({
      "a.csv": people("A1"),
      "文件夹/b.txt": people("A2"),
      "文件夹/": new Uint8Array(),
      "内层.zip": inner,
      "d.gz": gzipSync(people("A4")),
      "__MACOSX/._a.csv": utf8("x"),
      "._b.csv": utf8("x"),
      ".DS_Store": utf8("x"),
      "文件夹/Thumbs.db": utf8("x"),
    });
    expect(brief(await give(store, zip, "导出.zip"))).toEqual([
      ["导出.zip/a.csv", "accepted", 1],
      ["导出.zip/文件夹/b.txt", "accepted", 1],
      ["导出.zip/内层.zip/c.csv", "accepted", 1],
      ["导出.zip/d.gz", "accepted", 1],
    ]);
    expect(await ids(store)).toEqual(["A1", "A2", "A3", "A4"]);
    expect(brief(await give(store, zip, "导出.zip")).map((each) => (each as unknown[])[1])).toEqual(
      Array.from({ length: 4 }, () => "already"),
    );
  });

  test("names its files in the encoding of whoever made it", async () => {
    const store = await openTestStore();
    const name = "员工名单.csv";
    const archives = [
      zipOf([{ name: iconv.encode(name, "gbk"), data: people("A1") }]),
      zipOf([{ name: Buffer.from(name), data: people("A2") }]), // a Mac's: UTF-8 without the flag
      zipOf([{ name: Buffer.from(name), data: people("A3"), utf8: true }]),
      zipOf([{ name: iconv.encode(name, "gbk"), data: people("A4"), unicodePath: name }]),
      zipOf([{ name: Buffer.from("..\\..\\/etc/员工名单.csv"), data: people("A5"), utf8: true }]),
    ];
    const files = [];
    for (const bytes of archives) files.push((await give(store, bytes, "a.zip"))[0]?.file);
    expect(files).toEqual([...Array.from({ length: 4 }, () => `a.zip/${name}`), `a.zip/etc/${name}`]);
  });

  test("with a member that fails still loads the others, and names what it left out", async () => {
    const store = await openTestStore();
    const archive = (damage: Partial<Parameters<typeof zipOf>[0][number]>): Uint8Array =>
      zipOf([
        { name: Buffer.from("a.csv"), data: people("A1", "A2") },
        { name: Buffer.from("bad.csv"), data: people("B1"), ...damage },
        { name: Buffer.from("c.csv"), data: people("A3") },
      ]);
    for (const [damage, code, status] of [
      [{ crc: 1 }, "damaged_zip", "refused"],
      [{ size: 7 }, "damaged_zip", "refused"],
      [{ encrypted: true }, "encrypted", "refused"],
      [{ method: 9 }, "unsupported_compression", "refused"],
      [{ data: utf8("colour,size\n1,2\n") }, "unknown_delimiter", "refused"],
      [{ data: utf8("%PDF-1.7\n…") }, "unsupported_file", "skipped"],
      [{ data: zipSync({ "x.zip": zipSync({ "y.zip": zipSync({}) }) }) }, "nested_archive", "refused"],
      [{ data: new Uint8Array() }, "empty_file", "refused"],
    ] as const) {
      const outcomes = await give(store, archive(damage), "a.zip");
      const bad = outcomes.find(({ file }) => file.includes("bad.csv"));
      expect([code, bad?.status, bad?.message?.code]).toEqual([code, status, code]);
      expect(outcomes.filter((outcome) => outcome !== bad).map((outcome) => outcome.status)).not.toContain("refused");
    }
    expect(await ids(store)).toEqual(["A1", "A2", "A3"]);
    expect(await store.ask("select distinct status from ledger.loads where code = 'unsupported_file'")).toEqual([
      { status: "skipped" },
    ]);
  });

  test("of pictures alone, of nothing, or cut off is refused as such", async () => {
    const store = await openTestStore();
    const picture = zipSync({ "a.png": Buffer.from("89504e470d0a1a0a", "hex") });
    expect(brief(await give(store, picture, "a.zip"))).toEqual([["a.zip/a.png", "refused", "unsupported_file"]]);
    expect(brief(await give(store, zipSync({}), "a.zip"))).toEqual([["a.zip", "refused", "empty_archive"]]);
    const cut = zipSync({ "a.csv": people("A1") }).subarray(0, 60);
    expect(brief(await give(store, cut, "a.zip"))).toEqual([["a.zip", "refused", "damaged_zip"]]);
  });

  test("leaves out the parts that a person left out, and takes choices part by part", async () => {
    const store = await openTestStore();
    const zip = zipSync({ "a.csv": people("A1"), "b.csv": people("A2"), "c.csv": utf8("工号;姓名,x\nA3;丙,y\n") });
    const parts = { "a.zip/a.csv": { skip: true }, "a.zip/c.csv": { delimiter: ";" } };
    expect(brief(await give(store, zip, "a.zip", { parts }))).toEqual([
      ["a.zip/b.csv", "accepted", 1],
      ["a.zip/c.csv", "accepted", 1],
    ]);
    expect(await ids(store)).toEqual(["A2", "A3"]);
  });
});

test("a load that is cancelled while its file is unpacked goes on with nothing, and leaves nothing on disk", async () => {
  const store = await openTestStore();
  const stop = new AbortController();
  const people1000 = people(...Array.from({ length: 1000 }, (_, at) => `B${at}`));
  const zip = zipSync({ "a.csv": people("A1"), "b.csv": people1000, "c.csv": people("A2") });
  const progress = ({ file }: { file: string }): void => {
    if (file === "a.zip/a.csv") stop.abort();
  };
  const outcomes = await give(store, zip, "a.zip", { signal: stop.signal, progress });
  expect(outcomes.at(-1)).toMatchObject({ status: "refused", message: { code: "cancelled" } });
  expect(outcomes.map(({ file }) => file)).not.toContain("a.zip/c.csv");
  expect(await ids(store)).toEqual([]);
});

describe("a bomb", () => {
  const MB = 1024 ** 2;

  test("is stopped while it unfolds, one file or many, and what came before it stays", async () => {
    const store = await openTestStore();
    const zeros = Buffer.alloc(300 * MB);
    expect(brief(await give(store, gzipSync(zeros), "a.gz"))).toEqual([["a.gz", "refused", "too_large_unpacked"]]);
    const bomb = zipOf([
      { name: Buffer.from("a.csv"), data: people("A1") },
      { name: Buffer.from("b.csv"), data: zeros },
      { name: Buffer.from("c.csv"), data: people("A2") },
    ]);
    expect(brief(await give(store, bomb, "a.zip"))).toEqual([
      ["a.zip/a.csv", "accepted", 1],
      ["a.zip/b.csv", "refused", "too_large_unpacked"],
    ]);
  });

  test("of too many files is not opened", async () => {
    const store = await openTestStore();
    const many = zipSync(Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`${n}.csv`, new Uint8Array()])));
    expect(brief(await give(store, many, "a.zip"))).toEqual([["a.zip", "refused", "too_many_members"]]);
  });
});

test.each([
  ["526172211a070100", "RAR"],
  ["377abcaf271c0004", "7z"],
  ["255044462d312e37", "PDF"],
  ["ffd8ffe000104a46", "JPEG"],
  [Buffer.from("\uFEFF\n<html><table><tr><td>工号</td></tr></table></html>").toString("hex"), "HTML"],
  [Buffer.from('\uFEFF[\n  { "工单号": "T1" }]').toString("hex"), "JSON"],
  [Buffer.from("<!DOCTYPE html><body>").toString("hex"), "HTML"],
  [Buffer.from("\uFEFF<table border=1>", "utf16le").toString("hex"), "HTML"],
  [Buffer.from('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>').toString("hex"), "XML 电子表格 2003"],
])("a file of bytes %s is called %s and refused", async (hex, said) => {
  const store = await openTestStore();
  const [outcome] = await give(store, Buffer.from(hex, "hex"), "a.xls");
  expect(outcome).toMatchObject({ file: "a.xls", status: "refused", message: { code: "unsupported_file" } });
  expect(outcome?.message?.zh).toContain(said);
  expect(outcome?.message?.zh).toContain("另存为 .xlsx");
});

test.each(["<5分钟,工号,姓名\n3,A1,甲\n", "BM编号,工号,姓名\n1,A1,甲\n", "PAR1,工号,姓名\n1,A1,甲\n"])(
  "a text that only begins like another kind is text: %s",
  async (text) => {
    const store = await openTestStore();
    expect(brief(await give(store, utf8(text), "a.csv"))).toEqual([["a.csv", "accepted", 1]]);
  },
);
