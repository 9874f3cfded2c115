import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { FileReport, Remembered } from "../../dashboard/shared/file-report.ts";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";
import { heng, hengJson } from "../support/heng.ts";

test("a header nobody knows is proposed, chosen, remembered and forgotten", async () => {
  const folder = await mkdtemp(join(tmpdir(), "heng-cli-inspect-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const data = ["--data", join(folder, "data")];
  const file = join(folder, "complaints.csv");
  await writeFile(
    file,
    "投诉编号,投诉时间,投诉内容分类,来自\nC1,2024-03-05 10:00,维修,电话\nC2,2024-03-32 10:00,维修,小程序\n",
  );

  const looked = await heng("inspect", file, ...data);
  expect(looked.stdout).toContain("complaints.csv");
  expect(looked.stdout).toContain("bad_ts 1");
  const [report] = await hengJson<FileReport[]>("inspect", file, ...data);
  expect(report?.parts[0]).toMatchObject({ source: "complaints", check: { read: 2 } });
  expect(await hengJson("loads", ...data)).toMatchObject({ total: 0 });

  const choices = ["--choices", JSON.stringify({ columns: { 来自: "channel" }, words: { 来自: { 小程序: "chat" } } })];
  const wrong = await heng("load", file, "--no-build", "--choices", "{来自}", ...data);
  expect(wrong).toMatchObject({ status: 2 });
  expect(wrong.stderr).toContain("--choices：要给 JSON");
  const { loads } = await hengJson<LoadAnswer>("load", file, "--no-build", ...choices, "--remember", ...data);
  expect(loads[0]).toMatchObject({ status: "accepted", loaded: 1, rejected: 1, reasons: { bad_ts: 1 } });

  const { remembered } = await hengJson<{ remembered: Remembered[] }>("remembered", ...data);
  expect(remembered.map(({ source, kind, text, means }) => [source, kind, text, means])).toEqual([
    ["complaints", "header", "来自", "channel"],
    ["complaints", "word", "小程序", "chat"],
  ]);
  const next = join(folder, "next.csv");
  await writeFile(next, "投诉编号,投诉时间,来自\nC3,2024-03-06 10:00,小程序\n");
  expect((await hengJson<FileReport[]>("inspect", next, ...data))[0]?.parts[0]?.columns[2]).toMatchObject({
    header: "来自",
    column: "channel",
    by: "remembered",
  });
  expect((await heng("remembered", "--forget", String(remembered[0]?.number), ...data)).stdout).toContain(
    "已忘掉“来自”",
  );
  expect((await hengJson<FileReport[]>("inspect", next, ...data))[0]?.parts[0]?.columns[2]).toMatchObject({
    column: null,
  });
  expect((await heng("remembered", "--forget", "99", ...data)).status).toBe(1);
});
