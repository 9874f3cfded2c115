import type { DuckDBConnection } from "@duckdb/node-api";
import type { Message } from "../../dashboard/shared/loads.ts";
import { Problem } from "../problem.ts";

/** @throws Problem `cancelled` */
export function refuseIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Problem(cancelledMessage());
}

export function cancelledMessage(): Message {
  return { code: "cancelled", zh: "载入已取消，没有留下任何行", en: "The load was cancelled; no row of it stays" };
}

/** How often a statement of a cancelled job is interrupted: between two statements an interrupt is lost. */
const INTERRUPT_MS = 100;

/**
 * A job on a connection that a signal stops also in the middle of a statement. It has let go of the connection before
 * it throws, so that the rollback is not interrupted too.
 */
export function stoppable<A extends unknown[], T>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  job: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  if (signal === undefined) return job;
  return async (...args) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      connection.interrupt();
      timer ??= setInterval(() => connection.interrupt(), INTERRUPT_MS);
    };
    signal.addEventListener("abort", stop);
    try {
      return await job(...args);
    } catch (error) {
      // Whatever failed, it failed because of that.
      refuseIfCancelled(signal);
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
      clearInterval(timer);
    }
  };
}
