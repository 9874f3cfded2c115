import { mkdir, open as openFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import iconv from "iconv-lite";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { seriousProblems, usePages } from "../support/browser-pages.ts";

const pages = usePages();
const { open } = pages;

const PATIENCE = { timeout: 60_000 };
const HEADER = "回访编号,回访类型,小区,回访时间,满意度,回访结果";

const row = (id: string): string => `${id},工单回访,XQ01,2026-07-01 10:00,5,成功`;

function section(page: Page, name: string): Locator {
  return page.locator("section").filter({ has: page.getByRole("heading", { name, exact: true, level: 2 }) });
}

test("a GBK file that is written slowly into the inbox shows up on the open page as loaded, once and whole", async () => {
  const page = await open("/data");
  const inbox = section(page, "收件箱");
  const folder = join(pages.heng().data, "inbox");
  await inbox.getByText(folder, { exact: true }).waitFor(PATIENCE);
  await inbox.getByText("没有等待的文件").waitFor();

  const file = await openFile(join(folder, "回访_慢.csv"), "w");
  await file.write(iconv.encode(`${HEADER}\n${row("S1")}\n`, "gb18030"));
  await inbox.getByText("等待 1 个文件").waitFor(PATIENCE);
  // Longer than a file has to rest; only its writer still has it open.
  await page.waitForTimeout(8000);
  await file.write(iconv.encode(`${row("S2")}\n`, "gb18030"));
  await file.close();

  const link = inbox.getByRole("link", { name: /在台账里看 回访_慢\.csv/ });
  await link.waitFor(PATIENCE);
  expect(await link.count()).toBe(1);
  await inbox.getByText("载入 1 个").waitFor();
  await link.click();
  const line = page.locator("tr[aria-current=true]");
  await line.waitFor();
  expect(await line.innerText()).toMatch(/回访_慢\.csv[^]*自动收取\s+2\s+2\s/);
});

test("a schedule is set up, run by keyboard, and its outcome told, a wrong one with its line", async () => {
  const { data } = pages.heng();
  const out = join(data, "..", `out-${process.pid}`);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "工单回访.csv"), `${HEADER}\n${row("T1")}\n`);
  const page = await open("/data", { bypassCSP: true, permissions: ["clipboard-read", "clipboard-write"] });
  const schedules = section(page, "定时载入");
  await schedules.getByText("还没有定时载入").waitFor(PATIENCE);
  await schedules.getByRole("button", { name: /复制路径/ }).click();
  const folder = await page.evaluate(() => navigator.clipboard.readText());
  expect(folder).toBe(join(data, "schedules"));
  // The example on the page is one that is understood.
  const sample = (await schedules.locator("pre").innerText()).replace(/folder: .*/, `folder: ${out}`);
  await writeFile(join(folder, "helpdesk.yml"), sample);
  await writeFile(join(folder, "bad.yml"), `folder: ${out}\nat: "30 26 * * *"\n`);

  await schedules.getByText(/第 2 行：at 无法识别“30 26 \* \* \*”/).waitFor(PATIENCE);
  const run = schedules.getByRole("button", { name: "立即运行“客服系统工单”" });
  await schedules.getByText("还没有运行过").waitFor();
  expect(await schedules.locator("dl").innerText()).toMatch(/下次\s+\d+-\d+ 06:30/);
  await run.focus();
  await page.keyboard.press("Enter");
  await schedules.getByRole("link", { name: /在台账里看 工单回访\.csv/ }).waitFor(PATIENCE);
  await run.focus();
  await page.keyboard.press("Enter");
  await schedules.getByText("没有新文件").waitFor(PATIENCE);
  expect(await seriousProblems(page)).toEqual([]);

  await page.setViewportSize({ width: 360, height: 780 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const english = await open("/data?lang=en", { colorScheme: "dark", bypassCSP: true });
  const told = section(english, "Schedules");
  await told.getByText("Nothing new").waitFor(PATIENCE);
  expect((await told.innerText()).replaceAll("工单*.csv", "")).not.toMatch(/“|”|（|，/);
  expect(await seriousProblems(english)).toEqual([]);
});
