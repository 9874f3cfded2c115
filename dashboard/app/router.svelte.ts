import { addressAt, addressOf, formatAddress, type Address, type Page } from "./address.ts";

let href = $state(location.href);
const address = $derived(addressAt(href));

/** The address bar, which is the only state of a page. */
export const router = {
  get address(): Address {
    return address;
  },
  /** Goes there; `replace` leaves no step in the history. */
  go(to: string, { replace = false } = {}): void {
    const before = location.pathname;
    history[replace ? "replaceState" : "pushState"](null, "", to);
    href = location.href;
    if (location.pathname !== before) scrollTo(0, 0);
  },
  /** The same page with something changed. */
  change(change: Partial<Address>, options?: { replace?: boolean }): void {
    router.go(router.here(change), options);
  },
  /** Link to the same page with something changed. */
  here(change: Partial<Address>): string {
    return formatAddress({ ...address, ...change });
  },
  /** Link to another page, which keeps period, site filter and language. */
  to(page: Page, change: Partial<Address> = {}): string {
    return formatAddress(addressOf(address, page, change));
  },
};

function isOwnClick(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return false;
  if (link.target !== "" || link.hasAttribute("download") || link.getAttribute("href")?.startsWith("#")) return false;
  return link.origin === location.origin && !link.pathname.startsWith("/api/");
}

/** Lets links of this app change the address without loading a page; returns the way to stop. */
export function followLinks(): () => void {
  const onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || !isOwnClick(event, link)) return;
    event.preventDefault();
    router.go(link.href);
  };
  const onPop = (): void => {
    href = location.href;
  };
  document.addEventListener("click", onClick);
  addEventListener("popstate", onPop);
  return () => {
    document.removeEventListener("click", onClick);
    removeEventListener("popstate", onPop);
  };
}
