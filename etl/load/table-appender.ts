import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";

type Value = number | bigint | string | null;

/**
 * Adds rows to a table, within the caller's transaction.
 *
 * DuckDB's appender writes what it still holds when it is collected as garbage, into whatever transaction runs by then.
 * So one that cannot be closed in order, or is no longer wanted, must be emptied.
 */
export class TableAppender {
  readonly #appender: DuckDBAppender;
  #open = true;

  private constructor(appender: DuckDBAppender) {
    this.#appender = appender;
  }

  static async open(
    connection: DuckDBConnection,
    table: string,
    schema: string,
    catalog?: string,
  ): Promise<TableAppender> {
    return new TableAppender(await connection.createAppender(table, schema, catalog));
  }

  /** Numbers become INTEGER, bigints BIGINT, strings VARCHAR. */
  row(...values: Value[]): void {
    const appender = this.#appender;
    for (const value of values) {
      if (value === null) appender.appendNull();
      else if (typeof value === "number") appender.appendInteger(value);
      else if (typeof value === "bigint") appender.appendBigInt(value);
      else appender.appendVarchar(value);
    }
    appender.endRow();
  }

  /** Writes the rows that were added. */
  close(): void {
    if (!this.#open) return;
    try {
      this.#appender.flushSync();
    } finally {
      this.discard();
    }
  }

  /** Forgets the rows that are not written yet. After `close` there are none. */
  discard(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#appender.clear();
    this.#appender.closeSync();
  }
}

/** Has a job add rows to a table; what it added is written once it is done, and forgotten if it fails. */
export async function appending<T>(
  opened: Promise<TableAppender>,
  job: (appender: TableAppender) => Promise<T> | T,
): Promise<T> {
  const appender = await opened;
  try {
    const result = await job(appender);
    appender.close();
    return result;
  } finally {
    appender.discard();
  }
}
