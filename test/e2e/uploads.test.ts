import { readFile } from "node:fs/promises";
import { tableFromIPC } from "@uwdata/flechette";
import iconv from "iconv-lite";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";
import { seriousProblems, usePages } from "../support/browser-pages.ts";

const pages = usePages();
const { open } = pages;

/** A folder for pictures of what the tests go through; none by default. */
const PICTURES = process.env["HENG_PICTURES"];

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

const SURVEYS = "回访编号,回访类型,小区,回访时间,满意度,回访结果";
const JULY = "metric=csat&grain=month&from=2026-07&to=2026-07";
const PATIENCE = { timeout: 60_000 };

/** Rows of a follow-up file; three of four are satisfied. */
function surveys(name: string, count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) =>
      `${name}${i},工单回访,XQ01,2026-07-${String(1 + (i % 28)).padStart(2, "0")} 10:00,${i % 4 < 3 ? 5 : 1},成功`,
  );
}

function allSatisfied(name: string, count: number): string[] {
  return surveys(name, count).map((row) => row.replace(",1,成功", ",5,成功"));
}

async function csat(): Promise<{ n: number; value: number | null }> {
  const response = await fetch(`${pages.heng().url}/api/series?${JULY}`);
  const [row] = tableFromIPC(await response.arrayBuffer()).toArray() as { n: number; value: number | null }[];
  return { n: row?.n ?? 0, value: row?.value ?? null };
}

async function load(name: string, lines: string[]): Promise<LoadAnswer> {
  const response = await fetch(`${pages.heng().url}/api/uploads?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "X-Heng": "1" },
    body: lines.join("\n"),
  });
  return (await response.json()) as LoadAnswer;
}

function drop(page: Page, name: string, buffer: Buffer): Promise<void> {
  return page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });
}

function cardOf(page: Page, name: string) {
  return page.locator("article.file").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/** Latin words on a Chinese page that are no one's own data: names of encodings, files, formats and paths may stay. */
async function latinWords(page: Page): Promise<string[]> {
  const text = await page.locator("main").evaluate((main) => {
    const paths = [...main.querySelectorAll<HTMLElement>("code")];
    return paths.reduce((text, { innerText }) => text.replace(innerText, ""), (main as HTMLElement).innerText);
  });
  const allowed =
    /^(CSV|XLSX|XLS|ZIP|GZ|Excel|UTF|GB|GBK|Big|Shift|JIS|EUC|KR|Windows|KB|MB|B|csv|xlsx|yml|XQ|English|SQL)$/;
  return [...new Set(text.match(/[A-Za-z]{2,}/g) ?? [])].filter((word) => !allowed.test(word));
}

async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

function focusedLabel(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);
}

/** Presses Tab until the focus is on what is looked for. */
async function tabTo(page: Page, name: RegExp | string, most = 80): Promise<void> {
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? (element as HTMLElement | null)?.innerText ?? "";
    });
    if (typeof name === "string" ? focused.trim() === name : name.test(focused)) return;
  }
  throw new Error(`Tab never reached ${String(name)}`);
}

describe("a GBK file with title lines and three bad lines", () => {
  const file = iconv.encode(
    [
      "金桂苑物业 2026 年 7 月回访登记,,,,,",
      "打印日期：2026-07-31,,,,,",
      SURVEYS,
      ...surveys("W", 40),
      "H1,工单回访,XQ01,2026-07-32 10:00,5,成功",
      "H2,工单回访,XQ02,2026-07-06 11:00,6,成功",
      "H3,工单回访,XQ02,2026-07-06 12:00,5",
      "",
    ].join("\r\n"),
    "gbk",
  );

  test("goes from drop to published figure, its lines mended in place and by a file", async () => {
    const page = await open("/data", { bypassCSP: true });
    await drop(page, "回访_7月.csv", file);
    const card = cardOf(page, "回访_7月.csv");
    await card.getByText(/已载入，随第 \d+ 版发布/).waitFor(PATIENCE);
    await card.getByText(/另有标题 2 行不是记录/).waitFor();
    expect(await card.locator("dl.sum dd").allInnerTexts()).toEqual(["43", "40", "0", "0", "3", "0"]);
    expect(await csat()).toEqual({ n: 40, value: 0.75 });
    await picture(page, "done-with-rejects");
    expect(await latinWords(page)).toEqual([]);
    expect(await seriousProblems(page)).toEqual([]);

    const rows = card.locator("table.rejects tbody tr");
    expect(await rows.count()).toBe(3);
    const first = rows.filter({ hasText: "2026-07-32 10:00" });
    await first.getByRole("textbox").fill("2026-07-31 10:00");
    await card.getByRole("button", { name: "送入改好的 1 行" }).click();
    await card.getByText("已改好收下 1 行").waitFor(PATIENCE);
    await expect.poll(async () => (await csat()).n, PATIENCE).toBe(41);
    await picture(page, "mended-in-place");

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      card.getByRole("link", { name: "下载退回的 2 行" }).click(),
    ]);
    const mending = await readFile(await download.path(), "utf8");
    expect(mending).toContain("H2,工单回访,XQ02,2026-07-06 11:00,6,成功");
    expect(mending).not.toContain("H1,");
    const mended = mending.replace("2026-07-06 11:00,6,成功", "2026-07-06 11:00,4,成功");
    await drop(page, "改好的.csv", Buffer.from(mended));
    const second = cardOf(page, "改好的.csv");
    await second.getByText(/已载入，随第 \d+ 版发布/).waitFor(PATIENCE);
    await expect.poll(csat, PATIENCE).toEqual({ n: 42, value: 32 / 42 });
  });

  test("shows which figures it moved, each a link", async () => {
    const page = await open("/data");
    await drop(page, "再来.csv", Buffer.from([SURVEYS, ...allSatisfied("Z", 12)].join("\n")));
    const card = cardOf(page, "再来.csv");
    await card.getByText("数字变了").waitFor(PATIENCE);
    const link = card.getByRole("link", { name: "客户满意度", exact: true });
    expect(await link.getAttribute("href")).toMatch(/^\/metrics\/csat\?period=2026-07/);
    await picture(page, "moved");
  });
});

describe("a file that is not certain", () => {
  const file = Buffer.from(
    [
      "投诉编号,渠道,小区,受理时间,备注2",
      "T1,微信群,XQ01,2026-07-06 10:00,甲",
      "T2,电话,XQ01,2026-07-36 10:00,乙",
      "T3,电话,XQ02,2026-07-16 10:00,丙",
    ].join("\r\n"),
  );

  test("waits, marks what is wrong where it stands, and is decided by choosing", async () => {
    const page = await open("/data", { bypassCSP: true });
    await drop(page, "投诉.csv", file);
    const card = cardOf(page, "投诉.csv");
    await card.getByText("等您确认").waitFor(PATIENCE);
    await picture(page, "asking");
    expect(await card.locator("td.err").allInnerTexts()).toEqual([
      expect.stringContaining("微信群"),
      expect.stringMatching(/2026-07-36 10:00[\s\S]*36/),
    ]);
    expect(await seriousProblems(page)).toEqual([]);

    const remark = card.getByRole("combobox", { name: "“备注2”填到哪一列" });
    expect(await remark.inputValue()).toBe("");
    await remark.selectOption({ label: "→ 责任部门" });
    await expect.poll(() => remark.locator("option:checked").innerText(), PATIENCE).toBe("→ 责任部门");

    await card.getByRole("combobox", { name: /微信群/ }).selectOption({ label: "在线" });
    await card.getByRole("button", { name: "确认“微信群”的意思" }).click();
    const yes = card.getByRole("button", { name: "载入 2 行，退回 1 行" });
    await yes.waitFor(PATIENCE);
    await picture(page, "answered");
    await yes.click();
    await card.getByText(/已载入，随第 \d+ 版发布/).waitFor(PATIENCE);
  });

  test("can be cancelled, and nothing of it is stored", async () => {
    const page = await open("/data");
    await drop(page, "通讯录.csv", Buffer.from("甲,乙\n1,2\n"));
    const card = cardOf(page, "通讯录.csv");
    await card.getByText("这是哪一种表？").waitFor(PATIENCE);
    await picture(page, "unknown");
    await card.getByRole("button", { name: "取消 通讯录.csv" }).click();
    await card.getByText("这个文件一行也没有载入。").waitFor();
    await picture(page, "cancelled");
    expect(await page.getByRole("row", { name: /通讯录/ }).count()).toBe(0);
  });
});

describe("a held load", () => {
  test("says why and what it would change, and is approved; a load is undone and redone, by keyboard alone", async () => {
    const wrong = Array.from({ length: 40 }, (_, i) => `Q${i},工单回访,XQ01,2026-07-05 10:00,9,成功`);
    const { loads } = await load("可疑.csv", [SURVEYS, ...allSatisfied("K", 40), ...wrong]);
    expect(loads[0]?.status).toBe("held");
    const before = (await csat()).n;
    const page = await open("/data", { bypassCSP: true });
    const held = page.getByRole("article", { name: "可疑.csv" });
    await held
      .getByText(/退回 50/)
      .first()
      .waitFor(PATIENCE);
    await held
      .getByRole("rowheader", { name: /客户满意度/ })
      .first()
      .waitFor(PATIENCE);
    await picture(page, "held");
    expect(await latinWords(page)).toEqual([]);
    expect(await seriousProblems(page)).toEqual([]);
    await tabTo(page, "同意载入 40 行");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await csat()).n, PATIENCE).toBe(before + 40);
    await expect.poll(() => held.count(), PATIENCE).toBe(0);

    await tabTo(page, "撤销 可疑.csv 这次载入");
    await page.keyboard.press("Enter");
    // The question has taken the focus; Esc gives it back.
    await page.getByRole("button", { name: "撤销这 40 行" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => focusedLabel(page)).toBe("撤销 可疑.csv 这次载入");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "撤销这 40 行" }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await csat()).n, PATIENCE).toBe(before);
    await expect.poll(() => focusedLabel(page), PATIENCE).toBe("恢复 可疑.csv 这次载入");
    await picture(page, "undone");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "恢复这 40 行" }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await csat()).n, PATIENCE).toBe(before + 40);
  });
});

describe("on a phone of 360 px", () => {
  test.each(["light", "dark"] as const)("cards fit, questions and mending included, in %s", async (colorScheme) => {
    const page = await open("/data", {
      viewport: { width: 360, height: 740 },
      colorScheme,
      hasTouch: true,
      bypassCSP: true,
    });
    await drop(
      page,
      `手机_${colorScheme}.csv`,
      Buffer.from([SURVEYS, ...surveys(colorScheme, 3), "P1,工单回访,XQ01,2026-07-99 10:00,5,成功"].join("\n")),
    );
    await cardOf(page, `手机_${colorScheme}.csv`)
      .getByText(/已载入/)
      .first()
      .waitFor(PATIENCE);
    await cardOf(page, `手机_${colorScheme}.csv`).locator("table.rejects tbody tr").first().waitFor(PATIENCE);
    await drop(page, "问.csv", Buffer.from("投诉编号,渠道,受理时间\nT9,飞鸽传书,2026-07-06 10:00\n"));
    await cardOf(page, "问.csv").getByText("等您确认").waitFor(PATIENCE);
    await picture(page, `phone-${colorScheme}`);
    expect(await scrollsSideways(page)).toBe(false);
    expect(await seriousProblems(page)).toEqual([]);
  });
});
