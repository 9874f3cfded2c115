import { unescapeText } from "./cell-text.ts";
import { cellTooLong, LARGEST_SHARED_TEXT, LONGEST_CELL } from "./limits.ts";
import { Problem } from "../../problem.ts";
import { readXml } from "./xml.ts";

/** A workbook's different texts, which its cells name by number. */
export type SharedStrings = { get(index: number): string | null };

export const NO_STRINGS: SharedStrings = { get: () => null };

const BLOCK = 4 << 20;

/** Reads xl/sharedStrings.xml. The texts are kept as bytes outside the heap: there may be millions. */
export async function readSharedStrings(chunks: AsyncIterable<Buffer>, name: string): Promise<SharedStrings> {
  const store = new TextStore();
  const item = new RichText();
  await readXml(
    chunks,
    {
      open: (tag) => {
        if (tag === "si") item.begin();
        else item.open(tag);
      },
      text: (text) => item.add(text, () => name),
      close: (tag) => {
        if (tag === "si") store.add(item.end());
        else item.close(tag);
      },
    },
    name,
  );
  return store;
}

/** Joins the runs of a rich text; what is only its pronunciation is left out. */
export class RichText {
  #text = "";
  #within = false;
  #phonetic = false;

  begin(): void {
    this.#text = "";
  }

  open(tag: string): void {
    if (tag === "rPh") this.#phonetic = true;
    else if (tag === "t") this.#within = true;
  }

  add(text: string, where: () => string): void {
    if (!this.#within || this.#phonetic) return;
    this.#text += text;
    if (this.#text.length > LONGEST_CELL) throw cellTooLong(where());
  }

  close(tag: string): void {
    if (tag === "rPh") this.#phonetic = false;
    else if (tag === "t") this.#within = false;
  }

  end(): string {
    return unescapeText(this.#text);
  }
}

class TextStore implements SharedStrings {
  readonly #blocks: Buffer[] = [];
  /** Where each text begins, counted over all blocks, and how many bytes it has. */
  readonly #starts: number[] = [];
  readonly #sizes: number[] = [];
  #end = 0;

  add(text: string): void {
    const size = Buffer.byteLength(text);
    if (this.#end + size > this.#blocks.length * BLOCK) {
      this.#end = this.#blocks.length * BLOCK;
      if (this.#end + BLOCK > LARGEST_SHARED_TEXT) throw tooMuchText();
      this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK));
    }
    this.#blocks[Math.floor(this.#end / BLOCK)]?.write(text, this.#end % BLOCK);
    this.#starts.push(this.#end);
    this.#sizes.push(size);
    this.#end += size;
  }

  get(index: number): string | null {
    const start = this.#starts[index];
    const size = this.#sizes[index];
    if (start === undefined || size === undefined) return null;
    const at = start % BLOCK;
    return this.#blocks[Math.floor(start / BLOCK)]?.toString("utf8", at, at + size) ?? "";
  }
}

function tooMuchText(): Problem {
  return new Problem({
    code: "too_much_text",
    zh: `工作簿中的文字超过 ${LARGEST_SHARED_TEXT / 1024 ** 2} MB；请拆成几个工作簿，或另存为“CSV UTF-8（逗号分隔）”后再载入`,
    en: `The workbook holds more than ${LARGEST_SHARED_TEXT / 1024 ** 2} MB of text; split it, or save it as "CSV UTF-8 (comma delimited)" and load that`,
  });
}
