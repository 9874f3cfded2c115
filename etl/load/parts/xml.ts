import { TextDecoder } from "node:util";
import { SaxesParser } from "saxes";
import { Problem } from "../../problem.ts";

/** What is wanted of an XML document. Names come without their prefixes. */
export type XmlHandler = {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
  /** Awaited between pieces of the document. */
  between?(): Promise<void>;
};

/** Bytes of one tag or text that is not yet at its end. More is damage, or an attack on memory. */
const LONGEST_TOKEN = 8 << 20;

/**
 * Reads an XML document piece by piece. Nothing outside it is ever fetched, and entities other than XML's own are errors.
 *
 * @throws Problem `damaged_workbook` where it is not well-formed; whatever the handler or `chunks` throw
 */
export async function readXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler, name: string): Promise<void> {
  const parser = new SaxesParser({ xmlns: false });
  let fault: Error | null = null;
  let quiet = 0;
  parser.on("error", (error) => {
    fault ??= error;
  });
  parser.on("opentag", (tag) => {
    quiet = 0;
    handler.open?.(localName(tag.name), tag.attributes);
  });
  parser.on("text", (text) => handler.text?.(text));
  parser.on("cdata", (text) => handler.text?.(text));
  parser.on("closetag", (tag) => {
    quiet = 0;
    handler.close?.(localName(tag.name));
  });
  const feed = (text: string): void => {
    parser.write(text);
    if (fault !== null) throw damagedWorkbook(name, fault);
  };
  let decoder: TextDecoder | null = null;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    quiet += chunk.length;
    feed(decodeOr(() => (decoder as TextDecoder).decode(chunk, { stream: true }), name));
    if (quiet > LONGEST_TOKEN) throw damagedWorkbook(name, new Error("a tag or text without end"));
    await handler.between?.();
  }
  feed(decodeOr(() => decoder?.decode() ?? "", name));
  parser.close();
  if (fault !== null) throw damagedWorkbook(name, fault);
}

function decodeOr(decode: () => string, name: string): string {
  try {
    return decode();
  } catch (cause) {
    throw damagedWorkbook(name, cause);
  }
}

function encodingOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}

/** An attribute whatever its prefix is: `r:id`, `d3p1:id`. */
export function attribute(attributes: Record<string, string>, name: string): string | undefined {
  return attributes[name] ?? Object.entries(attributes).find(([full]) => localName(full) === name)?.[1];
}

export function damagedWorkbook(name: string, cause?: unknown): Problem {
  return new Problem({
    code: "damaged_workbook",
    zh: `工作簿已损坏（${name}）；请用 Excel 或 WPS 打开并另存为新文件后再载入`,
    en: `The workbook is damaged (${name}); open it in Excel or WPS, save it as a new file and load that`,
    cause,
  });
}
