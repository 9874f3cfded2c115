import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Message } from "../../../dashboard/shared/loads.ts";
import type { Contract } from "../../contract.ts";
import { Problem } from "../../problem.ts";
import type { Store } from "../../store.ts";
import { readOpening, type Wanted } from "../make-plan.ts";
import { missingOf, rankSources } from "../recognise.ts";
import { openHeaders } from "./match-columns.ts";
import { proposeColumns, type Proposal } from "./propose.ts";
import { takeSample } from "./take-sample.ts";

/** How a file is refused that lacks columns under the names that are known. */
const LACKING = ["missing_column", "unknown_source"];

/**
 * Says in a refusal which headers look like the columns that are missing. The file stays refused: a guess fills no
 * column until somebody has said yes.
 */
export async function explainRefusal(store: Store, wanted: Wanted, problem: Problem): Promise<Problem> {
  if (!LACKING.includes(problem.code) || wanted.mapping !== undefined) return problem;
  const folder = await mkdtemp(join(store.temporaryFolder, "look-"));
  const connection = await store.connect();
  try {
    const reading = await readOpening(store, wanted);
    const { header, match } = reading;
    const nearest = rankSources(store.contracts, header, match)[0]?.id;
    const contract = reading.contract ?? store.contracts.find(({ id }) => id === nearest);
    if (contract === undefined) return problem;
    const matches = match(contract, header);
    await takeSample(connection, reading, wanted.path, (kind) => join(folder, `${kind}.csv`));
    const open = openHeaders(reading, contract, matches, wanted.choices);
    const proposals = await proposeColumns(connection, store.contracts, contract, header, matches, open);
    return new Problem({ ...withProposals(problem.text, contract, proposals), where: problem.where, cause: problem });
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The message with what the missing columns' places might be taken by. */
export function withProposals(message: Message, contract: Contract, proposals: readonly Proposal[]): Message {
  if (!LACKING.includes(message.code)) return message;
  const needed = missingOf(contract, []).map(({ name }) => name);
  const helpful = proposals.filter(({ column }) => needed.includes(column.name));
  if (helpful.length === 0) return message;
  const { id, title } = contract;
  const chosen = {
    source: id,
    columns: Object.fromEntries(helpful.map(({ cell, column }) => [cell.title, column.name])),
  };
  const flag = `heng load --choices '${JSON.stringify(chosen)}' --remember`;
  return {
    code: message.code,
    zh: `${message.zh}。按${title.zh}看，${helpful.map(({ text }) => text.zh).join("；")}。若是，在上传页确认一次即可（命令行：${flag}）`,
    en: `${message.en}. As ${id}, ${helpful.map(({ text }) => text.en).join("; ")}. If so, say it once: choose it on the upload page, or ${flag}`,
  };
}
