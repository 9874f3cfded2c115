/** Moves the focus to the first of these selectors that the page has; the order is that of the arguments. */
export function focusFirst(...selectors: string[]): void {
  for (const selector of selectors) {
    const element = document.querySelector<HTMLElement>(selector);
    if (element) return element.focus();
  }
}
