import { strToU8, zipSync, type Zippable } from "fflate";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

type SheetXml = {
  name: string;
  /** What `<sheetData>` holds, as XML. */
  rows: string;
  /** What follows it. */
  after?: string;
  state?: "hidden" | "veryHidden";
  /** Kind of its relation. */
  kind?: string;
};

type WorkbookXml = {
  sheets: SheetXml[];
  /** Format codes, numbered from 164; a cell's style is the format's place. Style 0 is General. */
  formats?: string[];
  /** Numbers of built-in formats; their styles follow those of `formats`. */
  builtIn?: number[];
  /** What `<sst>` holds, as XML. */
  strings?: string;
  date1904?: boolean;
  /** More entries, or others in place of these; null: left out. */
  more?: Record<string, Uint8Array | null>;
};

/** An .xlsx written by hand, to hold what libraries would not write. */
export function workbookOf({
  sheets,
  formats = [],
  builtIn = [],
  strings,
  date1904,
  more = {},
}: WorkbookXml): Uint8Array {
  const relation = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${DOCUMENT}/${kind}" Target="${target}"/>`;
  const relations = (inner: string): string => `<Relationships xmlns="${PACKAGE}">${inner}</Relationships>`;
  const codes = formats.map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${escaped(code)}"/>`).join("");
  const ids = [0, ...formats.map((_code, at) => 164 + at), ...builtIn];
  const texts: Record<string, string> = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": relations(relation("r1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": `<?xml version="1.0" encoding="UTF-8"?>
      <workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}">${date1904 ? '<workbookPr date1904="1"/>' : ""}<sheets>${sheets
        .map(
          ({ name, state }, at) =>
            `<sheet name="${escaped(name)}" sheetId="${at + 1}"${state ? ` state="${state}"` : ""} r:id="s${at}"/>`,
        )
        .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(
      sheets.map(({ kind = "worksheet" }, at) => relation(`s${at}`, kind, `worksheets/sheet${at}.xml`)).join("") +
        relation("t", "styles", "/xl/styles.xml") +
        (strings === undefined ? "" : relation("u", "sharedStrings", "sharedStrings.xml")),
    ),
    "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><numFmts>${codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${ids
      .map((id) => `<xf numFmtId="${id}"/>`)
      .join("")}</cellXfs></styleSheet>`,
  };
  if (strings !== undefined) texts["xl/sharedStrings.xml"] = `<sst xmlns="${MAIN}">${strings}</sst>`;
  sheets.forEach(({ rows, after = "" }, at) => {
    texts[`xl/worksheets/sheet${at}.xml`] =
      `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${after}</worksheet>`;
  });
  const entries: Zippable = {};
  for (const [name, text] of Object.entries(texts)) entries[name] = strToU8(text);
  for (const [name, bytes] of Object.entries(more)) {
    if (bytes === null) delete entries[name];
    else entries[name] = bytes;
  }
  return zipSync(entries);
}

/** Rows of inline texts and of cells as XML (what begins with `<`), from row 1 on. */
export function rowsOf(...rows: string[][]): string {
  return rows
    .map((cells, at) => {
      const inner = cells.map((cell) =>
        cell.startsWith("<") ? cell : `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`,
      );
      return `<row r="${at + 1}">${inner.join("")}</row>`;
    })
    .join("");
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
