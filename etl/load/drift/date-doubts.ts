import type { DuckDBConnection } from "@duckdb/node-api";
import { DATE_ORDERS, type DateOrder } from "../../../dashboard/shared/loads.ts";
import type { Plan } from "../plan.ts";
import { fittingOrders, isSerial } from "../typing/read-moment.ts";

/** What only a person can say of a column of dates: see `ColumnReport`. */
export type DateDoubts = {
  orders: { fits: DateOrder[]; examples: string[] } | null;
  /** Numbers that are a day in either of Excel's date systems. */
  systems: { examples: string[] } | null;
};

const PIECE = 5_000;
const EXAMPLES = 2;

/**
 * The dates that `lookAgain` has left unread because nothing tells what they are, by the name of their column in the
 * file. Told by all of them: an order fits only if every one is a day by it.
 */
export async function findDateDoubts(connection: DuckDBConnection, { fields }: Plan): Promise<Map<string, DateDoubts>> {
  const doubts = new Map<string, DateDoubts>();
  const end = await connection.runAndReadAll("select coalesce(max(rowid) + 1, 0) from readings");
  for (let at = 0; at < Number(end.getRows()[0]?.[0]); at += PIECE) {
    const rows = await connection.runAndReadAll(
      `select field, text from readings
       where code = 'unclear_date' and rowid >= ${at} and rowid < ${at + PIECE} order by rowid`,
    );
    for (const [field, value] of rows.getRows()) {
      const from = fields[Number(field)]?.from;
      if (from === undefined || !("cell" in from)) continue;
      doubts.set(from.cell.name, withText(doubts.get(from.cell.name), String(value)));
    }
  }
  return doubts;
}

function withText(known: DateDoubts = { orders: null, systems: null }, text: string): DateDoubts {
  if (isSerial(text)) {
    const { examples } = known.systems ?? { examples: [] };
    return { ...known, systems: { examples: withExample(examples, text) } };
  }
  const own = fittingOrders(text);
  if (own === null) return known;
  const { fits, examples } = known.orders ?? { fits: [...DATE_ORDERS], examples: [] };
  return {
    ...known,
    orders: { fits: fits.filter((order) => own.includes(order)), examples: withExample(examples, text) },
  };
}

function withExample(examples: string[], text: string): string[] {
  return examples.length < EXAMPLES ? [...examples, text] : examples;
}
