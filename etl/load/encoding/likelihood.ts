import { FREQUENT_JAPANESE, FREQUENT_SIMPLIFIED, FREQUENT_TRADITIONAL, KOREAN_PARTS } from "./frequent.ts";
import { tableOf } from "./tables.ts";

/** What a file's text may be written in. */
export const SCRIPTS = ["simplified", "traditional", "japanese", "korean", "western"] as const;
export type Script = (typeof SCRIPTS)[number];

/** What a character costs that a script has no use for. */
const STRANGE = -18;
/** One that it may have: rare, but in its national character set. */
const RARE = -13;
/** Neither frequent nor rare. */
const PLAIN = -9.5;
const FREQUENT = -6.8;

const models = new Map<Script, Float32Array>();

/** How likely a character of the Basic Multilingual Plane is in a script: natural logarithms, by code. */
export function likelihoods(script: Script): Float32Array {
  let model = models.get(script);
  if (model === undefined) models.set(script, (model = makeModel(script)));
  return model;
}

function makeModel(script: Script): Float32Array {
  const model = new Float32Array(65_536).fill(STRANGE);
  const set = (text: Iterable<string>, value: number): void => {
    for (const char of text) model[char.codePointAt(0) as number] = value;
  };
  const range = (from: number, to: number, value: number): void => {
    for (let code = from; code <= to; code++) model[code] = value;
  };
  if (script === "western") {
    western(set, range);
    return model;
  }
  range(0x4e00, 0x9fff, -16);
  const pairs = (encoding: string, from: number, to: number, low: number, value: number): void => {
    const double = tableOf(encoding).double ?? new Uint32Array(65_536);
    for (let lead = from; lead <= to; lead++) {
      for (let trail = low; trail < 0xff; trail++) {
        const code = double[lead * 256 + trail] as number;
        if (code > 0x7f && code < 0x10000) model[code] = value;
      }
    }
  };
  range(0xff01, 0xff5e, -9);
  set("０１２３４５６７８９", -8);
  set("，。：；？！（）“”‘’《》【】", -5.5);
  set("、·…—￥℃％～", -7);
  switch (script) {
    case "simplified":
      pairs("gb18030", 0xd8, 0xf7, 0xa1, RARE);
      pairs("gb18030", 0xb0, 0xd7, 0xa1, PLAIN);
      set(FREQUENT_SIMPLIFIED, FREQUENT);
      set("镕喆堃珺祎昇晟睿梓涵煊璟翊", RARE + 1);
      break;
    case "traditional":
      pairs("big5", 0xc9, 0xf9, 0x40, RARE - 1);
      pairs("big5", 0xa4, 0xc6, 0x40, PLAIN);
      set(FREQUENT_TRADITIONAL, FREQUENT);
      set("「」『』", -6.5);
      break;
    case "japanese":
      pairs("shift_jis", 0x98, 0xea, 0x40, RARE);
      pairs("shift_jis", 0x88, 0x97, 0x40, PLAIN);
      set(FREQUENT_JAPANESE, -6.5);
      range(0x3041, 0x3093, -4.5);
      range(0x30a1, 0x30f6, -5);
      set("ー・「」", -5.5);
      // Half-width forms, one byte each in Shift-JIS.
      range(0xff61, 0xff9f, -7);
      break;
    case "korean":
      pairs("euc-kr", 0xca, 0xfd, 0xa1, -15);
      korean(model);
      break;
  }
  return model;
}

function korean(model: Float32Array): void {
  const { initial, vowel, final } = KOREAN_PARTS;
  for (let index = 0; index < 11_172; index++) {
    const chance =
      (initial[Math.floor(index / 588)] ?? 0) * (vowel[Math.floor(index / 28) % 21] ?? 0) * (final[index % 28] ?? 0);
    model[0xac00 + index] = Math.max(Math.log(chance), -17);
  }
}

function western(
  set: (text: Iterable<string>, value: number) => void,
  range: (from: number, to: number, value: number) => void,
): void {
  range(0xa0, 0xff, -7);
  range(0x100, 0x17f, -7);
  // Greek and Cyrillic.
  range(0x391, 0x3c9, -7);
  range(0x410, 0x44f, -6.5);
  set("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŠŽŒ", -6.5);
  set("þðýÿšžœ", -6);
  set("©®°§£€™ºª«»½¼¾·¿¡´\u00A0", -5.8);
  set("‘’“”–—…•", -4.8);
  set("ÉÖÄÜ", -5);
  set("êõúôâîûïëìòùåøæß", -4.3);
  set("àèüöäçãíóáñ", -3.3);
  set("é", -2.7);
}
