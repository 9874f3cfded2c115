import { DuckDBInstance } from "@duckdb/node-api";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { appraisalsExport, appraisalsTable } from "./appraisals.ts";
import { backupsExport, backupsTable } from "./backups.ts";
import { billsExport, billsTables, paymentsExport } from "./bills.ts";
import { callsExport, callsView } from "./calls.ts";
import { changesExport, changesTable } from "./changes.ts";
import { collectionsExport, collectionsTable } from "./collections.ts";
import { complaintsExport, complaintsTable } from "./complaints.ts";
import { contractsExport, contractsTable } from "./contracts.ts";
import { correctionsExport } from "./corrections.ts";
import { LAST_DAY, type Size } from "./export.ts";
import { inspectionsExport, inspectionsTable } from "./inspections.ts";
import { agentsExport, customersExport, sitesExport } from "./master-data.ts";
import { messagesExport, messagesTable } from "./messages.ts";
import { ordersExport, ordersView } from "./orders.ts";
import { plantedFacts, plantStatements } from "./planted.ts";
import { postsExport, postsTable } from "./posts.ts";
import { industryRatingsExport, ratingsExport, ratingsView } from "./ratings.ts";
import { dutyTables, shiftsExport } from "./shifts.ts";
import { surveysExport, surveysView } from "./surveys.ts";
import { targetsExport } from "./targets.ts";
import { tasksExport, tasksTable } from "./tasks.ts";
import { ticketEventsExport, ticketEventsView } from "./ticket-events.ts";
import { ticketsExport, ticketsView } from "./tickets.ts";
import { visitsExport, visitsTable } from "./visits.ts";
import { waitsExport, waitsView } from "./waits.ts";
import { amountsExport, calendarDaysExport, calendarsExport, slaPoliciesExport } from "./working-time.ts";
import { worldStatements } from "./world.ts";
import { writeExport } from "./write-export.ts";

/** The expected answers beside the exports; no export, and loading passes it over. */
export const PLANTED = "planted.json";

export type SampleOptions = {
  /** Made if absent; files of the same names are replaced. */
  folder: string;
  /** Tickets created over the two years; the other files grow with them, more slowly. */
  tickets: number;
  /** The same seed and tickets give the same bytes. */
  seed: number;
  log: (line: string) => void;
};

/** What makes the tables and views that the exports are written from. */
export function sampleStatements(size: Size): string[] {
  return [
    ...worldStatements(size),
    ...dutyTables,
    ticketsView(size),
    ticketEventsView(size),
    complaintsTable(size),
    surveysView,
    ...billsTables,
    collectionsTable,
    ratingsView(size),
    ordersView,
    callsView(size),
    inspectionsTable,
    tasksTable,
    contractsTable,
    changesTable,
    backupsTable,
    visitsTable,
    messagesTable,
    postsTable,
    waitsView(size),
    appraisalsTable,
    ...plantStatements(size),
  ];
}

/**
 * Writes a consistent set of exports of 清源物业供水, a made-up company; see README.md for what is to be found in it.
 *
 * @returns paths of the files in an order in which they can be loaded, and the last day on which anything happens
 */
export async function makeSample({
  folder,
  tickets,
  seed,
  log,
}: SampleOptions): Promise<{ files: string[]; lastDay: string }> {
  await mkdir(folder, { recursive: true });
  // Beside the files: finished ones are moved, not copied, and the disk that must hold them also holds what spills.
  const scratch = await mkdtemp(join(folder, ".making-"));
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "1GB",
    temp_directory: join(scratch, "spill"),
  });
  const connection = await instance.connect();
  try {
    // The right side of a join is then always the one that is hashed, so that the left side's order is the file's order.
    await connection.run("set disabled_optimizers = 'join_order,build_side_probe_side'");
    const size = { tickets, seed };
    const statements = sampleStatements(size);
    log(`making ${tickets} tickets and what belongs to them`);
    for (const statement of statements) await connection.run(statement);

    const exports = [
      sitesExport,
      agentsExport,
      customersExport,
      ticketsExport,
      correctionsExport(size),
      complaintsExport,
      surveysExport,
      billsExport,
      paymentsExport,
      ratingsExport,
      industryRatingsExport,
      targetsExport,
      ticketEventsExport,
      collectionsExport,
      ordersExport,
      callsExport,
      shiftsExport,
      inspectionsExport,
      tasksExport,
      contractsExport,
      changesExport,
      backupsExport,
      visitsExport,
      messagesExport,
      postsExport,
      waitsExport,
      appraisalsExport,
      calendarsExport,
      calendarDaysExport,
      slaPoliciesExport,
      amountsExport,
    ];
    const files: string[] = [];
    for (const wanted of exports) {
      log(`writing ${wanted.file}`);
      await writeExport(connection, wanted, folder, scratch);
      files.push(join(folder, wanted.file));
    }
    const facts = await plantedFacts(connection, size);
    await writeFile(
      join(folder, PLANTED),
      `${JSON.stringify({ tickets, seed, last_day: LAST_DAY, facts }, null, 1)}\n`,
    );
    return { files, lastDay: LAST_DAY };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(scratch, { recursive: true, force: true });
  }
}
