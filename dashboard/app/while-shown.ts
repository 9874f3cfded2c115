/** The part of `document` that tells whether anybody can see the page. */
export type Page = Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;

/**
 * Keeps something open while the page is shown, and not while it lies behind another tab.
 *
 * @param open opens it and returns the way to close it
 * @returns the way to end it altogether
 */
export function whileShown(page: Page, open: () => () => void): () => void {
  let close: (() => void) | null = null;
  const follow = (): void => {
    if (page.visibilityState === "hidden") {
      close?.();
      close = null;
    } else close ??= open();
  };
  page.addEventListener("visibilitychange", follow);
  follow();
  return () => {
    page.removeEventListener("visibilitychange", follow);
    close?.();
  };
}
