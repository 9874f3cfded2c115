import type { Message } from "../../../dashboard/shared/loads.ts";

/** What a cell says, when it is looked at by itself and not only tried on as a whole column. */
export type Reading =
  /** `value`: as DuckDB casts it to the column's type. */
  | { kind: "value"; value: string }
  | { kind: "empty" }
  /** `fault`: what is wrong with it, without the column's name. Its code is stable, its words are not. */
  | { kind: "fault"; fault: Message };

export function value(text: string): Reading {
  return { kind: "value", value: text };
}

export function fault(code: string, zh: string, en: string): Reading {
  return { kind: "fault", fault: { code, zh, en } };
}
