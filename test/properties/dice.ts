/** Choices that follow from a seed alone, so that a failing run can be repeated. */
export type Dice = {
  /** A whole number from 0 up to, not with, `sides`. */
  roll: (sides: number) => number;
  pick: <T>(choices: readonly T[]) => T;
};

/** mulberry32: small, and good enough to choose test questions. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (sides: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * sides);
  };
  return { roll, pick: (choices) => choices[roll(choices.length)]! };
}
