import { mount } from "svelte";
import App from "./App.svelte";
import "./tokens.css";
import "./additions.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has lost its #app");
mount(App, { target });

// The font's own style sheet is larger than ours (a hundred unicode ranges): it comes after the first paint, and of
// its files only those whose glyphs are on the page.
requestAnimationFrame(() => void import("@fontsource-variable/noto-sans-sc/index.css"));
