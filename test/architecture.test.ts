import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/**
 * Who may import whom; the first matching row holds. `app/*` is what lies directly in dashboard/app.
 * The command line is the edge: it alone may call both sides (the reader's `query`, the writer's `load`).
 */
const ARROWS: { from: RegExp; to: RegExp }[] = [
  { from: /^etl\/cli\//, to: /^(etl\/|dashboard\/(shared|server)\/)/ },
  { from: /^etl\//, to: /^(etl\/(?!cli\/)|dashboard\/shared\/)/ },
  { from: /^dashboard\/shared\//, to: /^dashboard\/shared\// },
  { from: /^dashboard\/server\//, to: /^dashboard\/(server|shared)\// },
  { from: /^dashboard\/app\/charts\//, to: /^dashboard\/(app\/charts\/|app\/format\.ts|shared\/)/ },
  { from: /^dashboard\/app\/components\//, to: /^dashboard\/(app\/(charts|components)\/|app\/[^/]+\.ts|shared\/)/ },
  { from: /^dashboard\/app\/pages\//, to: /^dashboard\/(app\/(components|pages)\/|app\/[^/]+\.ts|shared\/)/ },
  { from: /^dashboard\/app\/[^/]+\.ts$/, to: /^dashboard\/(app\/([^/]+\.(ts|svelte|css)|charts\/)|shared\/)/ },
  { from: /^dashboard\/app\//, to: /^dashboard\/(app|shared)\// },
];

const files = ["etl", "dashboard"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|svelte)$/.test(file))
    .map((file) => normalize(join(folder, file))),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()\s*"([^"]+)"/g);
  return [...found].map(([, path]) => path ?? "");
}

const graph = new Map(
  files.map((file) => [
    file,
    importsOf(file)
      .filter((path) => path.startsWith("."))
      .map((path) => relative(ROOT, join(ROOT, dirname(file), path))),
  ]),
);

describe("the import arrows", () => {
  test("cover every source file", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !ARROWS.some(({ from }) => from.test(file)))).toEqual([]);
  });

  test("are kept", () => {
    const broken = [...graph].flatMap(([file, targets]) => {
      const arrow = ARROWS.find(({ from }) => from.test(file));
      return targets.filter((target) => !arrow?.to.test(target)).map((target) => `${file} → ${target}`);
    });
    expect(broken).toEqual([]);
  });

  test("form no cycle", () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      if (path.includes(file) || done.has(file)) return;
      for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test("lead to no barrel", () => {
    expect(files.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([]);
  });

  test("leave shared without packages", () => {
    const packages = files
      .filter((file) => file.startsWith("dashboard/shared/"))
      .flatMap((file) => importsOf(file).filter((path) => !path.startsWith(".") && !path.startsWith("node:")));
    expect(packages).toEqual([]);
  });
});
