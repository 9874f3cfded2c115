import type { Plants } from "./plant.ts";

/** What one file plants, and what is to be found of it; `facts` are queries by `factQuery`. */
export type Planting = { plants: Plants[]; facts: string[] };
