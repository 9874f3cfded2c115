import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: "dashboard/app",
  plugins: [svelte()],
  build: { outDir: "../../dist/app", emptyOutDir: true, target: "chrome109", assetsInlineLimit: 0 },
  test: {
    root: ".",
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // DuckDB uses both cores by itself; more than two test processes only fight for them.
    maxWorkers: 2,
    // Far from UTC and from Shanghai, so that a date computed in the machine's zone shows.
    env: { TZ: "America/St_Johns" },
  },
});
