import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { onTestFinished, expect, test } from "vitest";
import writeExcelFile from "write-excel-file/node";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";
import { heng } from "../support/heng.ts";

// As built, so that the thread that reads .xls and the packages that users get are the ones that run.

test("a workbook, an .xls and an archive of both load from the command line, part by part", async () => {
  const data = await mkdtemp(join(tmpdir(), "heng-cli-workbook-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const staff = (id: string, name: string) => [
    [{ value: "工号" }, { value: "姓名" }, { value: "入职日期" }],
    [{ value: id }, { value: name }, { value: new Date("2024-03-05T00:00:00Z"), format: "yyyy/m/d" }],
  ];
  const xlsx = await writeExcelFile([
    { data: [[{ value: "客服中心月报" }]], sheet: "封面" },
    { data: staff("00123", "甲"), sheet: "员工" },
  ]).toBuffer();
  const { utils, write } = await import("@e965/xlsx");
  const book = utils.book_new();
  utils.book_append_sheet(
    book,
    utils.aoa_to_sheet([
      ["工号", "姓名"],
      ["A2", "乙"],
    ]),
    "员工",
  );
  const xls = write(book, { bookType: "biff8", type: "buffer" }) as Buffer;
  const zip = zipSync({ "一.xlsx": xlsx, "二.xls": xls, "三.csv": Buffer.from("工号,姓名\nA3,丙\n") });
  const files = { "月报.xlsx": xlsx, "旧系统.xls": xls, "打包.zip": zip };
  const paths: string[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    paths.push(join(data, name));
    await writeFile(join(data, name), bytes);
  }
  const { status, stdout, stderr } = await heng("load", ...paths, "--data", data, "--no-build", "--json");
  expect([status, stderr]).toEqual([0, stderr]);
  const { loads } = JSON.parse(stdout) as LoadAnswer;
  expect(loads.map(({ file, status: became, source, loaded }) => [file, became, source, loaded])).toEqual([
    ["月报.xlsx#封面", "skipped", null, 0],
    ["月报.xlsx#员工", "accepted", "agents", 1],
    ["旧系统.xls#员工", "accepted", "agents", 1],
    ["打包.zip/一.xlsx#封面", "skipped", null, 0],
    ["打包.zip/一.xlsx#员工", "already", "agents", 0],
    ["打包.zip/二.xls#员工", "already", "agents", 0],
    ["打包.zip/三.csv", "accepted", "agents", 1],
  ]);
  expect((await readdir(join(data, "tmp"))).filter((name) => name.startsWith("parts-"))).toEqual([]);

  await writeFile(join(data, "note.pdf"), "%PDF-1.7\n");
  const refused = await heng("load", join(data, "note.pdf"), "--data", data, "--no-build");
  expect(refused.status).toBe(1);
  expect(refused.stdout).toContain("PDF");
});
