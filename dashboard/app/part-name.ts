/** What a part of a file is called beside the file: a sheet of a workbook, a member of an archive, or the file itself. */
export type PartName = { kind: "sheet" | "member" | "file"; name: string };

/** @param part "a.xlsx#应收明细", "a.zip/b.csv", "a.zip/b.xlsx#应收明细", or the file's own name */
export function partName(file: string, part: string): PartName {
  if (!part.startsWith(file)) return { kind: "file", name: part };
  const rest = part.slice(file.length);
  if (rest.startsWith("#")) return { kind: "sheet", name: rest.slice(1) };
  if (rest.startsWith("/")) return { kind: "member", name: rest.slice(1) };
  return { kind: "file", name: part };
}
