/** One answer as it goes over the wire. */
export type Answer = { body: Uint8Array; headers: Record<string, string> };

/**
 * Answers by (version, request): they depend on nothing else, so they are never stale. The least recently used go
 * when the size is reached. Equal questions asked at once are computed once.
 */
export class AnswerCache {
  readonly #limit: number;
  #size = 0;
  readonly #answers = new Map<string, Answer>();
  readonly #running = new Map<string, Promise<Answer>>();

  /** @param limit bytes of answers kept */
  constructor(limit = 64 * 1024 * 1024) {
    this.#limit = limit;
  }

  async get(key: string, compute: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    if (known) {
      this.#answers.delete(key);
      this.#answers.set(key, known);
      return known;
    }
    const running = this.#running.get(key);
    if (running) return running;
    const started = compute();
    this.#running.set(key, started);
    try {
      const answer = await started;
      this.#keep(key, answer);
      return answer;
    } finally {
      this.#running.delete(key);
    }
  }

  #keep(key: string, answer: Answer): void {
    if (answer.body.byteLength > this.#limit / 8) return;
    this.#answers.set(key, answer);
    this.#size += answer.body.byteLength;
    for (const [oldest, { body }] of this.#answers) {
      if (this.#size <= this.#limit) return;
      this.#answers.delete(oldest);
      this.#size -= body.byteLength;
    }
  }
}
