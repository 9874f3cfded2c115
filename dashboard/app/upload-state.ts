import type { LoadStatus } from "../shared/loads.ts";
import { isHopeless } from "./file-questions.ts";
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
  if (state === "asking" && upload.report !== null && isHopeless(upload.report)) {
    return { mark: "err", tone: "miss", said: u.states.hopeless };
  }
  if (state === "asking") return { mark: "near", tone: "near", said: u.states.asking };
  if (state === "failed") return { mark: "err", tone: "miss", said: u.states.failed };
  if (state === "cancelled") return { mark: "none", tone: "", said: u.states.cancelled };
  if (state !== "done") return { mark: "run", tone: "", said: u.states[state] };
  // A cover sheet beside the tables, or a sheet that is there already, does not make the file half loaded.
  const told = outcomes.filter(({ status }) => status !== "skipped");
  const fresh = told.filter(({ status }) => status !== "already");
  const [first, ...others] = [fresh, told, outcomes].find((list) => list.length > 0) ?? [];
  if (first === undefined) return { mark: "err", tone: "miss", said: u.states.failed };
  const { status } = first;
  if (others.some((other) => other.status !== status)) return mixedState([first, ...others], u);
  const published = status === "accepted" && version !== null && told.every(({ message }) => message === null);
  return { ...BY_OUTCOME[status], said: published ? w.publishedWith(version) : w.loadStatus[status] };
}

/** Parts of one file that came out differently: what needs somebody is said first. */
function mixedState(outcomes: readonly { status: LoadStatus }[], u: UploadWords): CardState {
  const has = (status: LoadStatus): boolean => outcomes.some((outcome) => outcome.status === status);
  if (has("refused")) return { mark: "err", tone: "miss", said: u.states.someRefused };
  if (has("held")) return { mark: "near", tone: "near", said: u.states.someHeld };
  return { mark: "near", tone: "near", said: u.states.some };
}
