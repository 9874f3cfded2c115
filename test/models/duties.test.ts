import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const FOLDER = new URL("../../sql/metrics/", import.meta.url);

test("a duty is judged from the first case on: no metric whose target is all or none has a minimum n", () => {
  const headers = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .map((name) => {
      const [, header] = /^\/\*([\s\S]*?)\*\//.exec(readFileSync(new URL(name, FOLDER), "utf8")) ?? [];
      return { name, ...(parse(header ?? "") as { target?: unknown; minimum_n?: number }) };
    });
  const duties = headers.filter(({ target }) => /^(>= 1(\.0+)?|<= 0(\.0+)?)$/.test(String(target)));
  expect(duties.length).toBeGreaterThan(30);
  expect(duties.filter(({ minimum_n }) => minimum_n !== undefined).map(({ name }) => name)).toEqual([]);
});
