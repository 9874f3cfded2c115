import fc from "fast-check";
import type { Area } from "../area.ts";
import { nullable, numbered, SITES } from "../awkward.ts";
import { addDays } from "../calendar.ts";
import type { NaiveSource } from "../source.ts";

declare module "../data.ts" {
  interface Rows {
    contracts: Contract;
  }
}

type Contract = {
  contract_id: string;
  site_id: string | null;
  manager_id: string | null;
  accepted_on: string | null;
  handover_done_on: string | null;
  documents_missing: number | null;
  maintenance_ends_on: string | null;
  reminded_on: string | null;
  renewed: boolean | null;
};

/** Two weeks to hand over, three months to remind: days at, just before and just after the limits. */
const HANDOVER = [0, 1, 13, 14, 15, 40];
const REMINDED = [-93, -92, -91, -90, -89, -31, 0, 5];

const contracts: NaiveSource<Contract> = {
  columns: {
    contract_id: "合同编号",
    site_id: "系统",
    manager_id: "售后组长",
    accepted_on: "终验日期",
    handover_done_on: "移交完成日期",
    documents_missing: "缺失文档数",
    maintenance_ends_on: "维护期满日期",
    reminded_on: "期满提醒日期",
    renewed: { header: "已续约", cell: "bool" },
  },
  key: ["contract_id"],
  happened: ["accepted_on"],
  row: ({ days }) =>
    fc
      .record({
        contract_id: numbered("M", 12),
        site_id: nullable(fc.constantFrom(...SITES, "X99"), 8),
        manager_id: nullable(fc.constantFrom("A01", "A02", "A99"), 6),
        accepted_on: nullable(days, 6),
        handover: nullable(fc.constantFrom(...HANDOVER), 6),
        documents_missing: nullable(fc.constantFrom(0, 0, 0, 2), 8),
        lasts: nullable(fc.constantFrom(0, 20, 60, 365), 4),
        ends: nullable(days, 4),
        reminded: nullable(fc.constantFrom(...REMINDED), 6),
        renewed: nullable(fc.boolean(), 4),
      })
      .map(({ handover, lasts, ends, reminded, ...row }): Contract => {
        const maintenance_ends_on = row.accepted_on !== null && lasts !== null ? addDays(row.accepted_on, lasts) : ends;
        return {
          ...row,
          handover_done_on: row.accepted_on !== null && handover !== null ? addDays(row.accepted_on, handover) : null,
          maintenance_ends_on,
          reminded_on:
            maintenance_ends_on !== null && reminded !== null ? addDays(maintenance_ends_on, reminded) : null,
        };
      }),
  most: 14,
};

/** The contracts of projects; inspections and backups ask for them, too. */
export const area: Area = { sources: { contracts }, reads: [], policies: [], metrics: {}, situations: {} };
