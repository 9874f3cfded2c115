import type { DateOrder, DateSystem } from "../shared/loads.ts";
import type { Language } from "../shared/words.ts";
import { formatDay } from "./format.ts";

/** What day a text means in this order of day, month and year: "5-3-24" as dmy is 2024 年 3 月 5 日; null for no day. */
export function dayInOrder(text: string, order: DateOrder, lang: Language): string | null {
  const numbers = (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  if (numbers.length < 3) return null;
  const at = (part: string): number => numbers[order.indexOf(part)] ?? 0;
  // As the loader takes two digits (etl/load/typing/calendar.ts).
  const year = at("y") < 100 ? at("y") + (at("y") >= 90 ? 1900 : 2000) : at("y");
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${year}-${two(at("m"))}-${two(at("d"))}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.getUTCDate() !== at("d")) return null;
  return formatDay(day, lang);
}

/** What day an Excel number means in one of its two date systems: "45000" in that of 1900 is 2023 年 3 月 15 日. */
export function dayInSystem(text: string, system: DateSystem, lang: Language): string {
  const start = system === "1900" ? Date.UTC(1899, 11, 30) : Date.UTC(1904, 0, 1);
  return formatDay(new Date(start + Math.floor(Number(text)) * 86_400_000).toISOString().slice(0, 10), lang);
}
