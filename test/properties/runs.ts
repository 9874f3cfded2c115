/** How long and how far the properties search. HENG_SETS and HENG_SEED make another search of the same tests. */
const sets = Number(process.env.HENG_SETS ?? 200);

export const RUNS = {
  sets,
  settings: {
    seed: Number(process.env.HENG_SEED ?? 20260823),
    // Every attempt to shrink is a whole load, build and publication: enough of them for a readable counterexample.
    interruptAfterTimeLimit: sets * 1500,
    markInterruptAsFailure: true,
  },
  timeout: sets * 3000,
};
