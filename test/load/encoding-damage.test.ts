import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { Transcoder } from "../../etl/load/encoding/transcoder.ts";
import { showBroken } from "../../etl/load/encoding/marks.ts";
import { openTestStore } from "./store-in-folder.ts";

const HEADER = "工号,姓名,班组";
const NAMES: Record<string, string> = {
  "utf-8": "张丽",
  "utf-16le": "张丽",
  gb18030: "张丽",
  big5: "張麗",
  shift_jis: "田中さん",
  "euc-kr": "김민수",
  "windows-1252": "Jürgen",
};

/** A header that the encoding can write. */
const headerIn = (encoding: string): string =>
  encoding === "gb18030" || encoding.startsWith("utf") ? HEADER : "agent_id,name,team";

const encode = (text: string, encoding: string): Buffer =>
  iconv.encode(text, encoding === "shift_jis" ? "cp932" : encoding);

function latin(parts: (string | Buffer | number[])[], encoding: string): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? encode(part, encoding) : Buffer.from(part))));
}

describe("a byte that does not decode", () => {
  // In double-byte encodings these are lead bytes, which would take the next byte with them if they were let.
  test.each([
    ["utf-8", 0xe5],
    ["gb18030", 0xd5],
    ["big5", 0xb1],
    ["shift_jis", 0x93],
    ["euc-kr", 0xb1],
    ["windows-1252", 0x9d],
  ])("costs its own record in %s, wherever in the record it stands", async (encoding, byte) => {
    const store = await openTestStore();
    const name = NAMES[encoding] ?? "";
    const places: [string, (string | number[])[], string][] = [
      ["before a delimiter", [`B1,${name}`, [byte], ",x\n"], `B1,${name}§,x`],
      ["before the line end", [`B2,${name},x`, [byte], "\n"], `B2,${name},x§`],
      ["before CRLF", [`B3,${name},x`, [byte], "\r\n"], `B3,${name},x§`],
      ["as a cell of its own", ["B4,", [byte], ",x\n"], "B4,§,x"],
      ["in quotes", [`B5,"${name}`, [byte], `","x"\n`], `B5,"${name}§","x"`],
      ["in quotes before a line end", [`B6,"${name}`, [byte], `\nzwei","x"\n`], `B6,"${name}§\nzwei","x"`],
      ["in quotes before a quote", [`B7,"${name}`, [byte], `""","x"\n`], `B7,"${name}§""","x"`],
      ["before a digit", [`B8,${name}`, [byte], "1,x\n"], `B8,${name}§1,x`],
      ["in the key", ["B9", [byte], `,${name},x\n`], `B9§,${name},x`],
    ];
    const good = (index: number): string => `A${index},${name},"a,b"\n`;
    const bytes = latin(
      [`${headerIn(encoding)}\n`, ...places.flatMap(([, parts], index) => [...parts, good(index)]), "C1,", [byte]],
      encoding,
    );
    const outcome = await store.give(bytes, { source: "agents", choices: { encoding } });
    expect(outcome).toMatchObject({
      status: "accepted",
      read: 2 * places.length + 1,
      loaded: places.length,
      rejected: places.length + 1,
      reasons: { bad_bytes: places.length, cell_count: 1 },
    });
    expect(await store.ask("select agent_id, name, team from sources.agents order by agent_id")).toEqual(
      places.map((_, index) => ({ agent_id: `A${index}`, name, team: "a,b" })),
    );
    const shown = `\\x${byte.toString(16).toUpperCase()}`;
    const rejects = await store.ask("select raw, code from ledger.rejects order by line");
    expect(rejects.map(({ raw }) => raw)).toEqual([
      ...places.map(([, , raw]) => raw.replace("§", shown)),
      `C1,${shown}`,
    ]);
  });

  test("is told by column, value and place", async () => {
    const store = await openTestStore();
    await store.give(latin([`${HEADER}\nA1,张`, [0xc0], `丽,一组\nA2,王,二组\n`], "gb18030"));
    const [reject] = await store.ask(`select line, "column", value, raw, code, zh from ledger.rejects`);
    expect(reject).toMatchObject({ line: "2", code: "bad_bytes" });
    // C0 takes the lead of 丽 (C0 F6) for its trail: what follows is told as it decodes, up to the byte that does not.
    expect(String(reject?.raw)).toContain("\\xF6");
  });

  test("in a UTF-8 file says where it stands", async () => {
    const store = await openTestStore();
    await store.give(
      Buffer.concat([Buffer.from(`${HEADER}\nA1,张`), Buffer.of(0xa3), Buffer.from(`丽,一组\nA2,王,二组\n`)]),
    );
    expect(await store.ask(`select line, "column", value, raw, code, zh from ledger.rejects`)).toEqual([
      {
        line: "2",
        column: "姓名",
        value: "张\\xA3丽",
        raw: "A1,张\\xA3丽,一组",
        code: "bad_bytes",
        zh: "“姓名”：这一行第 5 个字已损坏（\\xA3），不是 utf-8 文字；请照原系统改正，或确认文件的编码后重新载入",
      },
    ]);
    expect(await store.ask("select agent_id from sources.agents")).toEqual([{ agent_id: "A2" }]);
  });

  test("in a header of no importance does no harm, and is readable there", async () => {
    const store = await openTestStore();
    const bytes = Buffer.concat([Buffer.from("工号,姓名,备注"), Buffer.of(0xa3), Buffer.from("\nA1,张丽,好\n")]);
    expect(await store.give(bytes)).toMatchObject({ loaded: 1, rejected: 0 });
    expect(await store.ask("select extra from sources.agents")).toEqual([{ extra: '{"备注\\\\xA3":"好"}' }]);
  });

  test("far into a large UTF-8 file costs its own record, not the file", async () => {
    const store = await openTestStore();
    const rows = Array.from({ length: 50_000 }, (_, index) => `A${index},张丽,一组`).join("\n");
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}\n${rows}\nX1,张`),
      Buffer.of(0xff),
      Buffer.from(",一组\nX2,王,二组\n"),
    ]);
    expect(await store.give(bytes)).toMatchObject({ read: 50_002, loaded: 50_001, reasons: { bad_bytes: 1 } });
    expect(await store.ask("select count(*) as n from rows.agents")).toEqual([{ n: "50001" }]);
  });
});

test("a NUL is no text: its record is rejected, the others load", async () => {
  const store = await openTestStore();
  expect(await store.give(`${HEADER}\nA1,张\0丽,一组\nA2,王,二组\n\0\0\0\nA3,"李\0",三组\n`)).toMatchObject({
    read: 4,
    loaded: 1,
    rejected: 3,
    reasons: { bad_bytes: 2, cell_count: 1 },
  });
  expect(await store.ask("select raw from ledger.rejects order by line")).toEqual([
    { raw: "A1,张\\x00丽,一组" },
    { raw: "\\x00\\x00\\x00" },
    { raw: 'A3,"李\\x00",三组' },
  ]);
});

test("a replacement character that stands in a file is data", async () => {
  const store = await openTestStore();
  expect(await store.give(`${HEADER}\nA1,张\uFFFD,一组\n`)).toMatchObject({ loaded: 1, rejected: 0 });
  const bytes = Buffer.concat([
    encode(`${HEADER}\nA2,李`, "gb18030"),
    Buffer.of(0x84, 0x31, 0xa4, 0x37),
    encode(",一组\n", "gb18030"),
  ]);
  expect(await store.give(bytes)).toMatchObject({ loaded: 1, rejected: 0 });
  expect(await store.ask("select name from sources.agents order by agent_id")).toEqual([
    { name: "张\uFFFD" },
    { name: "李\uFFFD" },
  ]);
});

const PRIVATE = /[\uE000-\uF8FF]/u;

describe("the transcoder", () => {
  const text = (bytes: Uint8Array, encoding: string, step: number): string => {
    const transcoder = new Transcoder(encoding);
    const parts: string[] = [];
    for (let at = 0; at < bytes.length; at += step)
      parts.push(transcoder.add(bytes.subarray(at, at + step)).toString("latin1"));
    parts.push(transcoder.add(new Uint8Array(0), true).toString("latin1"));
    return Buffer.from(parts.join(""), "latin1").toString();
  };

  test.each(["utf-8", "utf-16le", "utf-16be", "gb18030", "big5", "shift_jis", "euc-kr", "windows-1252"])(
    "reads %s in pieces of any size as in one",
    (encoding) => {
      const sample = `${NAMES[encoding] ?? NAMES["utf-16le"]},a"b\r\n${encoding === "gb18030" || encoding.startsWith("utf") ? "㙍𠀀€😀" : ""}`;
      const bytes = encode(sample, encoding);
      const broken = Buffer.concat([bytes, Buffer.of(0xff, 0x81, 0x2c), bytes]);
      const whole = text(broken, encoding, broken.length);
      expect(text(bytes, encoding, bytes.length)).toBe(sample);
      for (const step of [1, 2, 3, 5]) expect(text(broken, encoding, step)).toBe(whole);
    },
  );

  // What the web's decoder and ours agree on is right twice; Node's own windows-1252 and euc-kr are incomplete.
  test.each(["gb18030", "big5", "shift_jis"])("agrees with TextDecoder on every pair of bytes of %s", (encoding) => {
    const decoder = new TextDecoder(encoding, { fatal: true });
    const different: string[] = [];
    let same = 0;
    for (let lead = 0x81; lead < 0xff; lead++) {
      for (let trail = 0x40; trail < 0xff; trail++) {
        if (trail === 0x7f) continue;
        const bytes = Buffer.of(lead, trail);
        let theirs: string;
        try {
          theirs = decoder.decode(bytes);
        } catch {
          continue;
        }
        const ours = text(bytes, encoding, 2);
        if (ours === theirs) same++;
        else if (!PRIVATE.test(theirs)) different.push(`${bytes.toString("hex")} ${showBroken(ours)} ${theirs}`);
      }
    }
    expect(same).toBeGreaterThan(7000);
    // GB 18030-2022 gave a code point of their own to some forms that were private before.
    expect(different.filter((line) => !PRIVATE.test(line))).toEqual(encoding === "big5" ? ["f9fe ￭ ▓"] : []);
  });
});
