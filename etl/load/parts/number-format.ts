/** What a cell's number stands for, by its number format. */
export type NumberFormat =
  | { kind: "number" }
  | { kind: "percent" }
  /** Leading zeros are shown: 0001. */
  | { kind: "padded"; digits: number }
  /** A date, a time of day, or both. `fraction`: parts of a second are shown. */
  | { kind: "moment"; timeOnly: boolean; fraction: boolean }
  /** Hours that may pass 24. */
  | { kind: "duration" };

export const PLAIN: NumberFormat = { kind: "number" };

const DATE: NumberFormat = { kind: "moment", timeOnly: false, fraction: false };
const TIME: NumberFormat = { kind: "moment", timeOnly: true, fraction: false };

/** Formats that a workbook names by number alone; those from 27 on as Chinese, Japanese and Korean Excel have them. */
export function builtInFormat(id: number): NumberFormat {
  if (id === 9 || id === 10) return { kind: "percent" };
  if (id === 46) return { kind: "duration" };
  if (id === 47) return { kind: "moment", timeOnly: true, fraction: true };
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 55 || id === 56) return TIME;
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return DATE;
  return PLAIN;
}

/** Reads a format's code, e.g. `yyyy"年"m"月"d"日"` or `[$-804]h:mm AM/PM;@`, by its first section. */
export function parseFormat(code: string): NumberFormat {
  const [first = ""] = bare(code).split(";");
  if (/\[(h+|m+|s+)\]/i.test(first)) return { kind: "duration" };
  const shown = first.replace(/\[[^\]]*\]/g, "").trim();
  if (/^(general|g\/通用格式|@)?$/i.test(shown)) return PLAIN;
  if (/^0{2,}$/.test(shown)) return { kind: "padded", digits: shown.length };
  if (/[0#?]/.test(shown.replace(/(s+)[.,]0+/gi, "$1"))) return shown.includes("%") ? { kind: "percent" } : PLAIN;
  const clock = /[hs]|am\/pm|a\/p|上午\/下午/i.test(shown);
  // An m is minutes beside hours or seconds, and a month elsewhere; e and b are years too.
  const day = /[ydgeb]/i.test(shown) || (!clock && /m/i.test(shown));
  return day || clock ? { kind: "moment", timeOnly: !day, fraction: /s[.,]0/i.test(shown) } : PLAIN;
}

/** A code without what stands for itself: quoted text, escaped signs, fillers. */
function bare(code: string): string {
  return code.replace(/"[^"]*"|\\.|[_*]./g, "");
}
