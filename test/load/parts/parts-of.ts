import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openParts } from "../../../etl/load/parts/open-parts.ts";

/** The parts of a file: each one's text, or the code of why there is none. Nothing is left on disk after them. */
export async function partsOf(bytes: Uint8Array, name = "a"): Promise<[string, string][]> {
  const folder = await mkdtemp(join(tmpdir(), "heng-parts-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "file");
  const scratch = join(folder, "scratch");
  await mkdir(scratch);
  await writeFile(path, bytes);
  const parts: [string, string][] = [];
  for await (const part of openParts(path, name, scratch)) {
    parts.push([
      part.name + (part.kind === "text" && part.sheet?.hidden ? " (hidden)" : ""),
      part.kind === "text" ? await readFile(part.path, "utf8") : part.problem.code,
    ]);
  }
  if ((await readdir(scratch)).length > 0) throw new Error(`left behind: ${(await readdir(scratch)).join(", ")}`);
  return parts;
}

/** The text of the one part that a file has. */
export async function textOf(bytes: Uint8Array): Promise<string> {
  const parts = await partsOf(bytes);
  if (parts.length !== 1) throw new Error(`${parts.length} parts`);
  return parts[0]?.[1] ?? "";
}
