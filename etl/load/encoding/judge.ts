import { normaliseName } from "../normalise-name.ts";
import { HIGH, LETTER, type Evidence } from "./evidence.ts";
import { likelihoods, SCRIPTS, type Script } from "./likelihood.ts";
import { showBroken } from "./marks.ts";
import { tableOf } from "./tables.ts";
import { Transcoder } from "./transcoder.ts";

/** An encoding that a file may have: how certain that is, from 0 to 1, and how the file's first words read in it. */
export type Candidate = { encoding: string; confidence: number; sample: string };

/** What a byte costs that does not decode. */
const BROKEN = -14;
/** What an ASCII character costs; a pair of bytes that takes one with it has explained that too. */
const ASCII = 3.4;
/** What a cell is worth that reads as a word the contracts know. */
const KNOWN = 8;
/** A half-width katakana by itself; they come in words. */
const SOLO = -6;
/** An ideograph between two Latin letters. */
const FLANKED = -4;
/** Beside another byte beyond ASCII, or beside no letter, an accented letter is unlikely. */
const CROWDED = -2.5;
const ALONE = -4;

/** How often files come in each, before they are looked at: natural logarithms. */
const CANDIDATES: { encoding: string; script: Script; prior: number }[] = [
  { encoding: "utf-8", script: "simplified", prior: 0 },
  { encoding: "gb18030", script: "simplified", prior: -0.7 },
  { encoding: "windows-1252", script: "western", prior: -1.5 },
  { encoding: "big5", script: "traditional", prior: -2.5 },
  { encoding: "shift_jis", script: "japanese", prior: -3 },
  { encoding: "euc-kr", script: "korean", prior: -3 },
];

/** Text whose characters cost more than this on average is text in nothing that we know. */
const POOREST: Record<Script, number> = {
  simplified: -10.8,
  traditional: -10.8,
  japanese: -10.8,
  korean: -10.8,
  western: -9,
};

type Score = { sum: number; broken: number; characters: number; poorest: number };

/**
 * Weighs the candidates against each other: which of them makes the bytes most likely, as characters of its script,
 * and which makes known words of the file's cells.
 *
 * @param words headers and words of enums, normalised
 * @returns best first
 */
export function judge(evidence: Evidence, words: ReadonlySet<string>): Candidate[] {
  const scale = independence(evidence);
  const scored = CANDIDATES.map(({ encoding, script, prior }) => {
    const score = scoreOf(evidence, encoding, script);
    const texts = [...evidence.samples].map((sample) => decode(sample, encoding));
    const known = new Set(texts.map(normaliseName).filter((text) => isTelling(text) && words.has(text)));
    return { encoding, ...score, total: scale * score.sum + prior + KNOWN * Math.min(known.size, 10), texts };
  });
  const best = Math.max(...scored.map(({ total }) => total));
  const chances = scored.map(({ total }) => Math.exp(total - best));
  const whole = chances.reduce((sum, chance) => sum + chance, 0);
  return scored
    .map(({ encoding, sum, broken, characters, poorest, texts }, index): Candidate => {
      const all = Math.max(1, characters + broken);
      const share = broken / all;
      const likely = sum / all >= poorest ? 1 : 0.5;
      const confidence = ((chances[index] ?? 0) / whole) * likely * (share > 0.5 ? 1 - share : 1);
      return { encoding, confidence: Math.round(confidence * 1e4) / 1e4, sample: sampleOf(texts) };
    })
    .sort((a, b) => b.confidence - a.confidence);
}

/** One character is a word by chance too easily. */
function isTelling(text: string): boolean {
  return (text.match(/[^\0-\x7F]/gu)?.length ?? 0) > 1;
}

/**
 * Which share of the characters are witnesses of their own: the same word in every row says hardly more than in one, so
 * what is repeated counts by the logarithm of its number. One share for all candidates, which group bytes differently.
 */
function independence({ pairs, lone }: Evidence): number {
  let all = 0;
  let independent = 0;
  const add = (count: number): void => {
    if (count === 0) return;
    all += count;
    independent += 1 + Math.log(count);
  };
  pairs.forEach(add);
  lone.forEach(add);
  return all === 0 ? 1 : independent / all;
}

function scoreOf(evidence: Evidence, encoding: string, script: Script): Score {
  switch (encoding) {
    case "utf-8":
      return scoreUtf8(evidence);
    case "windows-1252":
      return scoreSingles(evidence, encoding);
    case "shift_jis":
      return scoreKana(evidence, encoding, script);
    default:
      return between(scorePairs(encoding, script, evidence.pairs, evidence.lone, evidence.fours), evidence);
  }
}

class Tally {
  sum = 0;
  broken = 0;
  characters = 0;

  character(count: number, likelihood: number, more = 0): void {
    this.sum += count * (likelihood + more);
    this.characters += count;
  }

  fault(count: number): void {
    this.sum += count * BROKEN;
    this.broken += count;
  }
}

function scorePairs(encoding: string, script: Script, pairs: Uint32Array, lone: Uint32Array, fours: number): Score {
  const { single, double, four } = tableOf(encoding);
  const model = likelihoods(script);
  const tally = new Tally();
  pairs.forEach((count, pair) => {
    if (count === 0) return;
    const code = double?.[pair] ?? 0;
    if (code === 0) tally.fault(count);
    else tally.character(count, model[code] ?? -17, (pair & 0xff) < 0x80 ? ASCII : 0);
  });
  lone.forEach((count, byte) => {
    if (count === 0) return;
    const code = single[byte] as number;
    if (code === 0) tally.fault(count);
    else tally.character(count, code === 0x20ac ? -9 : (model[code] as number));
  });
  if (fours > 0) {
    if (four) tally.character(fours, -17, 2 * ASCII);
    else tally.fault(fours);
  }
  return { ...tally, poorest: POOREST[script] };
}

function scoreKana(evidence: Evidence, encoding: string, script: Script): Score {
  const score = scorePairs(encoding, script, evidence.kanaPairs, evidence.kanaLone, 0);
  evidence.singles.forEach((count, index) => {
    const [before, after] = [Math.floor((index >> 8) / 3), (index >> 8) % 3];
    if ((evidence.kanaLone[index & 0xff] as number) > 0 && before !== HIGH && after !== HIGH) score.sum += count * SOLO;
  });
  return between(score, evidence);
}

function between(score: Score, { flanked }: Evidence): Score {
  return { ...score, sum: score.sum + FLANKED * flanked };
}

function scoreSingles(evidence: Evidence, encoding: string): Score {
  const { single } = tableOf(encoding);
  const model = likelihoods("western");
  const tally = new Tally();
  evidence.singles.forEach((count, index) => {
    if (count === 0) return;
    const code = single[index & 0xff] as number;
    if (code === 0) return tally.fault(count);
    const [before, after] = [Math.floor((index >> 8) / 3), (index >> 8) % 3];
    const crowd = (before === HIGH ? CROWDED : 0) + (after === HIGH ? CROWDED : 0);
    const letter = /\p{L}/u.test(String.fromCodePoint(code));
    tally.character(
      count,
      (model[code] as number) + crowd + (letter && before !== LETTER && after !== LETTER ? ALONE : 0),
    );
  });
  return { ...tally, poorest: POOREST.western };
}

function scoreUtf8({ codes, beyond, utf8Broken }: Evidence): Score {
  const seen = [...codes.entries()].filter(([, count]) => count > 0);
  const tallies = SCRIPTS.map((script) => {
    const model = likelihoods(script);
    const tally = new Tally();
    // What is of no script that we know is still a character where it is well-formed.
    for (const [code, count] of seen) tally.character(count, Math.max(model[code] as number, -15));
    if (beyond > 0) tally.character(beyond, -10);
    if (utf8Broken > 0) tally.fault(utf8Broken);
    return tally;
  });
  const best = tallies.reduce((a, b) => (b.sum > a.sum ? b : a));
  // Three bytes and more are hardly well-formed by chance, whatever they say.
  const long = seen.some(([code]) => code >= 0x800) || beyond > 0;
  return { ...best, poorest: long ? -Infinity : POOREST.western };
}

function decode(sample: string, encoding: string): string {
  return new Transcoder(encoding).add(Buffer.from(sample, "latin1"), true).toString();
}

function sampleOf(texts: readonly string[]): string {
  const shown = texts
    .slice(0, 3)
    .map((text) => showBroken(text.trim()))
    .join(" | ");
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
