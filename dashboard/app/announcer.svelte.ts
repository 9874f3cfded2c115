const SHOWN_MS = 4000;

let text = $state("");
let timer: ReturnType<typeof setTimeout> | undefined;

/** What has just happened, shown for a moment and read out by screen readers. */
export const announcer = {
  get text(): string {
    return text;
  },
  say(what: string): void {
    clearTimeout(timer);
    text = what;
    timer = setTimeout(() => (text = ""), SHOWN_MS);
  },
};
