import type { Context } from "hono";

/** A client that has taken nothing for this long has gone, or is not coming back soon. */
const STALLED_MS = 60_000;

/**
 * Sends lines as a file. The first of them are there before any header goes out, so that what fails until then is
 * answered as an error; what fails later breaks the connection off, so that the browser reports a failed download and
 * nobody takes half a file for a whole one.
 *
 * @param lines are asked for as fast as the client takes them; they must stop when the signal says so
 */
export async function sendCsv(
  c: Context,
  file: string,
  lines: (signal: AbortSignal) => AsyncGenerator<string>,
  { stalledMs = STALLED_MS } = {},
): Promise<Response> {
  const left = new AbortController();
  const source = lines(AbortSignal.any([c.req.raw.signal, left.signal]));
  let next: IteratorResult<string> | null = await source.next();
  let stalled: NodeJS.Timeout | undefined;
  const leave = async (reason: unknown): Promise<void> => {
    clearTimeout(stalled);
    left.abort(reason);
    await source.return(undefined);
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stalled);
      const { value, done } = await (next ?? source.next());
      next = null;
      if (done === true) {
        controller.close();
        return;
      }
      controller.enqueue(Buffer.from(value));
      stalled = setTimeout(() => {
        const reason = new Error("the client has stopped reading");
        controller.error(reason);
        void leave(reason);
      }, stalledMs).unref();
    },
    cancel: leave,
  });
  c.header("Content-Type", "text/csv; charset=utf-8");
  c.header("Content-Disposition", `attachment; filename="${file}"`);
  return c.body(body);
}
