import { isAscii } from "node:buffer";
import { Problem } from "../../problem.ts";

/**
 * Encodings that are not read. Most of them are all ASCII to the eye, or have a NUL in every character, and would be
 * taken for another encoding's text or for garbage.
 */
type Unread = { name: string; zh: string; en: string };

const ISO_2022: Unread = { name: "ISO-2022", zh: "日文、韩文邮件系统用的", en: "as Japanese and Korean mail has it" };
const HZ: Unread = { name: "HZ-GB-2312", zh: "早年中文邮件用的", en: "as old Chinese mail has it" };
const UTF_7: Unread = { name: "UTF-7", zh: "邮件系统用的", en: "as some mail systems have it" };
const UTF_32: Unread = { name: "UTF-32", zh: "每字四个字节的", en: "four bytes a character" };
const EBCDIC: Unread = { name: "EBCDIC", zh: "大型主机（银行、社保）用的", en: "as mainframes have it" };

/** The encoding that a file's beginning is in, where it is one that is not read; otherwise null. */
export function unreadEncoding(head: Buffer): Unread | null {
  if (isUtf32(head)) return UTF_32;
  if (isEbcdic(head)) return EBCDIC;
  if (!isAscii(head)) return null;
  if (switchesCharacters(head)) return ISO_2022;
  if (head.includes("~{") && isHz(head)) return HZ;
  return head.includes("+") && isUtf7(head) ? UTF_7 : null;
}

/** @throws Problem `unsupported_encoding` */
export function refuseUnread(head: Buffer): void {
  const found = unreadEncoding(head);
  if (found !== null) throw unsupportedEncoding(found);
}

/** Of a file whose text switches to another character set somewhere: Japanese, Korean, Chinese in seven bits. */
export function switchedEncoding(): Problem {
  return unsupportedEncoding(ISO_2022);
}

const ESCAPE = 0x1b;

/** Whether escape sequences of ISO 2022 stand in the bytes: to JIS X 0208, KS X 1001, GB 2312 … and back. */
export function switchesCharacters(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(ESCAPE); at >= 0; at = bytes.indexOf(ESCAPE, at + 1)) {
    if (/^\x1B(?:\$[@AB]|\$[()*+][@-Z]|\([BHIJ])/u.test(bytes.toString("latin1", at, at + 4))) return true;
  }
  return false;
}

/** Whether what stands between ~{ and ~} are pairs of GB 2312, in two places at least. */
function isHz(head: Buffer): boolean {
  const pieces = head.toString("latin1").match(/~\{(?:[\x21-\x77][\x21-\x7E])+~\}/gu) ?? [];
  return pieces.length > 1;
}

/** Whether what stands behind + are Chinese, Japanese or Korean characters of UTF-16, hardly any of it anything else. */
function isUtf7(head: Buffer): boolean {
  const pieces = head.toString("latin1").match(/\+[A-Za-z0-9+/]{3,}/gu) ?? [];
  const good = pieces.filter((piece) => isBase64Text(piece.slice(1)));
  return good.length >= 3 && good.length > 0.9 * pieces.length;
}

function isBase64Text(piece: string): boolean {
  // Telephone numbers begin with a plus as well.
  if (/^\d+$/u.test(piece)) return false;
  const bits = piece.length * 6;
  const bytes = Buffer.from(piece, "base64");
  const units = Math.floor(bits / 16);
  if (bits % 16 >= 6 || bytes.length < units * 2) return false;
  return Array.from({ length: units }, (_, at) => bytes.readUInt16BE(at * 2)).every(
    (code) =>
      (code >= 0x3000 && code < 0x3100) ||
      (code >= 0x4e00 && code < 0xa000) ||
      (code >= 0xac00 && code < 0xd7a4) ||
      (code >= 0xff01 && code < 0xfff0),
  );
}

/** By its mark, or by the upper half of nearly all characters, which is empty. In UTF-16 every other byte may be. */
function isUtf32(head: Buffer): boolean {
  const mark = head.toString("hex", 0, 4);
  if (mark === "fffe0000" || mark === "0000feff") return true;
  if (head.length < 16 || !head.includes(0)) return false;
  const nuls = [0, 0, 0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) nuls[at & 3] = (nuls[at & 3] ?? 0) + 1;
  const [first = 0, second = 0, third = 0, fourth = 0] = nuls;
  const most = (0.9 * head.length) / 4;
  return (first > most && second > most) || (third > most && fourth > most);
}

/**
 * Whether the bytes are EBCDIC: a blank is 40 there, a comma 6B, digits are F0 to F9 and letters lie between 81 and E9,
 * while hardly any byte is what ASCII has for a digit, a comma, a tab or a line feed.
 */
function isEbcdic(head: Buffer): boolean {
  if (head.length < 32) return false;
  const counts = new Uint32Array(256);
  for (const byte of head) counts[byte] = (counts[byte] ?? 0) + 1;
  const sum = (from: number, to: number): number =>
    counts.subarray(from, to + 1).reduce((total, count) => total + count, 0);
  const ascii = sum(0x30, 0x39) + sum(0x2c, 0x2c) + sum(0x09, 0x0a) + sum(0x20, 0x20);
  if (ascii > 0.01 * head.length) return false;
  const digits = sum(0xf0, 0xf9);
  const marks =
    sum(0x40, 0x40) + sum(0x6b, 0x6b) + sum(0x5e, 0x5e) + sum(0x4f, 0x4f) + sum(0x15, 0x15) + sum(0x25, 0x25);
  const letters =
    sum(0x81, 0x89) + sum(0x91, 0x99) + sum(0xa2, 0xa9) + sum(0xc1, 0xc9) + sum(0xd1, 0xd9) + sum(0xe2, 0xe9);
  const others =
    sum(0x4b, 0x4e) + sum(0x50, 0x50) + sum(0x5a, 0x61) + sum(0x6c, 0x6f) + sum(0x7a, 0x7f) + sum(0x0d, 0x0e);
  const share = (digits + marks + letters + others) / head.length;
  return share > 0.85 && digits > 0.05 * head.length && marks > 0.03 * head.length;
}

function unsupportedEncoding({ name, zh, en }: Unread): Problem {
  return new Problem({
    code: "unsupported_encoding",
    zh: `文件的编码是 ${name}（${zh}），不能读取；请用原系统或文本编辑器另存为 UTF-8 后再载入`,
    en: `The file is in ${name} (${en}), which is not read; save it as UTF-8 from the original system or a text editor and load that`,
  });
}
