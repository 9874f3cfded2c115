import { fault, type Reading } from "./reading.ts";

/** A time of day as it was written. */
export type Clock = {
  part: string | null;
  hour: number;
  minute: number;
  second: number;
  /** Digits after the second's point. */
  fraction: string;
  /** Written 3点 and not 3:00, as people do and programs do not. */
  spoken: boolean;
};

export const DAY_PARTS = "上午|下午|中午|晚上|凌晨|早上|早晨|清晨|傍晚|[Aa]\\.?[Mm]\\.?|[Pp]\\.?[Mm]\\.?";

/** Groups: part, h, m, s, fraction, h, m, s, half, part. */
export const CLOCK =
  `(?:(${DAY_PARTS}) ?)?` +
  "(?:(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})|:(\\d{3}))?)?" +
  "|(\\d{1,2}) ?[时時点點] ?(?:(\\d{1,2})(?: ?分 ?(?:(\\d{1,2}) ?秒?)?)?|整|(半))?)" +
  `(?: ?(${DAY_PARTS}))?`;
export const CLOCK_GROUPS = 11;

/** The clock that the groups of `CLOCK` say; null where it is named twice. */
export function clockOf(groups: readonly (string | undefined)[]): Clock | null {
  const [before, h, m, s, fraction, thousandths, spokenHour, spokenMinute, spokenSecond, half, after] = groups;
  if (before !== undefined && after !== undefined) return null;
  const part = before ?? after ?? null;
  if (h !== undefined) {
    const [hour, minute, second] = [Number(h), Number(m), Number(s ?? 0)];
    return { part, hour, minute, second, fraction: fraction ?? thousandths ?? "", spoken: false };
  }
  return {
    part,
    hour: Number(spokenHour),
    minute: half === undefined ? Number(spokenMinute ?? 0) : 30,
    second: Number(spokenSecond ?? 0),
    fraction: "",
    spoken: true,
  };
}

type PartName = "am" | "pm" | "noon" | "evening" | "night" | "morning" | "dusk";

const PART_NAMES: Record<string, PartName> = {
  上午: "am",
  下午: "pm",
  中午: "noon",
  晚上: "evening",
  凌晨: "night",
  早上: "morning",
  早晨: "morning",
  清晨: "morning",
  傍晚: "dusk",
};

/**
 * The hour of the day, 0 to 23, that an hour has in a part of the day; null where the two do not go together, or where
 * people mean different hours by it: 上午12点 and 晚上12点.
 */
function hourOf(part: PartName, hour: number, spoken: boolean): number | null {
  const within = (from: number, to: number): boolean => hour >= from && hour <= to;
  switch (part) {
    case "am":
      // Programs write 0:05 in the morning as 上午12:05.
      if (hour === 12) return spoken ? null : 0;
      return within(0, 11) ? hour : null;
    case "pm":
      if (hour === 12) return 12;
      return within(1, 11) ? hour + 12 : within(13, 23) ? hour : null;
    case "noon":
      return within(11, 14) ? hour : within(1, 2) ? hour + 12 : null;
    case "evening":
      return within(5, 11) ? hour + 12 : within(17, 23) ? hour : null;
    case "night":
      if (hour === 12) return spoken ? null : 0;
      return within(0, 6) ? hour : null;
    case "morning":
      return within(4, 11) ? hour : null;
    case "dusk":
      return within(4, 7) ? hour + 12 : within(16, 19) ? hour : null;
  }
}

/** hh:mm:ss with up to six decimals, or why there is none. */
export function readClock(code: string, { part, hour, minute, second, fraction, spoken }: Clock): Reading {
  if (minute > 59) return fault(code, `没有 ${minute} 分`, `there is no minute ${minute}`);
  if (second > 59) return fault(code, `没有 ${second} 秒`, `there is no second ${second}`);
  if (hour > 24) return fault(code, `一天里没有 ${hour} 点`, `no day has an hour ${hour}`);
  if (hour === 24) {
    return fault(
      code,
      "24 点可能指当天的开始，也可能指当天的结束，请改为 00:00",
      "24 o'clock may mean the day's beginning or its end; write 00:00",
    );
  }
  let of24: number | null = hour;
  if (part !== null) {
    const name = PART_NAMES[part] ?? (/^a/i.test(part) ? "am" : "pm");
    of24 = hourOf(name, hour, spoken);
    if (of24 === null) {
      return fault(code, `${part} ${hour} 点说不清是几点`, `${hour} o'clock ${part} does not say one hour`);
    }
  }
  const two = (number: number): string => String(number).padStart(2, "0");
  // DuckDB keeps microseconds and cuts off the rest.
  const decimals = fraction.slice(0, 6).replace(/0+$/, "");
  return {
    kind: "value",
    value: `${two(of24)}:${two(minute)}:${two(second)}${decimals === "" ? "" : `.${decimals}`}`,
  };
}
