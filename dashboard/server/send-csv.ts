import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** A client that has taken nothing for this long has gone, or is not coming back soon. */
const STALLED_MS = 60_000;

/** Says what a file is called; names in Chinese as RFC 5987 has it. */
export function attachment(name: string): string {
  return /^[\w.-]+$/.test(name)
    ? `attachment; filename="${name}"`
    : `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
}

type SendOptions = { log: (line: string) => void; stalledMs?: number };

/**
 * Sends lines as a file. The first of them are there before any header goes out, so that what fails until then is
 * answered as an error; what fails later breaks the connection off, so that the browser reports a failed download and
 * nobody takes half a file for a whole one.
 *
 * @param file its name; a function is asked once the first lines are there
 * @param lines are asked for as fast as the client takes them; they must stop when the signal says so
 */
export async function sendCsv(
  c: Context,
  file: string | (() => string),
  lines: (signal: AbortSignal) => AsyncGenerator<string>,
  { log, stalledMs = STALLED_MS }: SendOptions,
): Promise<Response> {
  const left = new AbortController();
  const source = lines(AbortSignal.any([c.req.raw.signal, left.signal]));
  let next: IteratorResult<string> | null;
  try {
    next = await source.next();
  } catch (error) {
    // Nobody is there to be told.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    throw error;
  }
  let stalled: NodeJS.Timeout | undefined;
  const leave = async (reason: unknown): Promise<void> => {
    clearTimeout(stalled);
    left.abort(reason);
    await source.return(undefined);
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stalled);
      try {
        const { value, done } = next ?? (await source.next());
        next = null;
        if (done === true) {
          controller.close();
          return;
        }
        controller.enqueue(Buffer.from(value));
        stalled = setTimeout(() => {
          const reason = new Error("the client has stopped reading");
          breakOff(c, controller, reason);
          void leave(reason);
        }, stalledMs).unref();
      } catch (error) {
        if (left.signal.aborted || c.req.raw.signal.aborted) return;
        log(`${c.req.path}: broken off, ${error instanceof Error ? error.message : String(error)}`);
        breakOff(c, controller, error);
      }
    },
    cancel: leave,
  });
  c.header("Content-Type", "text/csv; charset=utf-8");
  c.header("Content-Disposition", attachment(typeof file === "string" ? file : file()));
  return c.body(body);
}

/**
 * Ends a body that cannot be finished. Hono's server (2.1) writes a failed stream's message as if it were the file's
 * last line and ends it in good order, so the connection itself is destroyed; that cancels the stream.
 */
function breakOff(c: Context, controller: ReadableStreamDefaultController, error: unknown): void {
  const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
  if (outgoing) outgoing.destroy();
  else controller.error(error);
}
