import { ledgerCommand } from "../ledger-command.ts";

export const command = ledgerCommand("authenticity");
