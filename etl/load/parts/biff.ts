// Records of an .xls workbook's stream: a kind and a length, two bytes each, then that many bytes.
const BEGIN = 0x0809;
const END = 0x000a;
const PASSWORD = 0x002f;
const SHEET = 0x0085;

/**
 * Looks whether a workbook's stream is whole: SheetJS takes what it finds and says nothing of what is missing.
 *
 * @returns what is wrong with it, or null
 */
export function faultOfBiff(bytes: Uint8Array): "encrypted" | "damaged" | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begun = new Set<number>();
  const promised: number[] = [];
  let depth = 0;
  let at = 0;
  while (at + 4 <= bytes.length) {
    const kind = view.getUint16(at, true);
    const next = at + 4 + view.getUint16(at + 2, true);
    // After the last part there may be padding.
    if (depth === 0 && kind !== BEGIN) break;
    if (next > bytes.length) return "damaged";
    if (kind === PASSWORD) return "encrypted";
    if (kind === BEGIN) {
      if (depth === 0) begun.add(at);
      depth++;
    } else if (kind === END) {
      depth--;
    } else if (kind === SHEET && next >= at + 10 && view.getUint8(at + 9) === 0) {
      promised.push(view.getUint32(at + 4, true));
    }
    at = next;
  }
  return begun.size === 0 || depth !== 0 || promised.some((start) => !begun.has(start)) ? "damaged" : null;
}
