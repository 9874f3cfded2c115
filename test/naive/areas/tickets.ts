import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, site, timeOf } from "../awkward.ts";
import { daysBetween, earlier, type Day } from "../calendar.ts";
import type { Data } from "../data.ts";
import { count, placed, ratio, stateful, yes } from "../metric.ts";
import { organised } from "../organised.ts";
import type { NaiveSource } from "../source.ts";
import { createdAt, resolvedAt, ticketMembers, type Ticket } from "../ticket.ts";
import { accepts, clock, dayOf, NOTHING, type AskedSpan, type Figure, type Filters } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    tickets: TicketRow;
  }
}

type TicketRow = {
  ticket_id: string;
  kind: "consult" | "repair" | "request" | "complaint" | "order" | "other";
  category: string | null;
  channel: "phone" | "chat" | "forum" | null;
  priority: "urgent" | "normal" | "low" | null;
  customer_id: string | null;
  site_id: string | null;
  agent_id: string | null;
  created_at: string;
  first_response_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  status: "new" | "open" | "pending" | "resolved" | "closed" | "cancelled" | null;
  pending_minutes: number | null;
  promised_at: string | null;
  deferred_reason: string | null;
  reopened: number | null;
  contacts: number | null;
};

const tickets: NaiveSource<TicketRow> = {
  columns: {
    ticket_id: "工单号",
    kind: {
      header: "工单类型",
      words: { consult: "咨询", repair: "报修", request: "业务办理", order: "订单", other: "其他" },
    },
    category: "问题分类",
    channel: { header: "受理渠道", words: { phone: "电话", forum: "论坛" } },
    priority: { header: "优先级", words: { urgent: "紧急", low: "低" } },
    customer_id: "客户编号",
    site_id: "小区",
    agent_id: "处理人",
    created_at: "创建时间",
    first_response_at: "首次响应时间",
    resolved_at: "解决时间",
    closed_at: "关闭时间",
    status: {
      header: "工单状态",
      words: { new: "新建", open: "处理中", resolved: "已解决", closed: "已关闭", cancelled: "作废" },
    },
    pending_minutes: "挂起时长",
    promised_at: "承诺完成时间",
    deferred_reason: "延期原因",
    reopened: "重开次数",
    contacts: "联系次数",
  },
  key: ["ticket_id"],
  happened: ["created_at", "first_response_at", "resolved_at", "closed_at"],
  row: ({ days }) =>
    fc
      .record({
        ticket_id: numbered("T", 40),
        kind: fc.constantFrom("consult", "repair", "request", "complaint", "order", "other"),
        category: nullable(fc.constantFrom("水压", "开户")),
        channel: nullable(fc.constantFrom("phone", "chat", "forum")),
        priority: nullable(fc.constantFrom("urgent", "normal", "low")),
        customer_id: nullable(numbered("C", 5)),
        site_id: site,
        agent_id: agent,
        created_at: timeOf(days),
        answered: nullable(delay),
        resolved: nullable(delay, 3),
        closed: nullable(delay, 2),
        status: nullable(fc.constantFrom("new", "open", "pending", "resolved", "closed", "cancelled", "cancelled"), 8),
        pending: nullable(fc.constantFrom(0, 0.5, 1, 30), 2),
        promised: nullable(fc.oneof(delay, fc.constantFrom(-3600, -86_400, 5_000_000)), 2),
        deferred_reason: nullable(fc.constantFrom("缺配件", "等客户"), 2),
        reopened: nullable(fc.constantFrom(0, 0, 1, 2), 2),
        contacts: nullable(fc.constantFrom(0, 1, 1, 2), 2),
      })
      .map(({ answered, resolved, closed, pending, promised, ...row }): TicketRow => {
        const resolved_at = resolved === null ? null : later(row.created_at, resolved);
        return {
          ...row,
          first_response_at: answered === null ? null : later(row.created_at, answered),
          resolved_at,
          closed_at: closed === null ? null : later(resolved_at ?? row.created_at, closed),
          // Never longer than the ticket took: what a negative working time should be, no text says.
          pending_minutes: pending !== null && resolved !== null && pending * 60 > resolved ? null : pending,
          promised_at: promised === null ? null : later(row.created_at, promised),
        };
      }),
  most: 40,
  damages: [
    { kind: "外星来电" },
    { created_at: "昨天下午" },
    { created_at: "" },
    { resolved_at: "1999-01-01 00:00:00" },
  ],
};

const SAME_DAY_KINDS = ["consult", "repair", "request", "complaint"];

/** Day on which a ticket stops being open: null while it is, its first day for one cancelled without an end. */
function leavesOn(ticket: Ticket): Day | null {
  const end = ticket.resolved_at ?? ticket.closed_at;
  if (end !== null) return dayOf(end);
  return ticket.status === "cancelled" ? dayOf(ticket.created_at) : null;
}

const AGES = ["0-1", "2-3", "4-7", "8-14", "15-30", ">30"];

/** Days since the day of creation → bucket. The catalogue asks for buckets of age without naming them. */
function ageBucket(days: number): string {
  if (days <= 1) return "0-1";
  if (days <= 3) return "2-3";
  if (days <= 7) return "4-7";
  if (days <= 14) return "8-14";
  return days <= 30 ? "15-30" : ">30";
}

/** Tickets open at the end of min(last, asOf). */
function backlogFigure(data: Data, span: AskedSpan, filters: Filters): Figure {
  const end = earlier(span.last, span.asOf);
  let begun = false;
  let open = 0;
  for (const ticket of data.tickets) {
    const from = dayOf(ticket.created_at);
    if (from > end) continue;
    begun = true;
    const to = leavesOn(ticket);
    if (to !== null && to <= end) continue;
    const members = { ...ticketMembers(ticket), age_bucket: ageBucket(daysBetween(from, end)) };
    if (accepts(filters, organised(data, members))) open += 1;
  }
  return begun ? { value: open, numerator: null, denominator: null, n: open } : NOTHING;
}

export const area: Area = {
  sources: { tickets },
  reads: [],
  policies: [],
  metrics: {
    same_day_resolution: ratio((data) =>
      placed(data.tickets, ticketMembers, createdAt, ({ kind, status, created_at, resolved_at }) => {
        if (!SAME_DAY_KINDS.includes(kind) || status === "cancelled") return null;
        return [yes(resolved_at !== null && dayOf(resolved_at) === dayOf(created_at)), 1];
      }),
    ),
    deferral_registered: ratio((data) =>
      placed(data.tickets, ticketMembers, createdAt, (ticket) => {
        const { status, created_at, resolved_at, promised_at, deferred_reason } = ticket;
        if (status === "cancelled") return null;
        if (resolved_at !== null && dayOf(resolved_at) === dayOf(created_at)) return null;
        return [yes(promised_at !== null && deferred_reason !== null), 1];
      }),
    ),
    promise_kept: ratio((data) =>
      placed(
        data.tickets,
        ticketMembers,
        ({ promised_at }) => promised_at,
        ({ status, promised_at, resolved_at }) => {
          if (promised_at === null) return null;
          const isPast = status !== "cancelled" && clock(promised_at) < clock(data.now);
          if (resolved_at === null && !isPast) return null;
          return [yes(resolved_at !== null && clock(resolved_at) <= clock(promised_at)), 1];
        },
      ),
    ),
    first_contact_resolution: ratio((data) =>
      placed(data.tickets, ticketMembers, resolvedAt, ({ contacts, reopened }) => [
        yes((contacts ?? 1) <= 1 && (reopened ?? 0) === 0),
        1,
      ]),
    ),
    reopen_rate: ratio((data) =>
      placed(data.tickets, ticketMembers, resolvedAt, ({ reopened }) => [yes((reopened ?? 0) > 0), 1]),
    ),
    ticket_count: count((data) => placed(data.tickets, ticketMembers, createdAt, () => [1, 1])),
    backlog: stateful(backlogFigure, (data) =>
      data.tickets.flatMap((ticket) => AGES.map((age_bucket) => ({ ...ticketMembers(ticket), age_bucket }))),
    ),
  },
  situations: {
    "a promise that today has not reached": (data) =>
      data.tickets.some(
        ({ promised_at, resolved_at }) => promised_at !== null && resolved_at === null && promised_at > data.now,
      ),
    "a promise kept at the very moment": (data) =>
      data.tickets.some(({ promised_at, resolved_at }) => promised_at !== null && promised_at === resolved_at),
    "no tickets": (data) => data.tickets.length === 0,
    "a corrected row": (data, deliveries) =>
      deliveries.flatMap((one) => (one.source === "tickets" ? one.records : [])).filter(({ damage }) => damage === null)
        .length > data.tickets.length,
    "a cancelled ticket without an end": (data) =>
      data.tickets.some((row) => row.status === "cancelled" && row.resolved_at === null && row.closed_at === null),
    "a ticket of the leap day": (data) => data.tickets.some((row) => row.created_at.startsWith("2024-02-29")),
    "a ticket resolved after midnight": (data) =>
      data.tickets.some((row) => row.resolved_at !== null && dayOf(row.resolved_at) > dayOf(row.created_at)),
    "an unknown site": (data) => data.tickets.some((row) => row.site_id === "X99"),
  },
};
