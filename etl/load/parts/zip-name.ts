import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";
import type { Entry } from "yauzl";

const UTF8_FLAG = 0x800;
const UNICODE_PATH = 0x7075;

/**
 * The name of a ZIP's entry. Only some archivers say that a name is UTF-8; Chinese Windows writes GBK without a word.
 * It is for people to read: nothing on disk is ever called by it.
 */
export function entryName(entry: Entry): string {
  const bytes = entry.fileNameRaw;
  return (unicodePath(entry, bytes) ?? decode(bytes, (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0))
    .replaceAll("\\", "/")
    .replace(/\p{Cc}/gu, "")
    .split("/")
    .filter((step, index, steps) => (step !== "" || index === steps.length - 1) && step !== "." && step !== "..")
    .join("/");
}

/** Info-ZIP's extra field: version, CRC of the name that it stands for, the name in UTF-8. */
function unicodePath({ extraFields }: Entry, bytes: Buffer): string | null {
  const field = extraFields.find(({ id }) => id === UNICODE_PATH)?.data;
  if (field === undefined || field.length < 6 || field[0] !== 1) return null;
  const name = field.subarray(5);
  return field.readUInt32LE(1) === crc32(bytes) && isUtf8(name) ? name.toString() : null;
}

function decode(bytes: Buffer, saysUtf8: boolean): string {
  if (saysUtf8 || isUtf8(bytes)) return bytes.toString();
  try {
    return new TextDecoder("gb18030", { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

/** Folders, and what systems leave in archives beside the files. */
export function isJunk(name: string): boolean {
  return (
    name.endsWith("/") ||
    name === "" ||
    /^__MACOSX(\/|$)/.test(name) ||
    /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini|~\$[^/]*)$/i.test(name)
  );
}
