import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import type { Message } from "../../dashboard/shared/loads.ts";

export type RejectRow = {
  line: number;
  column: string | null;
  value: string | null;
  raw: string;
  reason: Message;
};

/** Keeps rejected records, and counts them by reason. Belongs to one load's transaction. */
export class RejectWriter {
  readonly reasons: Record<string, number> = {};
  count = 0;
  readonly #appender: DuckDBAppender;
  readonly #load: number;

  private constructor(appender: DuckDBAppender, load: number) {
    this.#appender = appender;
    this.#load = load;
  }

  static async open(connection: DuckDBConnection, load: number): Promise<RejectWriter> {
    return new RejectWriter(await connection.createAppender("rejects", "ledger"), load);
  }

  add({ line, column, value, raw, reason }: RejectRow): void {
    const appender = this.#appender;
    appender.appendInteger(this.#load);
    appender.appendBigInt(BigInt(line));
    for (const text of [column, value, raw, reason.code, reason.zh, reason.en]) {
      if (text === null) appender.appendNull();
      else appender.appendVarchar(text);
    }
    appender.endRow();
    this.count++;
    this.reasons[reason.code] = (this.reasons[reason.code] ?? 0) + 1;
  }

  close(): void {
    this.#appender.closeSync();
  }
}
