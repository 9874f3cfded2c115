import { ApiError } from "./api.ts";
import { timeOfDay } from "./clock.ts";

/** What a page is waiting for, has, or could not get. The last good answer stays while a new one is on its way. */
export type Query<T> = {
  readonly current: T | null;
  readonly error: ApiError | null;
  readonly waiting: boolean;
  /** When `current` came: HH:MM of the reader's clock. */
  readonly at: string;
  again(): void;
};

function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new ApiError("page", { zh: `页面出错：${text}`, en: `The page failed: ${text}` }, false, { cause });
}

/**
 * Asks whenever something that `ask` reads changes; an answer that has been overtaken is dropped.
 * The one place where an effect writes state: nothing else turns a promise into something to show while keeping
 * the figures of before on the page. Call it while a component initialises.
 *
 * @param ask null: nothing to ask yet
 */
export function query<T>(ask: () => Promise<T> | null): Query<T> {
  let current = $state.raw<T | null>(null);
  let error = $state.raw<ApiError | null>(null);
  let waiting = $state(true);
  let at = $state("");
  let attempt = $state(0);

  $effect(() => {
    void attempt;
    const asked = ask();
    if (!asked) return;
    let overtaken = false;
    waiting = true;
    asked.then(
      (answer) => {
        if (overtaken) return;
        current = answer;
        error = null;
        waiting = false;
        at = timeOfDay();
      },
      (cause: unknown) => {
        if (overtaken) return;
        error = asApiError(cause);
        waiting = false;
      },
    );
    return () => {
      overtaken = true;
    };
  });

  return {
    get current() {
      return current;
    },
    get error() {
      return error;
    },
    get waiting() {
      return waiting;
    },
    get at() {
      return at;
    },
    again() {
      attempt += 1;
    },
  };
}
