import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { Transcoder } from "../../etl/load/encoding/transcoder.ts";
import { openTestStore } from "./store-in-folder.ts";

const LINES = ["工号,姓名,班组", "A1,张丽,一组", "A2,王一,二组", "A3,李十,三组", "A4,赵六,四组", "A5,钱七,五组"];

type Damage = "lost" | "added";

/** The lines with a byte lost or added at a place of the third record, its end included. */
function damaged(encoding: string, end: string, damage: Damage, place: number): Buffer {
  const encode = (text: string): Buffer => iconv.encode(text, encoding);
  const before = encode(`\uFEFF${LINES.slice(0, 3).join(end)}${end}`);
  const hit = encode(`${LINES[3]}${end}`);
  const [head, tail] = [hit.subarray(0, place), hit.subarray(place + (damage === "lost" ? 1 : 0))];
  const added = damage === "added" ? [Buffer.of(0x37)] : [];
  return Buffer.concat([before, head, ...added, tail, encode(`${LINES.slice(4).join(end)}${end}`)]);
}

function placesOf(encoding: string, end: string): number[] {
  return Array.from(iconv.encode(`${LINES[3]}${end}`, encoding).keys());
}

const KINDS = ["utf-16le", "utf-16be"].flatMap((encoding) =>
  ["\n", "\r\n"].flatMap((end) => (["lost", "added"] as const).map((damage) => ({ encoding, end, damage }))),
);

describe.each(KINDS)("a byte $damage in $encoding with $end", ({ encoding, end, damage }) => {
  test("leaves all lines as they are but its own and, at its end, the next, however the bytes come", () => {
    for (const place of placesOf(encoding, end)) {
      const bytes = damaged(encoding, end, damage, place);
      const whole = new Transcoder(encoding).add(bytes, true).toString();
      const lines = whole.split(/\r?\n/u);
      expect(lines.slice(0, 3), `${place}`).toEqual(LINES.slice(0, 3));
      expect(lines, `${place}`).toContain(LINES[5]);
      const atEnd = place >= iconv.encode(LINES[3] ?? "", encoding).length;
      if (!atEnd) expect(lines, `${place}`).toContain(LINES[4]);
      for (let cut = 1; cut < bytes.length; cut += 3) {
        const transcoder = new Transcoder(encoding);
        const first = Buffer.from(transcoder.add(bytes.subarray(0, cut))).toString();
        expect(first + transcoder.add(bytes.subarray(cut), true).toString(), `${place}, cut at ${cut}`).toBe(whole);
      }
    }
  });
});

test("a byte lost from UTF-16 costs its own record, which is shown, and no row is wrong", async () => {
  const store = await openTestStore();
  for (const { encoding, end, damage } of KINDS) {
    const places = placesOf(encoding, end);
    for (const place of [0, 1, 5, 8, places.length - 2, places.length - 1]) {
      const outcome = await store.give(damaged(encoding, end, damage, place), { source: "agents" });
      const what = `${damage} at ${place} in ${encoding} with ${JSON.stringify(end)}: ${JSON.stringify(outcome)}`;
      expect(outcome.status, what).toBe("accepted");
      expect(outcome.loaded, what).toBeGreaterThanOrEqual(3);
      expect(outcome.rejected, what).toBeGreaterThanOrEqual(1);
      expect(outcome.rejected, what).toBeLessThanOrEqual(2);
      const rows = await store.ask(`select agent_id || ',' || name || ',' || team as line from rows.agents`);
      for (const { line } of rows) expect(LINES, what).toContain(line);
      for (const table of ["rows.agents", "confirmed.agents", "ledger.rejects", "ledger.loads"]) {
        await store.connection.run(`delete from ${table}`);
      }
    }
  }
});
