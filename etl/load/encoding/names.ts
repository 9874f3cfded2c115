import iconv from "iconv-lite";

/** What a file's encoding can be told to be, as TextDecoder names them. */
export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "gb18030",
  "big5",
  "windows-1252",
  "shift_jis",
  "euc-kr",
] as const;

/** Labels that people write and TextDecoder does not know, or takes for less than they mean. */
const LABELS: Record<string, string> = {
  "latin-1": "windows-1252",
  ansi: "gb18030",
  cp936: "gb18030",
  cp950: "big5",
  cp932: "shift_jis",
  cp949: "euc-kr",
  "utf-8-sig": "utf-8",
  gbk: "gb18030",
};

/** The encoding that a label means, as TextDecoder names it; null where it is none that can be read. */
export function encodingOf(label: string): string | null {
  const plain = label.trim().toLowerCase();
  let name: string;
  try {
    name = new TextDecoder(LABELS[plain] ?? plain).encoding;
  } catch {
    return null;
  }
  if (name === "gbk") return "gb18030";
  return ENCODINGS.some((known) => known === name) || isSingleByte(name) ? name : null;
}

/** Whether each byte is a character of its own: then a table of 128 decodes it. */
function isSingleByte(name: string): boolean {
  return (
    /^(windows-125\d|windows-874|iso-8859-\d+|koi8-[ru]|macintosh|ibm866)$/.test(name) && iconv.encodingExists(name)
  );
}
