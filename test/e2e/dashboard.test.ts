import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import iconv from "iconv-lite";
import type { Page } from "playwright-core";
import { tableFromIPC } from "@uwdata/flechette";
import { describe, expect, test } from "vitest";
import { hengJson } from "../support/heng.ts";
import { seriousProblems, usePages } from "../support/browser-pages.ts";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";

const pages = usePages();
const { open } = pages;

type Row = { metric: string; value: number | null; n: number; status: string };

async function series(query: string): Promise<Row[]> {
  const response = await fetch(`${pages.heng().url}/api/series?${query}`);
  expect(response.status).toBe(200);
  return tableFromIPC(await response.arrayBuffer()).toArray() as Row[];
}

/** The card of a metric, once its figure is there. */
function card(page: Page, title: string) {
  return page.locator("article.card").filter({ has: page.getByRole("link", { name: title, exact: true }) });
}

describe("the overview", () => {
  test("shows every metric's sample figure as the API gives it", async () => {
    const page = await open("/?area=satisfaction&period=2026-07");
    const [csat] = await series("metric=csat&grain=month&from=2026-07&to=2026-07");
    const figure = card(page, "客户满意度").locator(".val");
    await figure.waitFor();
    expect(await figure.innerText()).toBe(`${((csat?.value ?? 0) * 100).toFixed(1)}%`);
  });

  test("names every metric: a row of cards for each area, all others in lines", async () => {
    const page = await open("/?period=2026-07");
    await page.locator("article.card .val").first().waitFor();
    const { metrics } = (await (await fetch(`${pages.heng().url}/api/catalogue`)).json()) as {
      metrics: { id: string }[];
    };
    const named = await page
      .locator("section.area a[href^='/metrics/']")
      .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
    expect(new Set(named)).toEqual(new Set(metrics.map(({ id }) => `/metrics/${id}`)));
    const cards = await page
      .locator("section.area")
      .evaluateAll((areas) => areas.map((area) => area.querySelectorAll("article.card").length));
    expect(Math.max(...cards)).toBe(4);
    expect(await page.locator(".news > li").count()).toBeLessThan(20);
  });

  test("keeps period, site and language in the address", async () => {
    const page = await open("/?area=satisfaction");
    await card(page, "客户满意度").locator(".val").waitFor();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.url()).toContain("period=2026-07");
    await page.getByRole("button", { name: /English/ }).click();
    await card(page, "CSAT").locator(".val").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    const shared = await open(new URL(page.url()).pathname + new URL(page.url()).search);
    await card(shared, "CSAT").locator(".val").waitFor();
  });

  test("reaches a number's rows in two clicks, and they recompute it", async () => {
    const page = await open("/?area=satisfaction&period=2026-07");
    await card(page, "客户满意度").getByRole("link").first().click();
    await expect.poll(() => page.url()).toContain("/metrics/csat");
    await page.getByRole("link", { name: "明细" }).first().click();
    const panel = page.getByRole("dialog");
    await panel.getByText("重算一致").waitFor();
    expect(await panel.locator("tbody tr").count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    await expect.poll(() => panel.count()).toBe(0);
  });
});

describe("a page in a hidden tab", () => {
  test("gives its event stream back, and takes it up again when it is shown", async () => {
    const page = await open("/?area=satisfaction&period=2026-07");
    await card(page, "客户满意度").locator(".val").waitFor();
    const opened: string[] = [];
    const ended: string[] = [];
    const note = (to: string[]) => (request: { url(): string }) => {
      if (request.url().endsWith("/api/events")) to.push(request.url());
    };
    page.on("request", note(opened));
    page.on("requestfinished", note(ended));
    page.on("requestfailed", note(ended));
    const show = (state: string) =>
      page.evaluate((state) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, value: state });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await show("hidden");
    await expect.poll(() => ended.length).toBe(1);
    await show("visible");
    await expect.poll(() => opened.length).toBe(1);
  });
});

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  test.each(["/", "/metrics/csat?period=2026-07", "/data", "/data?view=versions", "/data?view=rejects"])(
    "axe finds nothing serious on %s",
    async (path) => {
      expect(await seriousProblems(await open(path, { colorScheme, bypassCSP: true }))).toEqual([]);
    },
  );
});

describe("a card", () => {
  test.each([700, 1100, 1280, 1400, 1440])("holds all it shows on a page of %i px", async (width) => {
    const page = await open("/?area=satisfaction", { viewport: { width, height: 900 } });
    await card(page, "客户满意度").locator(".val").waitFor();
    await page.waitForTimeout(500);
    const tooWide = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("article.card")]
        .filter((element) => {
          const { right } = element.getBoundingClientRect();
          return [...element.children].some((child) => child.getBoundingClientRect().right > right + 0.5);
        })
        .map((element) => element.innerText.split("\n")[0]),
    );
    expect(tooWide).toEqual([]);
  });
});

describe("on a phone of 360 px", () => {
  test.each(["/", "/metrics/csat?period=2026-07", "/data"])("%s does not scroll sideways", async (path) => {
    const page = await open(path, { viewport: { width: 360, height: 740 } });
    await page.locator("main").waitFor();
    await page.waitForTimeout(1000);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

const SURVEYS = "回访编号,回访类型,小区,回访时间,满意度,回访结果";

describe("data", () => {
  test("a load from a second shell appears on the open page without a reload", async () => {
    const page = await open("/?area=satisfaction&period=2026-07");
    const figure = card(page, "客户满意度").locator(".val");
    await figure.waitFor();
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    const before = await figure.innerText();
    const file = join(pages.heng().data, "own.csv");
    const rows = Array.from({ length: 40 }, (_, i) => `W${i},工单回访,XQ01,2026-07-05 10:00,${i < 30 ? 1 : 5},成功`);
    await writeFile(file, [SURVEYS, ...rows].join("\n"));
    const { loads } = await hengJson<LoadAnswer>("load", file, "--data", pages.heng().data);
    expect(loads[0]).toMatchObject({ status: "accepted", loaded: 40 });
    // The sample has given way: 10 of 40 are satisfied.
    await expect.poll(() => figure.innerText(), { timeout: 20_000 }).toBe("25.0%");
    expect(before).not.toBe("25.0%");
    expect(await page.evaluate(() => "stayed" in window)).toBe(true);
  });

  test("rows that have no member open from the breakdown, and filter the page", async () => {
    // The file above names no method.
    const page = await open("/metrics/csat?period=2026-07&by=method");
    const part = page.locator("table.parts tbody tr").filter({ hasText: "未填" });
    await part.getByRole("link", { name: /明细/ }).click();
    const panel = page.getByRole("dialog");
    await panel.getByText("重算一致").waitFor();
    expect(await panel.locator("tbody tr").count()).toBe(40);
    await page.keyboard.press("Escape");
    await part.getByRole("link", { name: "未填", exact: true }).click();
    await expect.poll(() => page.url()).toContain("method=(none)");
    await page.getByRole("button", { name: /未填/ }).waitFor();
  });

  test("a GBK file with wrong lines says which, why and what to do; its rejects download; undo takes it back", async () => {
    const page = await open("/data");
    const text = [
      SURVEYS,
      "H1,工单回访,XQ01,2026-07-06 10:00,5,成功",
      "H2,工单回访,XQ01,2026-07-32 10:00,5,成功",
      "H3,工单回访,XQ02,2026-07-06 11:00,6,成功",
      "H4,工单回访,XQ02,2026-07-06 12:00,非常满意,成功",
      "",
    ].join("\r\n");
    await page.locator("input[type=file]").setInputFiles({
      name: "回访_7月.csv",
      mimeType: "text/csv",
      buffer: iconv.encode(text, "gbk"),
    });
    const outcome = page.locator("article").filter({ hasText: "回访_7月.csv" });
    await outcome.getByText(/已载入，随第 \d+ 版发布/).waitFor({ timeout: 30_000 });
    await outcome.locator("table.rejects tbody tr").nth(1).waitFor();
    const cells = await outcome.locator("table.rejects tbody tr").allInnerTexts();
    expect(cells).toHaveLength(2);
    expect(cells[0]).toContain("3");
    expect(cells[0]).toContain("回访时间");
    expect(cells[0]).toContain("2026-07-32 10:00");
    expect(cells[1]).toContain("满意度");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      outcome.getByRole("link", { name: "下载退回的 2 行" }).click(),
    ]);
    const rejects = await readFile(await download.path(), "utf8");
    expect(rejects).toContain("H2,工单回访,XQ01,2026-07-32 10:00,5,成功");
    const [csat] = await series("metric=csat&grain=month&from=2026-07&to=2026-07");
    expect(csat).toMatchObject({ n: 42, value: 12 / 42 });

    await page.getByRole("button", { name: "撤销 回访_7月.csv 这次载入" }).click();
    await page.getByRole("button", { name: "撤销这 2 行" }).click();
    await expect
      .poll(async () => (await series("metric=csat&grain=month&from=2026-07&to=2026-07"))[0]?.n, { timeout: 20_000 })
      .toBe(40);
  });

  test("a file that is no known export is refused with what to do", async () => {
    const page = await open("/data");
    await page.locator("input[type=file]").setInputFiles({
      name: "通讯录.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("甲,乙\n1,2\n"),
    });
    const outcome = page.locator("article").filter({ hasText: "通讯录.csv" });
    await outcome
      .getByText(/认不出|来源/)
      .first()
      .waitFor({ timeout: 30_000 });
  });
});
