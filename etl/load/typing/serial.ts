import type { DateSystem } from "../../../dashboard/shared/loads.ts";
import type { Day } from "./calendar.ts";

/** How many days later the 1904 system puts the same number. */
export const SYSTEMS_APART = 1462;

/** Of 1990-01-01 to 2100-12-31 in the 1900 system. */
export const FIRST_SERIAL = 32874;
export const LAST_SERIAL = 73415;

const DAY_MS = 86_400_000;

/**
 * The day of an Excel serial number; null where there is none: Excel's calendar of 1900 has a 29 February, number 60,
 * which the year did not have.
 */
export function serialDay(serial: number, system: DateSystem): Day | null {
  const whole = Math.floor(serial);
  if (whole < (system === "1900" ? 1 : 0) || (system === "1900" && whole === 60)) return null;
  const start = system === "1904" ? Date.UTC(1904, 0, 1) : whole < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  const date = new Date(start + whole * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * A serial number's text as day and second of the day. Cells hold the time as a fraction that is seldom exact, so it is
 * rounded to the second, which is right from five decimals on.
 */
export function splitSerial(text: string): { serial: number; second: number } {
  const [whole = "0", fraction = ""] = text.split(".");
  const second = Math.round(Number(`0.${fraction || "0"}`) * 86_400);
  return second === 86_400 ? { serial: Number(whole) + 1, second: 0 } : { serial: Number(whole), second };
}
