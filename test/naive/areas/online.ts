import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, timeOf, WARDS } from "../awkward.ts";
import { isoWeekday } from "../calendar.ts";
import type { Data } from "../data.ts";
import { minutesBetween, once, p90, placed, ratio, yes, type Happening } from "../metric.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { clock, dayOf, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    posts: Post;
    messages: Message;
    waits: Wait;
  }
}

type Post = {
  post_id: string;
  board: string | null;
  posted_at: string;
  replied_at: string | null;
  agent_id: string | null;
};

type Message = {
  message_id: string;
  batch_id: string;
  channel: "sms" | "email" | null;
  recipient: string;
  content_hash: string | null;
  sent_at: string;
  status: "sent" | "failed" | null;
};

type Wait = {
  wait_id: string;
  site_id: string;
  queued_at: string;
  seen_at: string | null;
  agent_id: string | null;
  informed_at: string | null;
};

const REPEAT_DAYS: Policy = { rule: "message_repeat_days", text: 7, others: [1, 3] };
const WAIT_MINUTES: Policy = { rule: "wait_minutes", text: 15, others: [10, 20] };

const posts: NaiveSource<Post> = {
  columns: { post_id: "帖子编号", board: "版块", posted_at: "发帖时间", replied_at: "回复时间", agent_id: "回复人" },
  key: ["post_id"],
  happened: ["posted_at", "replied_at"],
  row: ({ days }) =>
    fc
      .record({
        post_id: numbered("F", 20),
        board: nullable(fc.constantFrom("建议", "求助")),
        posted_at: timeOf(days),
        replied: nullable(delay, 2),
        agent_id: agent,
      })
      .map(({ replied, ...row }): Post => ({
        ...row,
        replied_at: replied === null ? null : later(row.posted_at, replied),
      })),
  most: 15,
};

const messages: NaiveSource<Message> = {
  columns: {
    message_id: "消息编号",
    batch_id: "批次号",
    channel: { header: "渠道", words: { sms: "短信", email: "邮件" } },
    recipient: "收件人",
    content_hash: "内容摘要",
    sent_at: "发送时间",
    status: { header: "状态", words: { sent: "成功", failed: "失败" } },
  },
  key: ["message_id"],
  happened: ["sent_at"],
  row: ({ days }) =>
    fc
      .record({
        message_id: numbered("M", 50),
        batch_id: numbered("N", 4),
        recipient: fc.constantFrom("13800000001", "13800000002"),
        content_hash: nullable(fc.constant("h1"), 2),
        start: timeOf(days),
        // So that two of a data set's messages are a week apart to the second, and a second more.
        moved: fc.constantFrom(0, 0, 0, 0, 7 * 86_400, 7 * 86_400, 7 * 86_400 + 1, 3 * 86_400, 86_400),
        status: nullable(fc.constantFrom("sent", "sent", "sent", "sent", "failed"), 12),
      })
      .map(({ start, moved, ...row }): Message => ({
        ...row,
        // Each batch has one channel: which one a batch of two has, no text says.
        channel: ({ N01: "sms", N02: "sms", N03: "email", N04: null } as const)[row.batch_id] ?? null,
        sent_at: later(start, moved),
      })),
  most: 40,
  damages: [{ sent_at: "" }, { batch_id: "" }],
};

const waits: NaiveSource<Wait> = {
  columns: {
    wait_id: "候诊编号",
    site_id: "科室",
    queued_at: "报到时间",
    seen_at: "就诊时间",
    agent_id: "导医",
    informed_at: "告知时间",
  },
  key: ["wait_id"],
  happened: ["queued_at", "seen_at"],
  row: ({ days }) =>
    fc
      .record({
        wait_id: numbered("W", 40),
        site_id: fc.constantFrom(...WARDS, ...WARDS, "X99"),
        queued_at: timeOf(days, ["08:45:00", "08:59:00", "23:45:00"]),
        seen: nullable(fc.constantFrom(0, 599, 600, 601, 899, 900, 901, 1200, 1201, 86_400), 3),
        agent_id: agent,
        informed: nullable(fc.constantFrom(0, 600, 900, 2000), 2),
      })
      .map(({ seen, informed, ...row }): Wait => ({
        ...row,
        seen_at: seen === null ? null : later(row.queued_at, seen),
        informed_at: informed === null ? null : later(row.queued_at, informed),
      })),
  most: 30,
  damages: [{ queued_at: "八点" }, { seen_at: "1999-01-01 00:00:00" }],
};

/** The same was already sent to the same number in the days before: the same content or, where none is noted, batch. */
function isDuplicate(data: Data, message: Message): boolean {
  const days = policyOn(data, REPEAT_DAYS, dayOf(message.sent_at));
  const subject = ({ content_hash, batch_id }: Message): string => content_hash ?? batch_id;
  for (const other of data.messages) {
    if (other.status !== "sent" || other.recipient !== message.recipient) continue;
    if (subject(other) !== subject(message)) continue;
    const before = clock(message.sent_at) - clock(other.sent_at);
    // Of two at the same moment the one with the higher number is the second.
    const isBefore = before > 0 || (before === 0 && other.message_id < message.message_id);
    if (isBefore && before <= days * 86_400_000) return true;
  }
  return false;
}

/** Every batch on the day of its first message, with the hours to its last. */
function batches(data: Data): Happening[] {
  const found: Happening[] = [];
  for (const batch of new Set(data.messages.map(({ batch_id }) => batch_id))) {
    const sent = data.messages.filter(({ batch_id }) => batch_id === batch);
    const times = sent.map(({ sent_at }) => sent_at).sort((a, b) => clock(a) - clock(b));
    const [first, last] = [times[0]!, times.at(-1)!];
    found.push({
      day: dayOf(first),
      members: { channel: sent[0]!.channel },
      x: minutesBetween(first, last) / 60,
      y: 1,
    });
  }
  return found;
}

const moment = once((data) => data.now);

/** Longer than the limit; one not yet seen waits until now. */
function isLongWait(data: Data, { queued_at, seen_at }: Wait): boolean {
  const until = seen_at ?? moment(data);
  return minutesBetween(queued_at, until) > policyOn(data, WAIT_MINUTES, dayOf(queued_at));
}

const queuedAt = ({ queued_at }: Wait): string => queued_at;
const waitMembers = ({ site_id, queued_at, agent_id }: Wait): Members => ({
  site: site_id,
  agent: agent_id,
  hour: String(Number(queued_at.slice(11, 13))),
  weekday: String(isoWeekday(dayOf(queued_at))),
});

export const area: Area = {
  sources: { posts, messages, waits },
  reads: [],
  policies: [REPEAT_DAYS, WAIT_MINUTES],
  metrics: {
    post_reply_rate: ratio((data) =>
      placed(
        data.posts,
        ({ board, agent_id }) => ({ board, agent: agent_id }),
        ({ posted_at }) => posted_at,
        ({ replied_at }) => [yes(replied_at !== null), 1],
      ),
    ),
    message_duplicate_rate: ratio((data) =>
      placed(
        data.messages,
        ({ channel, batch_id }) => ({ channel, batch: batch_id }),
        ({ sent_at }) => sent_at,
        (message) => (message.status === "sent" ? [yes(isDuplicate(data, message)), 1] : null),
      ),
    ),
    message_batch_hours: p90(batches),
    wait_minutes_p90: p90((data) =>
      placed(data.waits, waitMembers, queuedAt, ({ queued_at, seen_at }) =>
        seen_at === null ? null : [minutesBetween(queued_at, seen_at), 1],
      ),
    ),
    wait_over_15: ratio((data) =>
      placed(data.waits, waitMembers, queuedAt, (wait) => [yes(isLongWait(data, wait)), 1]),
    ),
    wait_explained: ratio((data) =>
      placed(data.waits, waitMembers, queuedAt, (wait) =>
        isLongWait(data, wait) ? [yes(wait.informed_at !== null), 1] : null,
      ),
    ),
  },
  situations: {
    "a message repeated after a week to the second": (data) =>
      data.messages.some((one) =>
        data.messages.some(
          (other) =>
            one.recipient === other.recipient && clock(one.sent_at) - clock(other.sent_at) === 7 * 24 * 3_600_000,
        ),
      ),
    "a message with the same twin at the same moment": (data) =>
      data.messages.some((one) =>
        data.messages.some(
          (other) =>
            one !== other &&
            one.sent_at === other.sent_at &&
            one.recipient === other.recipient &&
            one.status === "sent" &&
            other.status === "sent",
        ),
      ),
    "a wait of a quarter of an hour sharp": (data) =>
      data.waits.some(({ queued_at, seen_at }) => seen_at !== null && minutesBetween(queued_at, seen_at) === 15),
    "a patient still waiting": (data) => data.waits.some(({ seen_at }) => seen_at === null),
  },
};
