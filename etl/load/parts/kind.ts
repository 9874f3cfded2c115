import { open } from "node:fs/promises";
import { Problem } from "../../problem.ts";

/** What a file is by its first bytes. `text`: anything that nothing else is known of. `ole`: .xls and its kin. */
export type Kind = "text" | "gzip" | "zip" | "ole" | Foreign;

/** A kind of file that is not read, as its name is written in a message. */
export type Foreign = { zh: string; en: string };

/** Bytes looked at; a tar says what it is at its 257th. */
const LOOKED_AT = 4096;

const SPREADSHEET_AS_TEXT: Foreign = {
  zh: "以 .xls 为名的网页（HTML）表格",
  en: "a web page (HTML) that holds a table, named .xls",
};

/** By the bytes at the start, in hex: such as no text begins with. */
const SIGNATURES: readonly (readonly [string, Kind])[] = [
  ["1f8b08", "gzip"],
  ["504b0304", "zip"],
  ["504b0506", "zip"],
  ["504b0708", "zip"],
  ["d0cf11e0a1b11ae1", "ole"],
  // A workbook's stream without the container that Excel puts it in, as some report tools write it.
  ["0908100000060500", "ole"],
  ["0908080000050500", "ole"],
  ["526172211a07", { zh: "RAR 压缩包", en: "a RAR archive" }],
  ["377abcaf271c", { zh: "7z 压缩包", en: "a 7z archive" }],
  ["fd377a585a00", { zh: "xz 压缩包", en: "an xz archive" }],
  ["28b52ffd", { zh: "zstd 压缩包", en: "a zstd archive" }],
  ["255044462d", { zh: "PDF", en: "a PDF" }],
  ["89504e470d0a1a0a", { zh: "图片（PNG）", en: "a picture (PNG)" }],
  ["ffd8ff", { zh: "图片（JPEG）", en: "a picture (JPEG)" }],
  ["474946383761", { zh: "图片（GIF）", en: "a picture (GIF)" }],
  ["474946383961", { zh: "图片（GIF）", en: "a picture (GIF)" }],
  ["49492a00", { zh: "图片（TIFF）", en: "a picture (TIFF)" }],
  ["4d4d002a", { zh: "图片（TIFF）", en: "a picture (TIFF)" }],
  ["7b5c727466", { zh: "RTF 文档", en: "an RTF document" }],
  ["53514c69746520666f726d6174203300", { zh: "SQLite 数据库", en: "an SQLite database" }],
  ["7f454c46", { zh: "程序", en: "a program" }],
];

/**
 * Tells what a file is.
 *
 * @throws the file system's error
 */
export async function tellKind(path: string): Promise<Kind> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(LOOKED_AT);
    const { bytesRead } = await file.read(buffer, 0, LOOKED_AT, 0);
    return kindOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

export function kindOf(head: Buffer): Kind {
  const hex = head.subarray(0, 16).toString("hex");
  const known = SIGNATURES.find(([signature]) => hex.startsWith(signature));
  if (known !== undefined) return known[1];
  const letters = head.subarray(0, 10).toString("latin1");
  if (/^BZh[1-9]1AY&SY/.test(letters)) return { zh: "bzip2 压缩包", en: "a bzip2 archive" };
  if (head.subarray(257, 262).toString("latin1") === "ustar") return { zh: "tar 归档", en: "a tar archive" };
  if (letters.startsWith("PAR1") && head.subarray(0, 64).includes(0))
    return { zh: "Parquet 文件", en: "a Parquet file" };
  if (letters.startsWith("BM") && head.length >= 10 && head.readUInt32LE(6) === 0) {
    return { zh: "图片（BMP）", en: "a picture (BMP)" };
  }
  if (letters.startsWith("RIFF") && head.subarray(8, 12).toString("latin1") === "WEBP") {
    return { zh: "图片（WebP）", en: "a picture (WebP)" };
  }
  return markup(startOf(head)) ?? "text";
}

/** The first characters, whatever of the common encodings they are in: markup is ASCII. */
function startOf(head: Buffer): string {
  const [first, second] = head;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  return encoding === null ? head.toString("latin1").replace(/^ï»¿/, "") : new TextDecoder(encoding).decode(head);
}

function markup(text: string): Foreign | null {
  const start = text.trimStart();
  if (/^(?:\[\s*)?\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(start)) return { zh: "JSON 文件", en: "a JSON file" };
  if (/^MIME-Version:/i.test(start) && /multipart\/related/i.test(start)) return SPREADSHEET_AS_TEXT;
  if (!/^<[!?a-z]/i.test(start)) return null;
  if (/^<\?xml/i.test(start) && /Excel\.Sheet|office:spreadsheet/.test(start)) {
    return { zh: "“XML 电子表格 2003”", en: 'an "XML Spreadsheet 2003"' };
  }
  if (/^<\?xml/i.test(start) && !/<html/i.test(start)) return { zh: "XML 文件", en: "an XML file" };
  return /^<(!doctype\s+html|!--|\?xml|html|head|meta|title|body|style|script|table|thead|tbody|tr|div|font|center)\b|^<!--/i.test(
    start,
  )
    ? SPREADSHEET_AS_TEXT
    : null;
}

export function isForeign(kind: Kind): kind is Foreign {
  return typeof kind === "object";
}

export function unsupported({ zh, en }: Foreign): Problem {
  return new Problem({
    code: "unsupported_file",
    zh: `这是${/^\w/.test(zh) ? " " : ""}${zh}，无法读取；若是表格，请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8（逗号分隔）”后再载入。能读的有：CSV 等分隔文本、.xlsx、.xlsm、.xls，以及装着它们的 .zip 和 .gz`,
    en: `This is ${en}, which is not read; if it is a table, open it in Excel or WPS, save it as .xlsx or "CSV UTF-8 (comma delimited)" and load that. Read are CSV and other delimited text, .xlsx, .xlsm, .xls, and .zip and .gz of these`,
  });
}
