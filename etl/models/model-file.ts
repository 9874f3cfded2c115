import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { Problem } from "../problem.ts";

export const MODEL_LAYERS = ["facts", "metrics", "lists", "accountability", "authenticity", "checks"] as const;
export type ModelLayer = (typeof MODEL_LAYERS)[number];

/** One `.sql` file of the analyst's folder. */
export type ModelFile = {
  layer: ModelLayer;
  /** The file's name without ending: facts.tickets is sql/facts/tickets.sql. */
  name: string;
  /** As the author knows it: sql/facts/tickets.sql. */
  path: string;
  sql: string;
  /** What the first comment says: `-- grain: …` or the YAML between the first comment marks. */
  header: Record<string, unknown>;
};

/** All models under `folder` (the project's sql/), by layer and name. Folders that do not exist hold none. */
export async function readModels(folder: string): Promise<ModelFile[]> {
  const layers = await Promise.all(
    MODEL_LAYERS.map(async (layer) => {
      const files = await readdir(join(folder, layer)).catch(() => []);
      return Promise.all(
        files
          .filter((file) => file.endsWith(".sql"))
          .sort()
          .map(async (file) => readModel(layer, file, await readFile(join(folder, layer, file), "utf8"))),
      );
    }),
  );
  return layers.flat();
}

function readModel(layer: ModelLayer, file: string, sql: string): ModelFile {
  const path = `sql/${layer}/${file}`;
  const name = basename(file, ".sql");
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Problem({
      code: "bad_model_name",
      zh: "文件名只能用小写字母、数字和下划线，并以字母开头。",
      en: "A model's file name may hold only lower-case letters, digits and underscores, and begins with a letter.",
      where: { file: path },
    });
  }
  return { layer, name, path, sql, header: readHeader(layer, path, sql) };
}

function readHeader(layer: ModelLayer, path: string, sql: string): Record<string, unknown> {
  const line = /^\s*--\s*grain:\s*(.+)/.exec(sql);
  if (line) return { grain: line[1] };
  const block = /^\s*\/\*([\s\S]*?)\*\//.exec(sql);
  if (!block || layer === "facts") {
    throw new Problem({
      code: "no_header",
      zh:
        layer === "facts"
          ? "第一行要写明粒度，如“-- grain: one row per ticket”。"
          : "文件要以 /* … */ 注释开头，写明标题等。",
      en:
        layer === "facts"
          ? 'Begin the file with its grain, such as "-- grain: one row per ticket".'
          : "Begin the file with a /* … */ comment that holds its title and the rest of its header.",
      where: { file: path, line: 1 },
    });
  }
  try {
    const header: unknown = parse(block[1] ?? "");
    if (typeof header === "object" && header !== null && !Array.isArray(header)) {
      return header as Record<string, unknown>;
    }
    throw new Error("not a list of names and values");
  } catch (cause) {
    const position = (cause as { linePos?: { line: number }[] }).linePos?.[0];
    throw new Problem({
      code: "bad_header",
      zh: `文件开头的注释不是合法的 YAML：${(cause as Error).message}`,
      en: `The comment that begins the file is not valid YAML: ${(cause as Error).message}`,
      where: { file: path, line: position?.line ?? 1 },
      cause,
    });
  }
}
