import type { Attachment } from "svelte/attachments";

/** Keys that open a select or close it; every other one moves through its options. */
const OPENING = new Set(["Enter", " ", "Escape", "Tab", "F4"]);

/**
 * Tells a select's value once it is meant: at once where it was pointed at, by keyboard with Enter or on leaving, since
 * the arrow keys pass over options that nobody wants. Esc takes back what has not been told.
 *
 * @param commit its value may be what it was before
 */
export function settledChoice(commit: (value: string) => void): Attachment<HTMLSelectElement> {
  return (select) => {
    let byKey = false;
    let before: string | null = null;
    const settle = (): void => {
      if (before === null) return;
      before = null;
      commit(select.value);
    };
    let shown = select.value;
    const listeners: [keyof HTMLElementEventMap, (event: Event) => void][] = [
      ["focus", () => (shown = select.value)],
      ["pointerdown", () => (byKey = false)],
      [
        "keydown",
        (event) => {
          const { key } = event as KeyboardEvent;
          if (before !== null && key === "Enter") {
            event.preventDefault();
            settle();
          } else if (before !== null && key === "Escape") {
            event.preventDefault();
            select.value = before;
            before = null;
          } else if (!OPENING.has(key)) byKey = true;
        },
      ],
      [
        "change",
        () => {
          if (byKey) before ??= shown;
          else commit(select.value);
        },
      ],
      ["blur", settle],
    ];
    for (const [type, listener] of listeners) select.addEventListener(type, listener);
    return () => {
      for (const [type, listener] of listeners) select.removeEventListener(type, listener);
    };
  };
}
