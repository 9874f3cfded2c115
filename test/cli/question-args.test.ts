import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseQuestionArgs } from "../../etl/cli/question-args.ts";
import { heng, hengJson } from "../support/heng.ts";

test("--where separates members by commas, and may be said again", () => {
  const { question } = parseQuestionArgs(["csat", "--where", "site=A,B", "--where", "site=C", "--where", "kind=x"], {});
  expect(question.filters).toEqual({ site: ["A", "B", "C"], kind: ["x"] });
});

describe("heng rows", () => {
  let folder: string;
  let data: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "heng-rows-"));
    data = ["--data", join(folder, "data")];
    const file = join(folder, "a.csv");
    await writeFile(
      file,
      "回访编号,回访类型,小区,回访时间,满意度\n1,工单回访,S1,2026-04-01 09:00,5\n2,工单回访,,2026-06-02 09:00,2\n",
    );
    await hengJson("load", file, ...data);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("takes the grain from how the period is spelled", async () => {
    expect(await hengJson("rows", "csat", "--period", "2026-Q2", ...data)).toMatchObject({ total: 2 });
    expect(await hengJson("rows", "csat", "--period", "2026-04", ...data)).toMatchObject({ total: 1 });
    expect(await hengJson("rows", "csat", "--period", "2026", "--where", "site=(none)", ...data)).toMatchObject({
      total: 1,
    });
  });

  test("refuses a grain that the period contradicts", async () => {
    const { status, stderr } = await heng("rows", "csat", "--period", "2026-Q2", "--grain", "month", ...data);
    expect(status).toBe(1);
    expect(stderr).toContain("The period 2026-Q2 is a quarter");
  });

  test.each(["--limit", "--offset"])("takes no word for a number: %s", async (option) => {
    const { status, stderr } = await heng("rows", "csat", option, "abc", ...data);
    expect(status).toBe(2);
    expect(stderr).toContain(`${option} abc`);
  });
});
