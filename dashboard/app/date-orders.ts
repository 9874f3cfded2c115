import type { DateOrder } from "../shared/loads.ts";
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
