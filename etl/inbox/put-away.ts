import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, parse } from "node:path";
import type { LoadOutcome, Message } from "../../dashboard/shared/loads.ts";
import type { Taken } from "../runs/take-file.ts";
import { RETURNED, TAKEN, type InboxFile } from "./inbox-folder.ts";

/**
 * Moves a file within the inbox to where its outcome belongs; beside one that comes back lies a text that says why.
 * Nothing that lies there already is written over.
 *
 * @param at when, for the text
 */
export async function putAway(file: InboxFile, taken: Taken, at: string): Promise<void> {
  const root = rootOf(file);
  const back = taken.status === "refused";
  const folder = join(root, back ? RETURNED : TAKEN, dirname(file.shown));
  await mkdir(folder, { recursive: true });
  const place = await reserve(folder, basename(file.path));
  try {
    await rename(file.path, place);
  } catch (error) {
    await rm(place, { force: true });
    throw error;
  }
  if (!back) return;
  const note = await reserve(folder, `${basename(place)}.说明.txt`);
  const text = await open(note, "w");
  try {
    // Old Windows editors know UTF-8 by its mark, and lines by both signs.
    await text.writeFile(`\uFEFF${explain(basename(file.path), taken, at).join("\r\n")}\r\n`);
  } finally {
    await text.close();
  }
}

function rootOf(file: InboxFile): string {
  return file.path.slice(0, -file.shown.length - 1);
}

/** Takes a name that nobody has, by making an empty file of it: x.csv, x (2).csv, x (3).csv … */
async function reserve(folder: string, wanted: string): Promise<string> {
  const { name, ext } = parse(wanted);
  for (let number = 1; ; number++) {
    const place = join(folder, number === 1 ? wanted : `${name} (${number})${ext}`);
    const file = await open(place, "wx").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return null;
      throw error;
    });
    if (file === null) continue;
    await file.close();
    return place;
  }
}

function explain(name: string, { message, parts }: Taken, at: string): string[] {
  const inOne = parts.length === 1 && parts[0]?.file === name;
  const reasons = (language: "zh" | "en"): string[] =>
    parts.length === 0 || inOne
      ? [message?.[language] ?? ""]
      : parts.map((part) => `${part.file}${language === "zh" ? "：" : ": "}${said(part)[language]}`);
  const refused = parts.flatMap(({ load, status }) => (status === "refused" && load !== null ? [load] : []));
  return [
    `${name} 没有载入（${at}）。`,
    "",
    "原因：",
    ...reasons("zh"),
    "",
    `怎么办：改好后放回收件箱即可。也可在看板的“数据”页上传，逐步改读法。${refused.length > 0 ? `台账：第 ${refused.join("、")} 次载入。` : ""}`,
    "",
    "—".repeat(20),
    "",
    `${name} was not loaded (${at}).`,
    "",
    "Why:",
    ...reasons("en"),
    "",
    `What to do: mend it and put it into the inbox again, or upload it on the dashboard's Data page, where you can say how it is to be read.${refused.length > 0 ? ` In the ledger: load ${refused.join(", ")}.` : ""}`,
  ];
}

function said({ status, message, read, rejected }: LoadOutcome): Pick<Message, "zh" | "en"> {
  if (status === "accepted") {
    return {
      zh: `已载入，读入 ${read} 行，退回 ${rejected} 行`,
      en: `loaded, ${read} rows read, ${rejected} rejected`,
    };
  }
  return message ?? { zh: "略过，不是数据表", en: "skipped, no table of data" };
}
