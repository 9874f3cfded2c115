import type fc from "fast-check";
import type { Day } from "./calendar.ts";
import type { Policy } from "./policy.ts";

/** The header as staff's exports spell it (an alias of the contract), or with how its cells are written. */
export type Column =
  | string
  | {
      header: string;
      /** Fen as yuan, a month's first day as the month alone, true as 是. */
      cell?: "money" | "month" | "bool";
      /** Chinese words for an enum's ids; ids without a word go out as they are. */
      words?: Record<string, string>;
    };

/** What random rows are drawn from: days around which everything happens, and what managers may have changed. */
export type Surroundings = { days: fc.Arbitrary<Day>; policies: readonly Policy[] };

/** An export: how its rows are drawn, how its files look, what makes two rows the same. */
export type NaiveSource<R> = {
  /** Every column of the rows, in the file's order. */
  columns: Record<keyof R & string, Column>;
  /** Columns that tell rows apart: a later row with the same values replaces the earlier one. */
  key: readonly (keyof R & string)[];
  /** Columns that say that something has happened: the latest day in any of them is today. */
  happened?: readonly (keyof R & string)[];
  /** A random row, and how many of them a file has at most. */
  row?: (surroundings: Surroundings) => fc.Arbitrary<R>;
  most?: number;
  /** Instead: a whole file, whose rows belong together. It is always handed in, once and before all others. */
  file?: (surroundings: Surroundings) => fc.Arbitrary<R[]>;
  /** Cells that no reader can take for what the contract wants: each makes its record a rejected one. */
  damages?: readonly Partial<Record<keyof R & string, string>>[];
};
