import type { DuckDBConnection } from "@duckdb/node-api";
import type { Message } from "../../dashboard/shared/loads.ts";
import type { SkippedCode } from "./layout/closing-lines.ts";
import { TableAppender } from "./table-appender.ts";

export type RejectRow = {
  line: number;
  column: string | null;
  value: string | null;
  raw: string;
  reason: Message;
};

/** Keeps what is no row of a load: rejected records and lines that are no records. Belongs to one load's transaction. */
export class AsideWriter {
  /** Rejected records by reason. */
  readonly reasons: Record<string, number> = {};
  /** Lines that are no records, by what they are. */
  readonly skipped: Record<string, number> = {};
  readonly #rejects: TableAppender;
  readonly #lines: TableAppender;
  readonly #load: number;

  private constructor(rejects: TableAppender, lines: TableAppender, load: number) {
    this.#rejects = rejects;
    this.#lines = lines;
    this.#load = load;
  }

  static async open(connection: DuckDBConnection, load: number): Promise<AsideWriter> {
    const rejects = await TableAppender.open(connection, "rejects", "ledger");
    return new AsideWriter(rejects, await TableAppender.open(connection, "skipped", "ledger"), load);
  }

  reject({ line, column, value, raw, reason }: RejectRow): void {
    this.#rejects.row(this.#load, BigInt(line), column, value, raw, reason.code, reason.zh, reason.en);
    this.reasons[reason.code] = (this.reasons[reason.code] ?? 0) + 1;
  }

  /** @param line the record's number as rejects have it */
  skip(line: number, code: SkippedCode, raw: string): void {
    this.#lines.row(this.#load, BigInt(line), code, raw);
    this.skipped[code] = (this.skipped[code] ?? 0) + 1;
  }

  /** Writes what was kept. */
  close(): void {
    this.#rejects.close();
    this.#lines.close();
  }

  /** Forgets what is not written yet; after `close` there is nothing. */
  discard(): void {
    this.#rejects.discard();
    this.#lines.discard();
  }
}
