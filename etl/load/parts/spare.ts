/** How a sheet is refused that is no table of any source: a cover, notes. */
const NO_TABLE = ["empty_file", "no_header", "unknown_delimiter", "unknown_source", "missing_column"];

/** So many headers that some source knows make a table of a sheet, one that a column is missing from. */
const KNOWN_OF_A_TABLE = 2;

/** Whether a sheet may be no table at all, by how it was refused: then `isNoTable` tells by its headers. */
export function mayBeNoTable(code: string | undefined): boolean {
  return NO_TABLE.includes(code ?? "");
}

/** @param known how many of the sheet's headers some source knows */
export function isNoTable(known: number): boolean {
  return known < KNOWN_OF_A_TABLE;
}
