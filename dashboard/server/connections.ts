import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** A statement ran into the deadline and was stopped. */
export class TookTooLong extends Error {
  readonly seconds: number;

  constructor(deadlineMs: number, options?: ErrorOptions) {
    super(`stopped after ${deadlineMs} ms`, options);
    this.name = "TookTooLong";
    this.seconds = deadlineMs / 1000;
  }
}

/** As many downloads run as may at once. */
export class TooManyDownloads extends Error {
  constructor() {
    super("too many downloads at once");
    this.name = "TooManyDownloads";
  }
}

/** Whoever asked has gone, or the version is being closed: nobody waits for the answer. */
class Abandoned extends Error {
  constructor(options?: ErrorOptions) {
    super("nobody waits for this any more", options);
    this.name = "Abandoned";
  }
}

/** A connection that somebody has to himself until he gives it back. */
export type Lease = {
  /** One step of work; it is interrupted when the deadline passes, the signal says so, or the version closes. */
  run<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  release(): void;
};

export type ConnectionOptions = {
  /** Connections for reads, which wait for each other. */
  reads: number;
  /** Connections for downloads, whose pace the client sets: beyond them a download is refused. */
  downloads: number;
  /** Longest step of work; none for a command line, where whoever waits can stop it himself. */
  deadlineMs: number | undefined;
};

/** Closing waits this long for work to end by itself. */
const PATIENCE_MS = 2000;

/** An interrupt that falls between two statements is lost, so it is repeated until the step ends. */
const INTERRUPT_EVERY_MS = 20;

/** The connections of one version: some that reads share, and others for downloads. */
export class Connections {
  readonly #instance: DuckDBInstance;
  readonly #options: ConnectionOptions;
  readonly #free: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  readonly #leases = new Set<Lease>();
  readonly #steps = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  #downloads = 0;
  #onIdle: (() => void) | null = null;

  private constructor(instance: DuckDBInstance, options: ConnectionOptions, free: DuckDBConnection[]) {
    this.#instance = instance;
    this.#options = options;
    this.#free = free;
  }

  static async open(instance: DuckDBInstance, options: ConnectionOptions): Promise<Connections> {
    return new Connections(
      instance,
      options,
      await Promise.all(Array.from({ length: options.reads }, () => instance.connect())),
    );
  }

  /** Does a read as soon as a connection is free. */
  async read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection =
      this.#free.pop() ?? (await new Promise<DuckDBConnection>((resolve) => this.#waiting.push(resolve)));
    const lease = this.#lease(connection, this.#stop.signal, () => {
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#free.push(connection);
    });
    try {
      return await lease.run(work);
    } finally {
      lease.release();
    }
  }

  /**
   * A connection for a download; whoever takes it must release it.
   *
   * @throws TooManyDownloads
   */
  async download(signal: AbortSignal): Promise<Lease> {
    if (this.#downloads >= this.#options.downloads) throw new TooManyDownloads();
    this.#downloads += 1;
    try {
      const connection = await this.#instance.connect();
      return this.#lease(connection, AbortSignal.any([signal, this.#stop.signal]), () => {
        this.#downloads -= 1;
        connection.closeSync();
      });
    } catch (error) {
      this.#downloads -= 1;
      throw error;
    }
  }

  /** Lets work end for a while, then interrupts what still runs; a client that has stopped reading holds nothing up. */
  async close(): Promise<void> {
    if (this.#leases.size > 0 || this.#waiting.length > 0) {
      let impatient: NodeJS.Timeout | undefined;
      await Promise.race([
        new Promise<void>((resolve) => (this.#onIdle = resolve)),
        new Promise<void>((resolve) => (impatient = setTimeout(resolve, PATIENCE_MS))),
      ]);
      clearTimeout(impatient);
    }
    this.#stop.abort();
    while (this.#steps.size > 0) await Promise.allSettled(this.#steps);
    for (const lease of [...this.#leases]) lease.release();
    for (const connection of this.#free) connection.closeSync();
  }

  #lease(connection: DuckDBConnection, signal: AbortSignal, giveBack: () => void): Lease {
    const lease: Lease = {
      run: async (work) => {
        const step = stoppable(connection, signal, this.#options.deadlineMs, work);
        this.#steps.add(step);
        try {
          return await step;
        } finally {
          this.#steps.delete(step);
        }
      },
      release: () => {
        if (!this.#leases.delete(lease)) return;
        giveBack();
        if (this.#leases.size === 0 && this.#waiting.length === 0) this.#onIdle?.();
      },
    };
    this.#leases.add(lease);
    return lease;
  }
}

async function stoppable<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  deadlineMs: number | undefined,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new Abandoned();
  let late = false;
  let again: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  const deadline =
    deadlineMs === undefined
      ? undefined
      : setTimeout(() => {
          late = true;
          interrupt();
        }, deadlineMs);
  signal.addEventListener("abort", interrupt);
  try {
    return await work(connection);
  } catch (error) {
    if (signal.aborted) throw new Abandoned({ cause: error });
    throw late && deadlineMs !== undefined ? new TookTooLong(deadlineMs, { cause: error }) : error;
  } finally {
    signal.removeEventListener("abort", interrupt);
    clearTimeout(deadline);
    clearInterval(again);
  }
}
