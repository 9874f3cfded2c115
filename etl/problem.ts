import type { Message } from "../dashboard/shared/loads.ts";

export type Where = { file?: string; line?: number; column?: string };

/**
 * A failure that is expected to happen: what is wrong, where, and what to do, in both languages.
 * Only the edge (command line, HTTP) turns it into output; anything else that is thrown is a defect.
 */
export class Problem extends Error {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly where: Where;

  constructor({ code, zh, en, where = {}, cause }: Message & { where?: Where; cause?: unknown }) {
    super(en, cause === undefined ? undefined : { cause });
    this.name = "Problem";
    this.code = code;
    this.zh = zh;
    this.en = en;
    this.where = where;
  }

  get text(): Message {
    return { code: this.code, zh: this.zh, en: this.en };
  }
}
