import { beforeAll, describe, expect, test } from "vitest";
import { factsOf, type Row } from "./facts.ts";

const WEEK = ["mon", "tue", "wed", "thu", "fri"].map((day) => `office,${day},09:00,18:00`);

/** Thursday 2024-03-14; nothing official that week. */
const FILES = {
  calendars: ["calendar_id,weekday,opens,closes", ...WEEK],
  sla_policies: [
    "policy_id,kind,priority,site_id,calendar_id,first_response_minutes,resolution_minutes,paused_states,holds_from",
    "any,,,,office,60,480,等待客户；Waiting,2020-01-01",
    "repair,报修,,,office,30,240,,2020-01-01",
    "repair,报修,,,office,20,240,,2024-03-15",
    "urgent,,紧急,,,10,120,,2020-01-01",
    "site,,,S1,office,50,400,,2020-01-01",
    "site_repair,repair,,S1,office,40,,,2020-01-01",
    "later,咨询,,,office,70,,,2024-03-15",
    "same,咨询,,,office,71,,,2024-03-14",
  ],
  tickets: [
    "ticket_id,kind,priority,site_id,created_at,first_response_at,resolved_at,closed_at,status,pending_minutes",
    "plain,other,,,2024-03-14 17:30,2024-03-14 17:45,2024-03-15 17:30,,已解决,60",
    "repair,repair,,,2024-03-14 10:00,,,,,",
    "repair_friday,repair,,,2024-03-15 10:00,,,,,",
    "urgent_repair,repair,urgent,,2024-03-14 20:00,2024-03-14 20:11,,,,",
    "site,other,,S1,2024-03-14 10:00,,,,,",
    "site_urgent,other,urgent,S1,2024-03-14 10:00,,,,,",
    "site_repair,repair,,S1,2024-03-14 10:00,,,,,",
    "consult,consult,,,2024-03-14 10:00,,,,,",
    "consult_friday,consult,,,2024-03-15 10:00,,,,,",
    // Due on Friday at 17:30 plus the hour that it waited: 18:00, and on Monday half an hour more.
    "evening,other,,,2024-03-15 09:00,,2024-03-15 18:00,,,60",
    "after_closing,other,,,2024-03-15 09:00,,2024-03-15 18:30,,,60",
    "closed,other,,,2024-03-14 09:00,,,2024-03-14 11:00,已关闭,",
    "cancelled,other,,,2024-03-14 09:00,,,2024-03-14 11:00,已取消,",
    "early,other,,,2019-12-31 09:00,,,,,",
    "reopened,other,,,2024-03-14 09:00,2024-03-14 09:01,2024-03-14 10:00,,,500",
    "back_to_work,other,,,2024-03-14 09:00,,,,,",
    "waiting,other,,,2024-03-14 09:00,,,,,",
    "waited_late,other,,,2024-03-14 09:00,,,,,",
    "silent,other,,,2024-03-14 09:00,2024-03-14 09:20,2024-03-14 12:00,,,30",
    "in_pause,other,,,2024-03-14 09:00,,,,,",
  ],
  ticket_events: [
    "ticket_id,occurred_at,event,state",
    // One hour, then closed for a night and a morning, then two hours more.
    "reopened,2024-03-14 09:00,created,",
    "reopened,2024-03-14 09:20,agent_reply,",
    "reopened,2024-03-14 09:30,first_response,",
    "reopened,2024-03-14 10:00,resolved,",
    "reopened,2024-03-15 13:00,reopened,",
    "reopened,2024-03-15 15:00,state,已解决",
    "reopened,2024-03-16 15:00,closed,",
    // A state of work after the end is a reopening too. No response but the reply.
    "back_to_work,2024-03-14 09:10,agent_reply,",
    "back_to_work,2024-03-14 10:00,state,Resolved",
    "back_to_work,2024-03-14 11:00,state,处理中",
    // Two hours, then it waits.
    "waiting,2024-03-14 09:00,created,Open",
    "waiting,2024-03-14 11:00,state,waiting",
    // Waits after its limit: 480 minutes were over at 17:00.
    "waited_late,2024-03-14 17:30,state,等待客户",
    // A log that tells of no state: the columns say when it was answered and resolved, and how long it waited.
    "silent,2024-03-14 09:05,assigned,",
    // Answered while it waited: half an hour had run.
    "in_pause,2024-03-14 09:30,state,Waiting",
    "in_pause,2024-03-14 11:00,agent_reply,",
    "in_pause,2024-03-14 12:00,state,Open",
  ],
};

let clocks = new Map<string, Row>();
let tickets = new Map<string, Row>();
const clock = (id: string): Row => clocks.get(id) ?? {};

beforeAll(async () => {
  const [clockRows = [], ticketRows = []] = await factsOf(FILES, ["from facts.sla_clocks", "from facts.tickets"]);
  clocks = new Map(clockRows.map((row) => [`${String(row["ticket_id"])} ${String(row["clock"])}`, row]));
  tickets = new Map(ticketRows.map((row) => [String(row["ticket_id"]), row]));
}, 60_000);

describe("the policy of a ticket", () => {
  test("is the one that names most of kind, priority and site", () => {
    expect(clock("plain first_response")["policy_id"]).toBe("any");
    expect(clock("repair first_response")["policy_id"]).toBe("repair");
    expect(clock("site first_response")["policy_id"]).toBe("site");
    expect(clock("site_repair first_response")["policy_id"]).toBe("site_repair");
  });

  test("of those that name as many, is the one with the site, then with the priority, then with the kind", () => {
    expect(clock("urgent_repair first_response")["policy_id"]).toBe("urgent");
    expect(clock("site_urgent first_response")["policy_id"]).toBe("site");
  });

  test("is as it held on the day on which the ticket came, of two alike the newer", () => {
    expect(clock("repair first_response")["limit_minutes"]).toBe(30);
    expect(clock("repair_friday first_response")["limit_minutes"]).toBe(20);
    expect(clock("consult first_response")["limit_minutes"]).toBe(71);
    expect(clock("consult_friday first_response")["limit_minutes"]).toBe(70);
    expect(clocks.has("early first_response")).toBe(false);
  });

  test("has the clocks for which it names a limit, none taken from another policy", () => {
    expect(clocks.has("site_repair first_response")).toBe(true);
    expect(clocks.has("site_repair resolution")).toBe(false);
  });
});

describe("a clock", () => {
  test("counts the calendar's time, less what the ticket waited", () => {
    expect(clock("plain first_response")).toMatchObject({
      working_minutes: 15,
      state: "met",
      due_at: "2024-03-15 09:30:00",
    });
    // 30 minutes on Thursday, 510 on Friday, one hour of waiting: 480 of 480.
    expect(clock("plain resolution")).toMatchObject({ working_minutes: 480, remaining_minutes: 0, state: "met" });
    expect(tickets.get("plain")).toMatchObject({ first_response_minutes: 15, resolution_minutes: 480 });
  });

  test("runs around the clock under a policy without a calendar", () => {
    expect(clock("urgent_repair first_response")).toMatchObject({
      due_at: "2024-03-14 20:10:00",
      state: "breached",
      working_minutes: 11,
    });
    expect(clock("urgent_repair resolution")).toMatchObject({
      due_at: "2024-03-14 22:00:00",
      state: "running",
      working_minutes: null,
    });
  });

  test("that is due at closing time is late after it, though no working time has passed", () => {
    expect(clock("evening resolution")).toMatchObject({ due_at: "2024-03-15 18:00:00", state: "met" });
    expect(clock("after_closing resolution")).toMatchObject({ due_at: "2024-03-15 18:00:00", state: "breached" });
  });

  test("stops when the ticket is closed; a cancelled one has none to keep", () => {
    expect(clock("closed resolution")).toMatchObject({
      stopped_at: "2024-03-14 11:00:00",
      state: "met",
      working_minutes: 120,
    });
    expect(tickets.get("closed")).toMatchObject({ resolved_at: null, resolution_minutes: null });
    expect(clock("cancelled resolution")["state"]).toBe("cancelled");
    expect(clock("cancelled first_response")["state"]).toBe("cancelled");
    expect(clock("closed first_response")["state"]).toBe("running");
  });
});

describe("a ticket with a log", () => {
  test("stands still between resolved and reopened, and ends when last resolved", () => {
    expect(clock("reopened resolution")).toMatchObject({
      stopped_at: "2024-03-15 15:00:00",
      working_minutes: 180,
      // 300 minutes left at 15:00 on Friday: 180 until 18:00, 120 on Monday.
      due_at: "2024-03-18 11:00:00",
      state: "met",
    });
    expect(tickets.get("reopened")).toMatchObject({ resolution_minutes: 180, reopened: "1" });
  });

  test("is answered at its first response, a reply before it or not", () => {
    expect(clock("reopened first_response")).toMatchObject({ stopped_at: "2024-03-14 09:30:00", working_minutes: 30 });
    expect(clock("back_to_work first_response")).toMatchObject({
      stopped_at: "2024-03-14 09:10:00",
      working_minutes: 10,
    });
  });

  test("runs on in a state of work", () => {
    // One hour before, so seven more from 11:00.
    expect(clock("back_to_work resolution")).toMatchObject({
      stopped_at: null,
      state: "running",
      due_at: "2024-03-14 18:00:00",
    });
    expect(tickets.get("back_to_work")).toMatchObject({ resolved_at: null, ended_at: null, reopened: "1" });
  });

  test("is not due while it waits, unless it was late before", () => {
    expect(clock("waiting resolution")).toMatchObject({
      state: "paused",
      due_at: null,
      working_minutes: 120,
      remaining_minutes: 360,
    });
    expect(clock("waited_late resolution")).toMatchObject({ due_at: "2024-03-14 17:00:00", remaining_minutes: -30 });
  });

  test("takes from its columns what the log does not tell", () => {
    expect(clock("silent first_response")).toMatchObject({ working_minutes: 20, state: "met" });
    expect(clock("silent resolution")).toMatchObject({ stopped_at: "2024-03-14 12:00:00", working_minutes: 150 });
  });

  test("counts a response in a pause with what had run", () => {
    expect(clock("in_pause first_response")).toMatchObject({
      working_minutes: 30,
      state: "met",
      due_at: "2024-03-14 11:30:00",
    });
  });
});
