import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { loadParts } from "../../etl/load/load-parts.ts";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

const ENGLISH = "ticket_id,kind,created_at,site_id\nT1,repair,2026-03-01 08:00:00,S1\n";
const wide = (text: string, mark: string, write: (code: number) => number[]): string =>
  mark + Buffer.from([...text].flatMap((char) => write(char.codePointAt(0) ?? 0))).toString("hex");
const little = (code: number): number[] => [code & 255, code >> 8, 0, 0];
const big = (code: number): number[] => [0, 0, code >> 8, code & 255];

/** Written by Python's codecs, which are not ours: 受付番号…, 번호…, 工单编号…, and `ENGLISH`. */
const UNREAD: [string, string, string][] = [
  [
    "ISO-2022-JP",
    "ISO-2022",
    "1b24423c754955485639661b28422c1b24423c6f4a4c1b28422c1b24423a6e402e467c3b7e1b28422c1b24423e6c3d6a1b28420d0a54312c1b24423d244d7d1b28422c323032362d30332d30312030383a30303a30302c1b2442456c357e1b28420d0a",
  ],
  [
    "ISO-2022-KR",
    "ISO-2022",
    "1b2429430e397848230f2c0e413e37790f2c0e3d4330230f2c0e40653c520f0d0a54312c0e3c76382e0f2c323032362d30332d30312030383a30303a30302c0e3c2d3f6f0f0d0a",
  ],
  [
    "HZ",
    "HZ-GB-2312",
    Buffer.from(
      "~{9$5%1`:E~},~{9$5%@`PM~},~{44=(J1<d~},~{P!Gx~}\nT1,~{1(P^~},2026-03-01 08:00:00,~{Qt9bP!Gx~}\n",
    ).toString("hex"),
  ],
  [
    "UTF-7",
    "UTF-7",
    Buffer.from(
      "+XeVTVX8WU/c,+XeVTVXx7V4s,+Uhte+mX2lfQ,+XA9TOg\nT1,+YqVP7g,2026-03-01 08:00:00,+ljNRSVwPUzo\n",
    ).toString("hex"),
  ],
  [
    "EBCDIC (037)",
    "EBCDIC",
    "a389839285a36d89846b928995846b83998581a385846d81a36ba289a3856d898425e3f16b9985978189996bf2f0f2f660f0f360f0f140f0f87af0f07af0f06be2f125",
  ],
  [
    "EBCDIC (500)",
    "EBCDIC",
    "a389839285a36d89846b928995846b83998581a385846d81a36ba289a3856d898415e3f16b9985978189996bf2f0f2f660f0f360f0f140f0f87af0f07af0f06be2f115",
  ],
  ["UTF-32LE", "UTF-32", wide(ENGLISH, "", little)],
  ["UTF-32LE with a mark", "UTF-32", wide("工单编号,工单类型,创建时间,小区\nT1,报修\n", "fffe0000", little)],
  ["UTF-32BE", "UTF-32", wide(ENGLISH, "", big)],
  ["UTF-32BE with a mark", "UTF-32", wide("工单编号,工单类型,创建时间,小区\nT1,报修\n", "0000feff", big)],
];

async function load(store: TestStore, bytes: Uint8Array) {
  const path = join(store.folder, "given.txt");
  await writeFile(path, bytes);
  return (await loadParts(store, { path, name: "given.txt", uploader: "test", now: NOW, yes: true }))[0];
}

describe("an encoding that is not read", () => {
  test.each(UNREAD)("%s is called by its name, with what to do", async (_what, name, hex) => {
    const store = await openTestStore();
    const outcome = await load(store, Buffer.from(hex, "hex"));
    expect(outcome).toMatchObject({ status: "refused", read: 0, message: { code: "unsupported_encoding" } });
    for (const text of [outcome?.message?.zh, outcome?.message?.en]) {
      expect(text).toContain(name);
      expect(text).toContain("UTF-8");
    }
    expect(await store.ask("select * from rows.tickets")).toEqual([]);
  });

  test("is told also where a long file begins in plain ASCII", async () => {
    const store = await openTestStore();
    const lines = Array.from({ length: 60_000 }, (_, at) => `T${at},repair,2026-03-01 08:00:00,S1,leak`).join("\n");
    const tail = "\nT99999,repair,2026-03-01 08:00:00,S1,\x1B$B?eO3$l\x1B(B\n";
    const outcome = await load(store, Buffer.from(`ticket_id,kind,created_at,site_id,subject\n${lines}${tail}`));
    expect(outcome).toMatchObject({ status: "refused", message: { code: "unsupported_encoding" } });
    expect(await store.ask("select count(*)::int as n from rows.tickets")).toEqual([{ n: 0 }]);
  });
});

test("what only looks a little like such an encoding is loaded as it stands", async () => {
  const subjects = [
    "call +8613800001111-2, +85221234567 or +442071234567",
    "see /~{user}/ and ~{draft~}",
    "\x1B[31mred\x1B[0m",
    "a+b+c, C++ and 1+1=2, key=+AbCd+",
  ];
  const text = `ticket_id,kind,created_at,site_id,subject\n${subjects
    .map((subject, at) => `T${at},repair,2026-03-01 08:00:00,S1,"${subject}"\n`)
    .join("")}`;
  for (const encoding of ["utf-8", "utf-16le", "utf-16be"]) {
    const store = await openTestStore();
    expect(await load(store, iconv.encode(text, encoding)), encoding).toMatchObject({ status: "accepted", loaded: 4 });
    expect(await store.ask("select subject from rows.tickets order by ticket_id")).toEqual(
      subjects.map((subject) => ({ subject })),
    );
  }
  // Chinese in UTF-8 is no encoding in seven bits, whatever escape sequences a terminal has left in it.
  const store = await openTestStore();
  const mixed = `工单编号,工单类型,创建时间,小区,标题\nT1,报修,2026-03-01 08:00:00,S1,水管\x1B(B漏水\n`;
  expect(await load(store, Buffer.from(mixed))).toMatchObject({ status: "accepted", loaded: 1 });
});
