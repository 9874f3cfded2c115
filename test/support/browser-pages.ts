import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "./browser.ts";
import { startHeng, type Running } from "./running.ts";

/** A running product on the sample, and pages of a real browser on it. */
export type Pages = {
  heng(): Running;
  /** Opens a page; what goes wrong on it unseen, or asks another host, fails the test. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
};

/** Starts both before the file's tests, and ends them after. */
export function usePages(): Pages {
  let heng: Running;
  let browser: Browser;
  let complaints: string[] = [];
  let pages: Page[] = [];

  beforeAll(async () => {
    [heng, browser] = await Promise.all([startHeng(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await heng?.stop();
  });

  afterEach(async () => {
    await Promise.all(pages.map((page) => page.context().close()));
    pages = [];
    const said = complaints;
    complaints = [];
    expect(said).toEqual([]);
  });

  return {
    heng: () => heng,
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", ...options });
      const page = await context.newPage();
      pages.push(page);
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(heng.url) && !request.url().startsWith("data:"))
          complaints.push(`asked ${request.url()}`);
      });
      await page.goto(heng.url + path);
      return page;
    },
  };
}

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds serious on a page; it must have been opened with `bypassCSP`. */
export async function seriousProblems(page: Page): Promise<string[]> {
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.locator("main").waitFor();
  await page.waitForTimeout(800);
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    type Violation = { id: string; impact: string; nodes: { html: string }[] };
    const run = (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe;
    const { violations } = await run.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}
