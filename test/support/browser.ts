import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser } from "playwright-core";

/** Arguments of the package's own, meant for its use inside one small function call, that make a browser unlike a person's. */
const NOT_A_PERSONS = ["--single-process", "--no-zygote", "--disable-web-security", "--allow-running-insecure-content"];

/** The Chromium that comes inside its npm package: no root, no download. */
export async function launchBrowser(): Promise<Browser> {
  const args = chromium.args.filter((arg) => !NOT_A_PERSONS.includes(arg) && !arg.startsWith("--headless"));
  return playwright.launch({ executablePath: await chromium.executablePath(), args, headless: true });
}
