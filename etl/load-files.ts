import type { LoadAnswer, LoadOutcome } from "../dashboard/shared/loads.ts";
import type { WriterCommand } from "../dashboard/shared/writer-socket.ts";
import { cancelledMessage } from "./load/cancel.ts";
import { setRememberedAside } from "./load/drift/remembered.ts";
import { failedLoad } from "./load/ledger.ts";
import { loadParts } from "./load/load-parts.ts";
import { readMapping, type Mapping } from "./load/mapping.ts";
import { howMendedWasRead, type Remembered } from "./load/mending/read-choices.ts";
import { declineLoad, undoLoad } from "./load/undo-load.ts";
import { clock, publishChange, type WriterContext } from "./publish.ts";
import { currentVersion } from "./versions.ts";

export type LoadCommand = Extract<WriterCommand, { command: "load" }>;

/** Loads files one after another, and publishes once if that is wanted. */
export async function loadFiles(command: LoadCommand, context: WriterContext): Promise<LoadAnswer> {
  const { store, folders } = context;
  const named = command.mapping === undefined ? undefined : await readMapping(folders.mappings, command.mapping);
  const loads: LoadOutcome[] = [];
  const remember = command.parts?.remember === true;
  const forgetAgain = remember ? await setRememberedAside(store) : null;
  for (const { path, name } of command.files) {
    const before = await howMendedWasRead(store, path);
    const source = command.source ?? (named === undefined ? before?.source : undefined);
    const mapping = named ?? (await mappingOf(before, folders.mappings));
    const choices = before === null ? command.choices : { ...before.choices, ...command.choices };
    const request = {
      path,
      name,
      ...(source === undefined ? {} : { source }),
      ...(mapping === undefined ? {} : { mapping }),
      ...(choices === undefined ? {} : { choices }),
      ...(command.parts?.parts === undefined ? {} : { parts: command.parts.parts }),
      remember,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
      yes: command.yes === true,
      patient: command.patient === true,
      uploader: command.uploader,
      now: clock(context),
      progress: context.progress,
    };
    loads.push(...(await loadParts(store, request).catch((error: unknown) => [failedLoad(name, error, context.log)])));
  }
  if (context.signal?.aborted === true) {
    await takeBack(loads, command.uploader, context);
    await forgetAgain?.();
  }
  context.settled?.();
  if (!command.build) return { loads, version: await currentVersion(folders.data), problem: null };
  const { version, problem } = await publishChange(context);
  const told = loads.map((load) =>
    problem !== null && load.status === "accepted" ? { ...load, message: problem } : load,
  );
  return { loads: told, version, problem };
}

/** A command that was cancelled leaves nothing: what it had taken in before that is taken back. */
async function takeBack(loads: LoadOutcome[], by: string, context: WriterContext): Promise<void> {
  const { store } = context;
  for (const [index, outcome] of loads.entries()) {
    const { load, status } = outcome;
    if (load === null || (status !== "accepted" && status !== "held")) continue;
    if (status === "accepted") await undoLoad(store, load, clock(context));
    else await declineLoad(store, load, by, clock(context));
    loads[index] = { ...outcome, status: status === "accepted" ? "undone" : "declined", message: cancelledMessage() };
  }
}

/** The mapping that the load was read with whose rows come back mended; none where it is gone since. */
async function mappingOf(before: Remembered | null, folder: string): Promise<Mapping | undefined> {
  if (before === null || before.mapping === null) return undefined;
  return readMapping(folder, before.mapping).catch(() => undefined);
}
