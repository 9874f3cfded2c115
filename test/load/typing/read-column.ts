import { expect } from "vitest";
import type { LoadChoices } from "../../../dashboard/shared/loads.ts";
import type { TestStore } from "../store-in-folder.ts";

/** A column of each type that may be empty, and what a row of its source needs besides. The first is the key. */
const PLACES = {
  ts: ["tickets", "resolved_at", { ticket_id: "", kind: "报修", created_at: "1990-01-01 00:00:00" }],
  minutes: ["tickets", "pending_minutes", { ticket_id: "", kind: "报修", created_at: "2024-01-01 00:00:00" }],
  int: ["tickets", "reopened", { ticket_id: "", kind: "报修", created_at: "2024-01-01 00:00:00" }],
  id: ["tickets", "order_id", { ticket_id: "", kind: "报修", created_at: "2024-01-01 00:00:00" }],
  enum: ["tickets", "channel", { ticket_id: "", kind: "报修", created_at: "2024-01-01 00:00:00" }],
  text: ["tickets", "team", { ticket_id: "", kind: "报修", created_at: "2024-01-01 00:00:00" }],
  date: ["agents", "left_on", { agent_id: "" }],
  month: ["bills", "period", { bill_id: "", customer_id: "C", site_id: "S", due_on: "2024-01-01", amount: "1" }],
  bool: ["bills", "disputed", { bill_id: "", customer_id: "C", site_id: "S", due_on: "2024-01-01", amount: "1" }],
  money: ["orders", "refund_amount", { order_id: "" }],
  time: ["calendar_days", "opens", { calendar_id: "", date: "2024-01-01", kind: "休息" }],
  rate: ["industry_ratings", "high", { category: "", month: "2024-01", facet: "描述相符", mean: "1" }],
  score: ["surveys", "score", { survey_id: "", campaign: "问卷" }],
  nps: ["surveys", "nps", { survey_id: "", campaign: "问卷" }],
  phone: ["customers", "phone", { customer_id: "" }],
} as const;

export type CellType = keyof typeof PLACES;

/** What became of one cell: its value as DuckDB writes it (null: empty), or the reason its row was rejected for. */
export type Read = { value: string | null } | { code: string; zh: string; en: string };

/** Loads texts as the cells of one column. */
export async function readColumn(
  store: TestStore,
  type: CellType,
  texts: readonly string[],
  choices?: LoadChoices,
): Promise<Read[]> {
  const [source, column, rest] = PLACES[type];
  const [key = ""] = Object.keys(rest);
  const names = [...Object.keys(rest), column];
  const rows = texts.map((text, index) =>
    [...Object.values(rest), text]
      .map((cell, at) => (at === 0 ? `K${index + 1}` : cell))
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join("\t"),
  );
  const request = { source, ...(choices === undefined ? {} : { choices }), yes: true };
  const outcome = await store.give([names.join("\t"), ...rows, ""].join("\n"), request);
  expect(outcome).toMatchObject({ status: "accepted", read: texts.length });
  const load = outcome.load ?? 0;
  const read: (Read | undefined)[] = texts.map(() => undefined);
  const accepted = await store.ask(
    `select ${key} as key, cast(${column} as varchar) as value from rows.${source} where _load = ${load}`,
  );
  for (const row of accepted) read[Number(String(row.key).slice(1)) - 1] = { value: row.value as string | null };
  const rejected = await store.ask(`select line, code, zh, en from ledger.rejects where load = ${load}`);
  for (const { line, code, zh, en } of rejected) {
    read[Number(line) - 2] = { code: String(code), zh: String(zh), en: String(en) };
  }
  return read.map((each, index) => each ?? expect.fail(`${texts[index] ?? ""} is nowhere`));
}
