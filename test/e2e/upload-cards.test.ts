import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import writeExcelFile from "write-excel-file/node";
import { describe, expect, test } from "vitest";
import { usePages } from "../support/browser-pages.ts";

// What the cards of dropped files do when things do not go straight on.

const pages = usePages();
const { open } = pages;

const SURVEYS = "回访编号,回访类型,小区,回访时间,满意度,回访结果";
const PATIENCE = { timeout: 60_000 };

function drop(page: Page, name: string, content: string | Buffer): Promise<void> {
  return page
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content as string) });
}

function cardOf(page: Page, name: string) {
  return page.locator("article.file").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

function row(id: string, score = "5", at = "2026-07-06 10:00"): string {
  return `${id},工单回访,XQ01,${at},${score},成功`;
}

const rows = (name: string, count: number, score = "5"): string[] =>
  Array.from({ length: count }, (_, index) => row(`${name}${index}`, score));

const waiting = (): Promise<string[]> => readdir(join(pages.heng().data, "waiting")).catch(() => []);

/** Paths that the page asks for from now on, as they come. */
function askedBy(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  return asked;
}

test("a choice made with the arrow keys is read once it is settled, not at every option on the way", async () => {
  const page = await open("/data");
  await drop(page, "键盘.csv", "投诉编号,渠道,小区,受理时间,备注2\nK1,微信群,XQ01,2026-07-06 10:00,甲\n");
  const card = cardOf(page, "键盘.csv");
  const remark = card.getByRole("combobox", { name: "“备注2”填到哪一列" });
  await remark.waitFor(PATIENCE);
  const asked = askedBy(page);
  const looks = (): number => asked.filter((path) => path.endsWith("/inspect")).length;
  await remark.focus();
  for (let pressed = 0; pressed < 4; pressed++) await page.keyboard.press("ArrowDown");
  const wanted = await remark.inputValue();
  expect(wanted).not.toBe("");
  await page.waitForTimeout(500);
  expect(looks()).toBe(0);
  await page.keyboard.press("Escape");
  expect(await remark.inputValue()).toBe("");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(looks, PATIENCE).toBe(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await expect.poll(looks, PATIENCE).toBe(2);
});

test("dates that can be read in several ways are asked for with the column's own, and then load", async () => {
  const page = await open("/data");
  await drop(
    page,
    "日期.csv",
    [SURVEYS, row("D1", "5", "05-03-24 10:00"), row("D2", "5", "06-03-24 10:00")].join("\n"),
  );
  const card = cardOf(page, "日期.csv");
  await card.getByText("“回访时间”的日期有几种读法，按哪一种？").waitFor(PATIENCE);
  const way = card.getByRole("radio", { name: /日-月-年.*05-03-24 10:00 是 2024.年 3.月 5.日/ });
  const asked = askedBy(page);
  await way.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  expect(await way.isChecked()).toBe(true);
  expect(asked.filter((path) => path.endsWith("/inspect"))).toEqual([]);
  await card.getByRole("button", { name: "确认“回访时间”的日期顺序" }).click();
  await card.getByRole("button", { name: "载入 2 行" }).click();
  await card.getByText(/已载入，随第 \d+ 版发布/).waitFor(PATIENCE);
});

test("a row that is still wrong keeps what was written, says why, and its cell can be emptied", async () => {
  const page = await open("/data");
  const file = [SURVEYS, ...rows("M", 30), row("MX", "9"), row("MY", "5", "2026-07-40 10:00")].join("\n");
  await drop(page, "要改.csv", file);
  const card = cardOf(page, "要改.csv");
  const score = card.getByRole("textbox", { name: "第 32 行 满意度 改为" });
  await score.fill("8");
  await card.getByRole("textbox", { name: "第 33 行 回访时间 改为" }).fill("2026-07-31 10:00");
  await card.getByRole("button", { name: "送入改好的 2 行" }).click();
  await card.getByText("已改好收下 1 行").waitFor(PATIENCE);
  expect(await card.locator("table.rejects tbody tr").count()).toBe(1);
  expect(await score.inputValue()).toBe("8");
  await card.getByText(/还不对：8 不在 1–5 之间/).waitFor(PATIENCE);
  await card.getByRole("button", { name: "整行，改第 32 行的各格" }).click();
  await card
    .getByRole("group", { name: /第 32 行/ })
    .getByLabel("满意度", { exact: true })
    .fill("");
  await card.getByRole("button", { name: "送入改好的 1 行" }).click();
  await card.getByText("已改好收下 2 行").waitFor(PATIENCE);
});

test("a workbook of which one sheet was refused is tried again", async () => {
  const cells = (lines: string[]) => lines.map((line) => line.split(",").map((value) => ({ value })));
  const book = await writeExcelFile([
    { sheet: "好", data: cells([SURVEYS, ...rows("G", 3)]) },
    { sheet: "缺", data: cells(["回访编号,小区,回访时间,满意度", "B1,XQ01,2026-07-06 10:00,5"]) },
  ]);
  const page = await open("/data");
  await drop(page, "两张.xlsx", await book.toBuffer());
  const card = cardOf(page, "两张.xlsx");
  await card.getByText("等您确认").waitFor(PATIENCE);
  const source = card.getByRole("combobox", { name: "这是哪一种表？" });
  await source.selectOption("surveys");
  await card.getByRole("button", { name: "确认来源" }).click();
  await card.getByRole("button", { name: "载入", exact: true }).click();
  await card.getByText("部分拒收").waitFor(PATIENCE);
  // The server keeps the file no more: it is sent anew.
  await card.getByRole("button", { name: "两张.xlsx 再来一次" }).click();
  await card.getByText("等您确认").waitFor(PATIENCE);
  await card.getByRole("checkbox", { name: "载入工作表 缺" }).uncheck();
  await card.getByRole("button", { name: "载入 3 行" }).click();
  await card.getByText("同一文件，不重复").waitFor(PATIENCE);
});

test("a file that is cancelled or cannot be read leaves nothing on the server", async () => {
  const page = await open("/data");
  const before = await waiting();
  await drop(page, "弃.csv", "甲,乙\n1,2\n");
  const card = cardOf(page, "弃.csv");
  await card.getByText("这是哪一种表？").waitFor(PATIENCE);
  expect((await waiting()).length).toBe(before.length + 2);
  await card.getByRole("button", { name: "取消 弃.csv" }).click();
  await expect.poll(waiting, PATIENCE).toEqual(before);
  await drop(page, "坏.pdf", "%PDF-1.7\n");
  const bad = cardOf(page, "坏.pdf");
  await bad
    .getByRole("status")
    .filter({ hasText: /无法读取$/ })
    .waitFor(PATIENCE);
  await bad.getByRole("button", { name: "收起 坏.pdf" }).click();
  await expect.poll(() => bad.count()).toBe(0);
  await expect.poll(waiting, PATIENCE).toEqual(before);
});

describe("a held load's card", () => {
  test("follows what is decided, and the focus stays on the page", async () => {
    const page = await open("/data");
    await drop(page, "待批.csv", [SURVEYS, ...rows("H", 40), ...rows("I", 40, "9")].join("\n"));
    const card = cardOf(page, "待批.csv");
    await card.getByRole("status").filter({ hasText: /待批$/ }).waitFor(PATIENCE);
    const held = page.getByRole("article", { name: "待批.csv" }).filter({ hasText: "同意载入" });
    await held.getByRole("button", { name: "退给上传人" }).click();
    await card.getByText("未批准").waitFor(PATIENCE);
    await expect.poll(() => held.count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    await page.getByRole("button", { name: "恢复 待批.csv 这次载入" }).click();
    await page.getByRole("button", { name: "恢复这 40 行" }).click();
    await card
      .getByText(/已载入/)
      .first()
      .waitFor(PATIENCE);
  });
});

test("the lines of a file that are no records open in the ledger, with the reason of what was refused", async () => {
  const page = await open("/data");
  await drop(page, "标题.csv", ["七月回访,,,,,", SURVEYS, ...rows("L", 3), "合计,,,,15,"].join("\n"));
  await cardOf(page, "标题.csv")
    .getByText(/已载入，随第 \d+ 版发布/)
    .waitFor(PATIENCE);
  await page.getByRole("button", { name: "标题.csv 这次载入的详情" }).click();
  const lines = page.getByRole("region", { name: "不是记录的行，可左右滚动" });
  await lines.getByRole("row", { name: /1 标题 七月回访,,,,,/ }).waitFor(PATIENCE);
  await lines.getByRole("row", { name: /6 合计 合计,,,,15,/ }).waitFor(PATIENCE);
});
