import type { Language } from "../shared/words.ts";
import { router } from "./router.svelte.ts";
import type { PageWords } from "./words-zh.ts";
import { words } from "./words.ts";

// Chinese first; what was chosen last time; the address wins.
let remembered = $state<Language>(localStorage.getItem("heng-lang") === "en" ? "en" : "zh");
const lang = $derived(router.address.lang ?? remembered);

export const preferences = {
  get lang(): Language {
    return lang;
  },
  get words(): PageWords {
    return words[lang];
  },
  switchLanguage(): void {
    remembered = lang === "zh" ? "en" : "zh";
    localStorage.setItem("heng-lang", remembered);
    router.change({ lang: remembered }, { replace: true });
  },
  switchTheme(): void {
    const root = document.documentElement;
    // The colour scheme in force, be it chosen here or by the system (tokens.css).
    root.dataset["theme"] = getComputedStyle(root).colorScheme === "dark" ? "light" : "dark";
    localStorage.setItem("heng-theme", root.dataset["theme"]);
  },
};
