import { decisionCommand } from "../decision-command.ts";

export const command = decisionCommand("undo", {
  zh: (load) => `已撤销第 ${load} 次载入`,
  en: (load) => `load ${load} undone`,
});
