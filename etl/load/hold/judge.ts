import type { DuckDBConnection } from "@duckdb/node-api";
import { SAMPLE_UPLOADER, type HoldCode, type HoldReason, type Message } from "../../../dashboard/shared/loads.ts";
import { DEFAULT_BUDGET, type Contract } from "../../contract.ts";
import type { Gauge } from "../ledger.ts";

/** Loads of the source that tell what is usual: the last so many that were in force. */
const LOOK_BACK = 8;
/** So few loads do not tell how many rows are usual. */
const LEAST_LOADS = 3;
/** Files this small vary by chance. */
const LEAST_USUAL_ROWS = 100;
/**
 * Without a file before it to compare with, one that holds at least this share of what stands is taken for a whole
 * export; one that holds less, for a piece, such as corrections: nothing is missing from that.
 */
const WHOLE = 0.5;

/** What a load is judged by. */
export type Judged = Gauge & {
  read: number;
  blank: number;
  rejected: number;
  loaded: number;
  updated: number;
  unchanged: number;
  mends: number | null;
  uploader: string;
};

/** Holds a load against its source's budget: why it should wait for a person's yes; nothing where it need not. */
export async function judge(
  connection: DuckDBConnection,
  { id, budget = DEFAULT_BUDGET }: Contract,
  load: Judged,
): Promise<HoldReason[]> {
  // A file of rejected rows that come back is small, all of it is known, and what is still wrong was so before.
  if (load.mends !== null) return [];
  const records = load.read - load.blank;
  const good = load.loaded + load.updated + load.unchanged;
  const reasons: HoldReason[] = [];
  const share = records === 0 ? 0 : load.rejected / records;
  if (load.rejected >= budget.least && share > budget.rejects) {
    reasons.push(tooManyRejects(share, budget.rejects, load.rejected));
  }
  const usual = await readUsual(connection, id, load.uploader, budget.least);
  if (usual.loads >= LEAST_LOADS && usual.rows !== null && usual.rows >= LEAST_USUAL_ROWS) {
    const part = records / usual.rows;
    if (part < budget.rows && usual.rows - records >= budget.least) {
      reasons.push(tooFewRows(part, budget.rows, records, usual.rows));
    }
  }
  if (load.repeated !== null && load.repeated >= budget.least && usual.repeats !== null) {
    const repeats = load.repeated / good;
    if (repeats > usual.repeats + budget.repeats) {
      reasons.push(repeatedKeys(repeats, usual.repeats, usual.repeats + budget.repeats, load.repeated));
    }
  }
  if (load.missing !== null && load.known !== null && load.missing >= budget.least) {
    const missing = load.missing / (load.missing + load.known);
    const isWhole = usual.missing === null ? missing <= 1 - WHOLE : usual.missing <= budget.missing;
    if (isWhole && missing > (usual.missing ?? 0) + budget.missing) {
      reasons.push(
        missingRows(missing, usual.missing, (usual.missing ?? 0) + budget.missing, load.missing, load.known),
      );
    }
  }
  return reasons;
}

/** Medians over the source's last loads; null where none of them tells. */
type Usual = { loads: number; rows: number | null; repeats: number | null; missing: number | null };

async function readUsual(connection: DuckDBConnection, id: string, uploader: string, least: number): Promise<Usual> {
  const result = await connection.runAndReadAll(
    `select count(*), median(read - blank),
        median(repeated / nullif(loaded + updated + unchanged, 0)),
        median(missing / (missing + known)) filter (missing + known >= $least)
     from (
        from ledger.loads
        where source = $id and status = 'accepted' and mends is null and (uploader <> $sample or $uploader = $sample)
        order by place desc, load desc limit ${LOOK_BACK}
     )`,
    { id, uploader, least, sample: SAMPLE_UPLOADER },
  );
  const [loads, rows, repeats, missing] = (result.getRows()[0] ?? []).map((value) =>
    value == null ? null : Number(value),
  );
  return { loads: loads ?? 0, rows: rows ?? null, repeats: repeats ?? null, missing: missing ?? null };
}

function tooManyRejects(share: number, limit: number, rows: number): HoldReason {
  return reason("too_many_rejects", share, limit, rows, {
    zh: `退回 ${percent(share, limit)}（${count(rows)} 行），超过限额 ${percent(limit)}`,
    en: `${percent(share, limit)} rejected (${count(rows)} rows), above the limit of ${percent(limit)}`,
  });
}

function tooFewRows(share: number, limit: number, rows: number, usual: number): HoldReason {
  return reason("too_few_rows", share, limit, rows, {
    zh: `只有 ${count(rows)} 行，是平常 ${count(usual)} 行的 ${percent(share, limit)}，不足 ${percent(limit)}`,
    en: `only ${count(rows)} rows, ${percent(share, limit)} of the usual ${count(usual)}, less than ${percent(limit)}`,
  });
}

function repeatedKeys(share: number, usual: number, limit: number, rows: number): HoldReason {
  return reason("repeated_keys", share, limit, rows, {
    zh: `${percent(share)} 的行（${count(rows)} 行）编号在文件里重复出现，平常是 ${percent(usual)}，限额 ${percent(limit)}`,
    en: `${percent(share)} of the rows (${count(rows)}) repeat a key of the file; usual are ${percent(usual)}, the limit is ${percent(limit)}`,
  });
}

function missingRows(share: number, usual: number | null, limit: number, rows: number, known: number): HoldReason {
  const before = usual === null ? "" : `，平常缺 ${percent(usual)}`;
  const earlier = usual === null ? "" : `; usual are ${percent(usual)}`;
  return reason("missing_rows", share, limit, rows, {
    zh: `这份文件所覆盖的期间原有 ${count(rows + known)} 条，其中 ${count(rows)} 条（${percent(share)}）文件里没有${before}，限额 ${percent(limit)}`,
    en: `of the ${count(rows + known)} records known for the days it covers it lacks ${count(rows)} (${percent(share)})${earlier}, the limit is ${percent(limit)}`,
  });
}

function reason(
  code: HoldCode,
  share: number,
  limit: number,
  rows: number,
  words: { zh: string; en: string },
): HoldReason {
  return { code, ...words, share, limit, rows };
}

/** Why a load waits, as one message. */
export function heldMessage(reasons: readonly HoldReason[]): Message {
  return {
    code: "held",
    zh: `待批：${reasons.map(({ zh }) => zh).join("；")}。批准后才计入数字`,
    en: `Waits for a yes: ${reasons.map(({ en }) => en).join("; ")}. It counts once somebody approves`,
  };
}

/** @param other what it is told beside: both must not read alike, so that 5.04 % is not said to exceed 5.0 % */
function percent(share: number, other: number | null = null): string {
  for (let digits = 1; digits < 4; digits++) {
    const text = (share * 100).toFixed(digits);
    if (other === null || share === other || text !== (other * 100).toFixed(digits)) return `${text}%`;
  }
  return `${share * 100}%`;
}

function count(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
