import { expect, test } from "vitest";
import { whileShown, type Page } from "../../dashboard/app/while-shown.ts";

test("what a page listens to is closed while the page is hidden, and opened anew when it is shown", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" }) as unknown as Page & EventTarget;
  const show = (visibilityState: "visible" | "hidden"): void => {
    Object.assign(page, { visibilityState });
    page.dispatchEvent(new Event("visibilitychange"));
  };
  const said: string[] = [];
  const end = whileShown(page, () => {
    said.push("open");
    return () => said.push("close");
  });
  expect(said).toEqual(["open"]);
  show("visible");
  expect(said).toEqual(["open"]);
  show("hidden");
  expect(said).toEqual(["open", "close"]);
  show("hidden");
  show("visible");
  expect(said).toEqual(["open", "close", "open"]);
  end();
  expect(said).toEqual(["open", "close", "open", "close"]);
  show("hidden");
  show("visible");
  expect(said).toEqual(["open", "close", "open", "close"]);
});
