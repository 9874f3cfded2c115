import type { NumberFormat } from "./number-format.ts";

const DAY_MS = 86_400_000;

/** Day 0 of the 1900 system after its 60th day, which never was: Lotus took 1900 for a leap year, and Excel after it. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);

/** Days from the 1900 system's day 0 to the 1904 system's. */
const FROM_1904 = 1462;

/** The last day of the year 9999. */
const LAST_DAY = 2_958_465;

/**
 * The text of a cell that holds a number.
 *
 * @param written the number as the workbook writes it
 */
export function numberText(written: string, format: NumberFormat, date1904: boolean): string {
  const value = Number(written);
  if (written.trim() === "" || !Number.isFinite(value)) return written;
  switch (format.kind) {
    case "moment":
      return momentText(value, format.timeOnly, format.fraction, date1904) ?? plainNumber(written, value);
    case "duration":
      return durationText(value) ?? plainNumber(written, value);
    case "percent":
      return `${plainNumber("", Number((value * 100).toPrecision(15)))}%`;
    case "padded":
      return Number.isInteger(value) && value >= 0 && value < 1e15
        ? String(value).padStart(format.digits, "0")
        : plainNumber(written, value);
    case "number":
      return plainNumber(written, value);
  }
}

/**
 * A number in full, as far as a spreadsheet is sure of it: 15 digits. A whole number of more has lost its last ones
 * (Excel writes zeros there), so it is written in scientific notation, by which a ruined id is told from a sound one.
 */
function plainNumber(written: string, value: number): string {
  if (/^-?\d{1,15}$/.test(written)) return written;
  if (Number.isInteger(value) && Math.abs(value) >= 1e15) {
    // A program can write 16 digits that a double still holds; Excel cannot, its 16th is always 0.
    if (/^-?\d{15}[1-9]$/.test(written) && Number.isSafeInteger(value)) return written;
    return value
      .toExponential(14)
      .replace(/\.?0+e/, "e")
      .replace("e", "E");
  }
  // Most are written as they would be written here.
  return written.length <= 16 && /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/.test(written) ? written : inFull(value);
}

function inFull(value: number): string {
  const short = String(Number(value.toPrecision(15)));
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(short);
  if (match === null) return short;
  const [, sign = "", first = "", rest = "", places = "0"] = match;
  return `${sign}0.${"0".repeat(Number(places) - 1)}${first}${rest}`;
}

/** Null where the number is no day of either system. */
function momentText(value: number, timeOnly: boolean, fraction: boolean, date1904: boolean): string | null {
  const unit = fraction ? 1 : 1000;
  // Serial numbers hold no more than about a microsecond; what is shown to the second is meant to the second.
  const ms = Math.round((value * DAY_MS) / unit) * unit;
  if (ms < 0) return null;
  const clock = ms % DAY_MS;
  const day = (ms - clock) / DAY_MS + (date1904 ? FROM_1904 : 0);
  if (day > LAST_DAY) return null;
  if (day === 0 && (timeOnly || clock > 0)) return clockText(clock);
  if (date1904 && timeOnly && day === FROM_1904) return clockText(clock);
  return clock === 0 ? dayText(day) : `${dayText(day)} ${clockText(clock)}`;
}

function dayText(day: number): string {
  // As Excel shows them; neither is a day, and typing says so.
  if (day === 0) return "1900-01-00";
  if (day === 60) return "1900-02-29";
  const known = dayTexts.get(day);
  if (known !== undefined) return known;
  const text = new Date(EPOCH_1900 + (day < 60 ? day + 1 : day) * DAY_MS).toISOString().slice(0, 10);
  if (dayTexts.size < DAYS_KEPT) dayTexts.set(day, text);
  return text;
}

/** An export has few days and each of them often. */
const dayTexts = new Map<number, string>();
const DAYS_KEPT = 20_000;

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const text = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return ms % 1000 === 0 ? text : `${text}.${String(ms % 1000).padStart(3, "0")}`;
}

function pad(part: number): string {
  return part < 10 ? `0${part}` : `${part}`;
}

function durationText(value: number): string | null {
  if (value < 0) return null;
  const seconds = Math.round(value * 86_400);
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** Resolves `_x000D_` and its like, by which workbooks write what XML cannot, and makes all line breaks alike. */
export function unescapeText(text: string): string {
  const plain = text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
  return plain.includes("\r") ? plain.replace(/\r\n?/g, "\n") : plain;
}
