import fc from "fast-check";
import { agent, delay, later, nullable, numbered, site, timeOf } from "./awkward.ts";
import type { Complaint, Survey, Ticket } from "./data.ts";

export const ticketRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Ticket> =>
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
      closed: nullable(delay),
      status: nullable(fc.constantFrom("new", "open", "pending", "resolved", "closed", "cancelled", "cancelled"), 8),
      pending: nullable(fc.constantFrom(0, 0.5, 1, 30), 2),
    })
    .map(({ answered, resolved, closed, pending, ...row }): Ticket => {
      const resolved_at = resolved === null ? null : later(row.created_at, resolved);
      return {
        ...(row as Omit<Ticket, "first_response_at" | "resolved_at" | "closed_at" | "pending_minutes">),
        first_response_at: answered === null ? null : later(row.created_at, answered),
        resolved_at,
        closed_at: closed === null ? null : later(resolved_at ?? row.created_at, closed),
        // Never longer than the ticket took: what a negative working time should be, no text says.
        pending_minutes: pending !== null && resolved !== null && pending * 60 > resolved ? null : pending,
      };
    });

export const complaintRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Complaint> =>
  fc
    .record({
      complaint_id: numbered("K", 14),
      ticket_id: nullable(numbered("T", 40)),
      site_id: site,
      agent_id: agent,
      department: nullable(fc.constantFrom("工程部", "客服部")),
      channel: nullable(fc.constantFrom("hotline", "visit")),
      category: nullable(fc.constantFrom("漏水", "收费")),
      cause: nullable(fc.constantFrom("process", "delay")),
      severity: nullable(fc.constantFrom("major", "normal")),
      received_at: timeOf(days),
      resolved: nullable(delay),
      revisited: fc.option(delay, { nil: null, freq: 2 }),
    })
    .map(({ resolved, revisited, ...row }): Complaint => {
      const resolved_at = resolved === null ? null : later(row.received_at, resolved);
      return {
        ...(row as Omit<Complaint, "resolved_at" | "revisited_at">),
        resolved_at,
        revisited_at: revisited === null ? null : later(resolved_at ?? row.received_at, revisited),
      };
    });

export const surveyRow = (days: fc.Arbitrary<string>): fc.Arbitrary<Survey> =>
  fc
    .record({
      survey_id: numbered("V", 50),
      campaign: fc.constantFrom("ticket", "complaint", "care", "discharge", "questionnaire", "member"),
      ticket_id: nullable(numbered("T", 41)),
      complaint_id: nullable(numbered("K", 15), 3),
      customer_id: nullable(numbered("C", 5)),
      site_id: site,
      agent_id: agent,
      start: timeOf(days),
      due: fc.boolean(),
      issued: nullable(delay, 2),
      visited: nullable(delay, 5),
      method: nullable(fc.constantFrom("phone", "paper")),
      outcome: nullable(fc.constantFrom("completed", "completed", "no_answer", "refused", "pending"), 8),
      score: nullable(fc.integer({ min: 1, max: 5 })),
      nps: nullable(fc.constantFrom(0, 6, 7, 8, 9, 10)),
    })
    .map(({ start, due, issued, visited, ...row }): Survey => {
      const visited_at = visited === null ? null : later(start, visited);
      return {
        ...(row as Omit<Survey, "due_from" | "issued_at" | "visited_at">),
        due_from: due ? start : null,
        // A paper form can go out before the service is done, but nobody answers a form before it goes out.
        issued_at:
          issued === null
            ? null
            : visited_at === null
              ? later(start, issued)
              : later(start, Math.min(issued, visited!)),
        visited_at,
      };
    });
