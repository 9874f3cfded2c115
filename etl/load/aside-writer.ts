import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import type { SkippedCode } from "./layout/closing-lines.ts";
import { RejectWriter, type RejectRow } from "./reject-writer.ts";

/** Keeps what is no row of a load: rejected records and lines that are no records. Belongs to one load's transaction. */
export class AsideWriter {
  readonly skipped: Record<string, number> = {};
  readonly #rejects: RejectWriter;
  readonly #lines: DuckDBAppender;
  readonly #load: number;

  private constructor(rejects: RejectWriter, lines: DuckDBAppender, load: number) {
    this.#rejects = rejects;
    this.#lines = lines;
    this.#load = load;
  }

  static async open(connection: DuckDBConnection, load: number): Promise<AsideWriter> {
    const rejects = await RejectWriter.open(connection, load);
    return new AsideWriter(rejects, await connection.createAppender("skipped", "ledger"), load);
  }

  /** Rejected records by reason. */
  get reasons(): Record<string, number> {
    return { ...this.#rejects.reasons };
  }

  reject(row: RejectRow): void {
    this.#rejects.add(row);
  }

  /** @param line the record's number as rejects have it */
  skip(line: number, code: SkippedCode, raw: string): void {
    this.#lines.appendInteger(this.#load);
    this.#lines.appendBigInt(BigInt(line));
    this.#lines.appendVarchar(code);
    this.#lines.appendVarchar(raw);
    this.#lines.endRow();
    this.skipped[code] = (this.skipped[code] ?? 0) + 1;
  }

  close(): void {
    this.#rejects.close();
    this.#lines.closeSync();
  }
}
