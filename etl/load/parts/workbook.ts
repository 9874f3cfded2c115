import { posix } from "node:path";
import { Problem } from "../../problem.ts";
import type { Expansion } from "./limits.ts";
import { readMerges } from "./merges.ts";
import { builtInFormat, parseFormat, type NumberFormat } from "./number-format.ts";
import { NO_STRINGS, readSharedStrings } from "./shared-strings.ts";
import { readSheet } from "./sheet.ts";
import { SheetWriter } from "./sheet-writer.ts";
import { attribute, damagedWorkbook, readXml } from "./xml.ts";
import type { Member, Zip } from "./zip.ts";

/** A sheet as a text on disk. */
export type Sheet = { name: string; hidden: boolean; path: string };

export type SheetFault = { name: string; problem: Problem };

type Effects = {
  expansion: Expansion;
  place: () => string;
  remove: (path: string) => Promise<void>;
  progress: (sheet: string, bytes: number, of: number) => void;
};

/** Whether a ZIP is an Office document rather than an archive. */
export function isDocument({ members }: Zip): boolean {
  return members.some(({ name }) => /^(\[Content_Types\]\.xml|mimetype|Index\/Document\.iwa)$/i.test(name));
}

/** Which document it is, where it is no workbook of Excel's XML kind. */
export function foreignDocument({ members }: Zip): { zh: string; en: string } | null {
  const has = (pattern: RegExp): boolean => members.some(({ name }) => pattern.test(name));
  if (has(/^xl\/workbook\.bin$/i)) return { zh: "二进制工作簿（.xlsb）", en: "a binary workbook (.xlsb)" };
  if (has(/^mimetype$/i)) return { zh: "OpenDocument 文档（.ods、.odt）", en: "an OpenDocument file (.ods, .odt)" };
  if (has(/^word\//i)) return { zh: "Word 文档", en: "a Word document" };
  if (has(/^ppt\//i)) return { zh: "PowerPoint 演示文稿", en: "a PowerPoint presentation" };
  return has(/\.iwa$/i) ? { zh: "Numbers 表格", en: "a Numbers spreadsheet" } : null;
}

/**
 * Writes a workbook's sheets as CSV, one at a time, hidden ones too; a sheet without a value is left out. Each is gone
 * from disk when the next is asked for.
 *
 * @throws Problem `damaged_workbook`, `damaged_zip`, `too_large_unpacked`, `too_much_text` where no sheet can be read
 */
export async function* readWorkbook(zip: Zip, effects: Effects): AsyncGenerator<Sheet | SheetFault> {
  const { expansion } = effects;
  const parts = new Map(zip.members.map((member) => [member.name.toLowerCase(), member]));
  const find = (path: string): Member | undefined => parts.get(path.toLowerCase());
  const need = (path: string): Member => {
    const member = find(path);
    if (member === undefined) throw damagedWorkbook(path);
    return member;
  };
  const roots = await readRelations(zip, find("_rels/.rels"), "", expansion);
  const main = roots.find(({ type }) => type === "officeDocument")?.target ?? "xl/workbook.xml";
  const { sheets, date1904 } = await readDirectory(zip, need(main), expansion);
  const folder = posix.dirname(main);
  const relations = await readRelations(zip, find(`${folder}/_rels/${posix.basename(main)}.rels`), folder, expansion);
  const target = (type: string): Member | undefined => {
    const found = relations.find((relation) => relation.type === type);
    return found === undefined ? undefined : find(found.target);
  };
  const styles = target("styles");
  const formats = styles === undefined ? [] : await readFormats(zip, styles, expansion);
  const texts = target("sharedStrings");
  const strings =
    texts === undefined ? NO_STRINGS : await readSharedStrings(counted(zip, texts, "", effects), texts.name);
  for (const { name, hidden, id } of sheets) {
    const relation = relations.find((candidate) => candidate.id === id);
    // Sheets that are charts or macros have no cells.
    if (relation !== undefined && relation.type !== "worksheet") continue;
    const path = effects.place();
    try {
      const member = need(relation?.target ?? `${name} (${id})`);
      const merges = await readMerges(counted(zip, member, name, effects));
      const writer = await SheetWriter.create(path);
      try {
        const context = { name, strings, formats, date1904, merges };
        await readSheet(counted(zip, member, name, effects), writer, context);
      } catch (error) {
        await writer.abandon();
        throw error;
      }
      await writer.close();
      if (writer.rows > 0) yield { name, hidden, path };
    } catch (error) {
      if (!(error instanceof Problem) || expansion.spent || error.code === "cancelled") throw error;
      yield { name, problem: error };
    } finally {
      await effects.remove(path);
    }
  }
}

/** The bytes of a part, with progress. A sheet is read twice: what is merged is said only after its rows. */
async function* counted(zip: Zip, member: Member, sheet: string, effects: Effects): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of zip.read(member, effects.expansion)) {
    bytes += chunk.length;
    effects.progress(sheet, bytes, member.entry.uncompressedSize);
    yield chunk;
  }
}

type Relation = { id: string; type: string; target: string };

async function readRelations(
  zip: Zip,
  member: Member | undefined,
  folder: string,
  expansion: Expansion,
): Promise<Relation[]> {
  if (member === undefined) return [];
  const relations: Relation[] = [];
  const open = (tag: string, { Id = "", Type = "", Target = "", TargetMode }: Record<string, string>): void => {
    if (tag !== "Relationship" || TargetMode === "External") return;
    const target = Target.startsWith("/") ? Target.slice(1) : posix.join(folder, Target);
    relations.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), target });
  };
  await readXml(zip.read(member, expansion), { open }, member.name);
  return relations;
}

type Directory = { sheets: { name: string; hidden: boolean; id: string }[]; date1904: boolean };

async function readDirectory(zip: Zip, member: Member, expansion: Expansion): Promise<Directory> {
  const directory: Directory = { sheets: [], date1904: false };
  const open = (tag: string, attributes: Record<string, string>): void => {
    if (tag === "workbookPr") directory.date1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
    if (tag !== "sheet") return;
    const name = attributes["name"] ?? "";
    const hidden = (attributes["state"] ?? "visible") !== "visible";
    directory.sheets.push({ name, hidden, id: attribute(attributes, "id") ?? "" });
  };
  await readXml(zip.read(member, expansion), { open }, member.name);
  return directory;
}

/** The number format of each cell style. */
async function readFormats(zip: Zip, member: Member, expansion: Expansion): Promise<NumberFormat[]> {
  const codes = new Map<number, NumberFormat>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await readXml(
    zip.read(member, expansion),
    {
      open: (tag, { numFmtId = "0", formatCode }) => {
        if (tag === "numFmt" && formatCode !== undefined) codes.set(Number(numFmtId), parseFormat(formatCode));
        else if (tag === "cellXfs") inCells = true;
        else if (tag === "xf" && inCells) {
          formats.push(codes.get(Number(numFmtId)) ?? builtInFormat(Number(numFmtId)));
        }
      },
      close: (tag) => {
        if (tag === "cellXfs") inCells = false;
      },
    },
    member.name,
  );
  return formats;
}
