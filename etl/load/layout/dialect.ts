/** How a file tells its cells apart. */
export type Dialect = {
  /** One or more characters. */
  delimiter: string;
  /** What encloses a cell that holds delimiters or line ends; empty where nothing does and quotes are text like any other. */
  quote: '"' | "'" | "";
  /** How a quote is written inside quotes: twice, or after a backslash (which then escapes other characters as well). */
  escape: "double" | "backslash";
};

/** Those tried by themselves, the most usual first. */
export const DELIMITERS = [",", ";", "\t", "|", "^", "~", "，", "、", ":", "||"] as const;

/** Whether DuckDB and the scan may read a file of this dialect as it stands. */
export function isPlain({ delimiter, quote, escape }: Dialect): boolean {
  return delimiter.length === 1 && delimiter.charCodeAt(0) < 0x80 && quote === '"' && escape === "double";
}

/** A dialect as bytes, for reading. */
export type Syntax = Dialect & {
  bytes: Uint8Array;
  /** The quote's byte; -1 where there is none. */
  quoteByte: number;
};

export function syntaxOf(dialect: Dialect): Syntax {
  return {
    ...dialect,
    bytes: new TextEncoder().encode(dialect.delimiter),
    quoteByte: dialect.quote === "" ? -1 : dialect.quote.charCodeAt(0),
  };
}

/** One record in the plain form: commas, double quotes where they are needed. */
export function writeRecord(cells: readonly string[], delimiter: string): string {
  return cells
    .map((cell) => (/["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(delimiter);
}
