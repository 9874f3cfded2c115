import type { Snippet } from "svelte";
import type { Download } from "./downloads.ts";

type Extra = { chips: Snippet | null; downloads: readonly Download[] };

let extra = $state.raw<Extra | null>(null);

/** What a page puts into the bar at the head of the window: its own filters and downloads, which only it knows. */
export const topbar = {
  get chips(): Snippet | null {
    return extra?.chips ?? null;
  },
  get downloads(): readonly Download[] | null {
    return extra?.downloads ?? null;
  },
  /** Call it in an effect; it returns the way to clear the bar again. */
  fill(filling: Extra): () => void {
    extra = filling;
    return () => {
      if (extra === filling) extra = null;
    };
  },
};
