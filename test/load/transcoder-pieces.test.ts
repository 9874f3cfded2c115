import { expect, test } from "vitest";
import iconv from "iconv-lite";
import { Transcoder } from "../../etl/load/encoding/transcoder.ts";

test.each(["gb18030", "utf-8", "utf-16le", "big5"])(
  "%s: a character cut by the end of a piece stays itself when the piece's memory is used again",
  (encoding) => {
    const bytes = iconv.encode("已解決,咨詢", encoding);
    for (let cut = 1; cut < bytes.length; cut++) {
      const transcoder = new Transcoder(encoding);
      const memory = Buffer.from(bytes.subarray(0, cut));
      const first = transcoder.add(memory).toString();
      memory.fill(0x32);
      expect(first + transcoder.add(bytes.subarray(cut), true).toString()).toBe("已解決,咨詢");
    }
  },
);
