import type { LoadStatus } from "../shared/loads.ts";
import type { Upload } from "./uploads.svelte.ts";
import type { UploadWords } from "./words-upload-zh.ts";
import type { PageWords } from "./words-zh.ts";

/** A card's state as its head shows it: shape, colour and word. */
export type CardState = {
  mark: "met" | "near" | "run" | "none" | "err";
  tone: "met" | "near" | "miss" | "";
  said: string;
};

const BY_OUTCOME: Record<LoadStatus, Pick<CardState, "mark" | "tone">> = {
  accepted: { mark: "met", tone: "met" },
  held: { mark: "near", tone: "near" },
  declined: { mark: "none", tone: "" },
  refused: { mark: "err", tone: "miss" },
  already: { mark: "none", tone: "" },
  skipped: { mark: "none", tone: "" },
  undone: { mark: "none", tone: "" },
};

export function cardState(upload: Upload, u: UploadWords, w: PageWords): CardState {
  const { state, outcomes, version } = upload;
  if (state === "asking") return { mark: "near", tone: "near", said: u.states.asking };
  if (state === "failed") return { mark: "err", tone: "miss", said: u.states.failed };
  if (state === "cancelled") return { mark: "none", tone: "", said: u.states.cancelled };
  if (state !== "done") return { mark: "run", tone: "", said: u.states[state] };
  // A cover sheet beside the tables does not make the file half loaded.
  const told = outcomes.filter(({ status }) => status !== "skipped");
  const statuses = new Set(told.map(({ status }) => status));
  const status = (told[0] ?? outcomes[0])?.status;
  if (status === undefined) return { mark: "err", tone: "miss", said: u.states.failed };
  if (statuses.size > 1) {
    return statuses.has("accepted")
      ? { mark: "near", tone: "near", said: u.states.some }
      : { ...BY_OUTCOME.held, said: w.loadStatus.held };
  }
  const published = status === "accepted" && version !== null && told.every(({ message }) => message === null);
  return { ...BY_OUTCOME[status], said: published ? w.publishedWith(version) : w.loadStatus[status] };
}
