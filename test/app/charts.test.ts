import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type * as bars from "../../dashboard/app/charts/bars.ts";
import type * as sparklines from "../../dashboard/app/charts/sparkline.ts";
import type * as strips from "../../dashboard/app/charts/strip.ts";
import type * as trends from "../../dashboard/app/charts/trend.ts";
import { launchBrowser } from "../support/browser.ts";

/** All charts as the browser gets them, under one name. */
type Charts = typeof bars & typeof sparklines & typeof strips & typeof trends;
declare const charts: Charts;

const FOLDER = join(import.meta.dirname, "../../dashboard/app/charts");

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const entry = "virtual:charts";
  const [built] = (await build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "all-charts",
        // Vite takes a library's entry for a path and makes it absolute.
        resolveId: (id) => (id.endsWith(entry) ? entry : undefined),
        load: (id) =>
          id === entry
            ? ["bars", "sparkline", "strip", "trend"].map((name) => `export * from "${FOLDER}/${name}.ts";`).join("\n")
            : undefined,
      },
    ],
    build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "charts" } },
  })) as { output: { code: string }[] }[];
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.setContent("<main></main>");
  await page.addScriptTag({ content: built?.output[0]?.code ?? "" });
}, 60_000);

afterAll(() => browser?.close());

const PERCENT = { divisor: 0.01, decimals: 1, unit: "%", signed: false };
const SAID = {
  name: "回收率按月走势",
  description: "三月无数据",
  goal: "目标",
  noData: "无数据",
  last: "8 月",
  chosen: "6 月",
  upper: "上限",
  center: "中线",
  lower: "下限",
};

function months(values: (number | null)[]): trends.TrendPoint[] {
  return values.map((value, index) => ({
    period: `2026-${String(index + 1).padStart(2, "0")}-01`,
    value,
    target: 0.9,
    running: index === values.length - 1,
    status: "miss" as const,
    lower: index === values.length - 1 ? null : 0.83,
    upper: index === values.length - 1 ? null : 0.89,
    signal: value !== null && value < 0.83 && index < values.length - 1 ? ("worse" as const) : null,
    tip: "",
  }));
}

/** Draws the trend in the page and tells what is on it. */
function drawTrend(values: (number | null)[], width: number, chosen: string | null = null) {
  return page.evaluate(
    ([points, SAID, PERCENT, width, chosen]) => {
      const data: trends.TrendData = {
        points,
        center: 0.86,
        grain: "month",
        scale: PERCENT,
        lang: "zh",
        chosen,
        said: SAID,
      };
      const chart = charts.trendChart(data, width);
      document.querySelector("main")?.replaceChildren(chart);
      const lines = [...chart.querySelectorAll('path[stroke-width="1.5"], g[stroke-width="1.5"] path')];
      const texts = [...chart.querySelectorAll("text")];
      return {
        role: chart.getAttribute("role"),
        name: chart.getAttribute("aria-label"),
        width: chart.getAttribute("width"),
        texts: texts.map(({ textContent }) => textContent ?? ""),
        strokes: lines.map((line) => line.getAttribute("d") ?? ""),
        dots: [...chart.querySelectorAll("circle")].map(
          (dot) => dot.getAttribute("fill") ?? dot.parentElement?.getAttribute("fill"),
        ),
        ends: texts.flatMap((text) =>
          /^(目标|8 月) /.test(text.textContent ?? "") ? [text.getBoundingClientRect().y] : [],
        ),
        squares: [...chart.querySelectorAll('g[fill="var(--miss)"] path')].length,
        bands: [...chart.querySelectorAll('[fill="var(--band)"]')].length,
        styles: chart.querySelectorAll("style").length,
      };
    },
    [months(values), SAID, PERCENT, width, chosen] as const,
  );
}

describe("the trend", () => {
  const gap = [0.86, 0.87, null, 0.85, 0.86, 0.84, 0.82, 0.794];

  test("leaves a gap where there is no data, and says so", async () => {
    const { strokes, texts } = await drawTrend(gap, 760);
    expect(texts).toContain("无数据");
    const line = strokes.find((d) => (d.match(/M/g) ?? []).length === 2);
    expect(line).toBeDefined();
  });

  test("draws a running period hollow and names it at its end, beside the target", async () => {
    const { texts, dots } = await drawTrend(gap, 760);
    expect(texts).toContain("8 月 79.4%");
    expect(texts).toContain("目标 90.0%");
    expect(dots.filter((fill) => fill === "var(--paper)")).toHaveLength(1);
    // Five whole months with data; the sixth, July, is a signal and drawn as a square.
    expect(dots.filter((fill) => fill === "var(--ink)")).toHaveLength(5);
  });

  test("shows the limits as a band, and a signal as a square", async () => {
    const { texts, squares, bands } = await drawTrend(gap, 760);
    expect([squares, bands]).toEqual([1, 1]);
    expect(texts).toContain("上限 89.0%");
    expect(texts).toContain("下限 83.0%");
  });

  test("moves two names apart that would stand on each other", async () => {
    const { ends } = await drawTrend([0.7, 0.95, 0.8, 0.9, 0.7, 0.9, 0.8, 0.899], 760);
    expect(ends).toHaveLength(2);
    expect(Math.abs((ends[0] ?? 0) - (ends[1] ?? 0))).toBeGreaterThanOrEqual(15);
  });

  test("names the page's own period where that is not the last", async () => {
    expect((await drawTrend(gap, 760, "2026-06-01")).texts).toContain("6 月 84.0%");
    expect((await drawTrend(gap, 760, "2026-08-01")).texts).not.toContain("6 月 84.0%");
  });

  test("is one picture with a name, as wide as asked, and brings no style of its own", async () => {
    expect(await drawTrend(gap, 328)).toMatchObject({ role: "img", name: "回收率按月走势", width: "328", styles: 0 });
  });
});

describe("a sparkline", () => {
  function draw(points: sparklines.SparkPoint[], status: sparklines.SparkData["status"]) {
    return page.evaluate(([points, status]) => charts.sparkline({ points, status, label: "近 4 期" }).outerHTML, [
      points,
      status,
    ] as const);
  }
  const point = (value: number | null, running = false) => ({ value, target: null, running });

  test("breaks at a gap and joins a running point by dots", async () => {
    const html = await draw([point(1), point(2), point(null), point(3), point(4), point(2, true)], "none");
    expect(html).toContain('class="c-line" d="M4 38.1L28 27.4M76 16.6L100 5.9"');
    expect(html).toContain('class="c-run" d="M100 5.9L124 27.4"');
    expect(html).toContain('class="c-open"');
  });

  test("of too small a sample is loose points", async () => {
    const html = await draw([point(1), point(2), point(3, true)], "small");
    expect(html).not.toContain("c-line");
    expect(html.match(/c-dot/g)).toHaveLength(2);
  });

  test("of a whole period ends in a filled point", async () => {
    const html = await draw([point(1), point(2)], "miss");
    expect(html).not.toContain("c-open");
    expect(html).toContain("c-dot");
  });

  test("of nothing is an empty picture, not an error", async () => {
    expect(await draw([point(null), point(null, true)], "empty")).not.toContain("NaN");
  });
});

describe("a contribution's bar", () => {
  test("puts the weight's share on the end of its own, and a tick at the sum", async () => {
    const html = await page.evaluate(() => {
      const domain = { low: -2, high: 2, ticks: [-1, 0, 1] };
      return charts.contributionBar({ rate: -1, mix: -0.5, total: -1.5, tone: "bad" }, domain).outerHTML;
    });
    // 318 wide: zero at 159, −1 at 79.5, −1.5 at 39.8.
    expect(html).toContain('<rect class="b-rate bad" y="10" height="10" x="79.5" width="79.5">');
    expect(html).toContain('class="b-mix" y="10.5" height="9" x="39.8"');
    expect(html).toContain('class="b-sum" d="M39.8 5V25"');
  });

  test("has ticks that are round in the unit that is written", async () => {
    const domain = await page.evaluate(() => charts.barDomain([-0.0345, 0.0004], 0.01));
    expect(domain.ticks.map((tick) => Math.round(tick * 1e6) / 1e6)).toEqual([-0.03, -0.02, -0.01, 0]);
  });
});

test("a strip marks this period and the target between the lowest and the highest", async () => {
  const html = await page.evaluate(
    () =>
      charts.strip({ values: [0.8, 0.9], value: 0.85, target: 1, status: "miss", running: true, label: "最低 80%" })
        .outerHTML,
  );
  // 104 wide between the margins: 0.85 a quarter of the way to 1, 0.9 half.
  expect(html).toContain('class="s-range" d="M8 8H60"');
  expect(html).toContain('class="s-goal" d="M112 1V15"');
  expect(html).toContain('class="c-open miss" cx="34"');
});
