import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publish, type AnswerRow } from "./support/published.ts";

/** Case folders, see cases/README.md: `<metric>/<sentence>/{<source>.csv…, expected.csv}`. */
const CASES = join(import.meta.dirname, "cases");

/** A question and what is expected of its answer, by column of expected.csv. */
type Line = Record<string, string>;

const COMPARED = ["value", "numerator", "denominator", "n", "target", "status", "previous", "year"];

function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").replaceAll("\r", "").trimEnd().split("\n");
}

function expectedOf(folder: string): Line[] {
  const [header = "", ...lines] = linesOf(join(folder, "expected.csv"));
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i] ?? "", cell])));
}

function addressOf(metric: string, line: Line): string {
  const params = new URLSearchParams({ metric, grain: line["grain"] ?? "" });
  if (line["period"]) {
    params.set("from", line["period"]);
    params.set("to", line["period"]);
  }
  if (line["as_of"]) params.set("as_of", line["as_of"]);
  if (line["by"]) params.set("by", line["by"].replaceAll(";", ","));
  if ("previous" in line || "year" in line) params.set("compare", "previous,year");
  for (const filter of (line["where"] ?? "").split(";").filter((text) => text !== "")) {
    const [dimension = "", member = ""] = filter.split("=");
    params.append(dimension, member);
  }
  return params.toString();
}

/** The row of the answer that a line speaks of; nulls where there is none. */
function rowOf(rows: AnswerRow[], line: Line): Record<string, unknown> {
  const by = (line["by"] ?? "").split(";").filter((dim) => dim !== "");
  const members = (line["member"] ?? "").split(";").map((member) => (member === "(none)" ? null : member));
  const found = rows.filter((row) => by.every((dim, i) => (row[dim] ?? null) === members[i]));
  if (found.length > 1) throw new Error(`${found.length} rows answer ${JSON.stringify(line)}`);
  return found[0] ?? { n: 0, status: "empty" };
}

function compare(actual: unknown, wanted: string): boolean {
  if (wanted === "") return actual === null || actual === undefined;
  if (typeof actual !== "number") return actual === wanted;
  return Math.abs(actual - Number(wanted)) <= 1e-9 * Math.max(1, Math.abs(Number(wanted)));
}

for (const metric of readdirSync(CASES).filter((name) => !name.includes("."))) {
  for (const sentence of readdirSync(join(CASES, metric))) {
    test(`${metric}: ${sentence.replaceAll("_", " ")}`, async () => {
      const folder = join(CASES, metric, sentence);
      const lines = expectedOf(folder);
      expect(lines.length).toBeGreaterThan(0);
      const files = readdirSync(folder)
        .filter((file) => file.endsWith(".csv") && file !== "expected.csv")
        .map((file): [string, string[]] => [file.slice(0, -4), linesOf(join(folder, file))]);
      const asOf = lines.flatMap((line) => line["as_of"] || []).sort();
      const system = await publish(Object.fromEntries(files), asOf.at(-1), { only: [metric] });
      try {
        for (const line of lines) {
          const row = rowOf(await system.series(addressOf(metric, line)), line);
          for (const column of COMPARED) {
            if (column in line && !compare(row[column], line[column] ?? "")) {
              expect.fail(`${JSON.stringify(line)}: ${column} is ${String(row[column])}\n${JSON.stringify(row)}`);
            }
          }
        }
      } finally {
        await system.close();
      }
    });
  }
}
