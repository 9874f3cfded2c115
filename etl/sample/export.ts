/** How big the sample is, and what its chances are drawn from. */
export type Size = { tickets: number; seed: number };

/** What data/sample/ holds; its test makes it again and compares the bytes. */
export const SMALL: Size = { tickets: 6000, seed: 2026 };

/** One file as another system would hand it over. */
export type Export = {
  file: string;
  encoding: "utf-8" | "gbk";
  bom: boolean;
  delimiter: "," | ";" | "\t" | "|";
  lineEnd: "\n" | "\r\n";
  /** SELECT over the tables of world.ts; its column names are the file's headers, its rows are in the file's order. */
  query: string;
  /** Lines put after the last row as they stand: what no system should write, but people do. */
  tail?: string[];
};

export const FIRST_DAY = "2024-08-01";
/** A Sunday; nothing in the sample happens later. */
export const LAST_DAY = "2026-08-23";

/** A text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const listLiteral = (texts: readonly string[]): string => `[${texts.map(literal).join(", ")}]`;
