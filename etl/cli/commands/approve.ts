import { decisionCommand } from "../decision-command.ts";

export const command = decisionCommand("approve", {
  zh: (load) => `已批准第 ${load} 次载入`,
  en: (load) => `load ${load} approved`,
});
