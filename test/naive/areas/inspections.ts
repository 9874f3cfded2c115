import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, rarely, SITES, timeOf, WARDS } from "../awkward.ts";
import { billedOn, countedBills } from "../billing.ts";
import { earlier, nextPeriod, periodOf, type Day, type PeriodGrain, type Span } from "../calendar.ts";
import type { Data, Site } from "../data.ts";
import { maintenanceOf } from "../maintenance.ts";
import { once, placed, ratio, stateful, sumOfMoney, yes, type Metric } from "../metric.ts";
import { organised } from "../organised.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { accepts, clock, dayOf, divided, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    inspections: Inspection;
  }
}

type Inspection = {
  inspection_id: string;
  kind: "network" | "system" | "ward" | "cleaning";
  site_id: string;
  inspector_id: string | null;
  inspected_at: string;
  recorded: boolean | null;
  severity: "none" | "minor" | "major" | null;
  reported_at: string | null;
  report_at: string | null;
  loss_amount: number | null;
};

const MINOR_HOURS: Policy = { rule: "anomaly_minor_hours", text: 24, others: [1, 48] };
const MAJOR_HOURS: Policy = { rule: "anomaly_major_hours", text: 1, others: [2, 24] };
const CLEANING_HOUR: Policy = { rule: "cleaning_by_hour", text: 7.5, others: [7, 8.5] };

const inspections: NaiveSource<Inspection> = {
  columns: {
    inspection_id: "巡查编号",
    kind: {
      header: "巡检类型",
      words: { network: "管网巡查", system: "系统巡检", ward: "病房巡视", cleaning: "垃圾清运" },
    },
    site_id: "小区",
    inspector_id: "巡查人",
    inspected_at: "巡查时间",
    recorded: { header: "有记录", cell: "bool" },
    severity: { header: "异常等级", words: { none: "无", minor: "一般", major: "严重" } },
    reported_at: "上报时间",
    report_at: "报告上传时间",
    loss_amount: { header: "漏水损失", cell: "money" },
  },
  key: ["inspection_id"],
  happened: ["inspected_at"],
  row: ({ days }) =>
    fc
      .record({
        inspection_id: numbered("I", 45),
        kind: fc.constantFrom("network", "system", "system", "ward", "cleaning"),
        place: fc.constantFrom(...SITES, ...SITES, "X99"),
        ward: fc.constantFrom(...WARDS),
        inspector_id: agent,
        inspected_at: timeOf(days, ["07:29:59", "07:30:00", "07:30:01", "06:00:00"]),
        recorded: nullable(fc.boolean(), 3),
        severity: nullable(fc.constantFrom("none", "minor", "major"), 8),
        reported: nullable(fc.oneof(delay, fc.constantFrom(3599, 3601, 7200)), 3),
        report: nullable(fc.oneof(fc.constantFrom(0, 1, 95), delay), 6),
        loss_amount: rarely(fc.constantFrom(0, 1, 88_800)),
      })
      .map(({ place, ward, reported, report, ...row }): Inspection => ({
        ...row,
        site_id: row.kind === "ward" ? ward : place,
        reported_at: reported === null ? null : later(row.inspected_at, reported),
        report_at: report === null ? null : later(row.inspected_at, report),
      })),
  most: 40,
  damages: [{ kind: "散步" }, { inspected_at: "" }, { loss_amount: "很多" }],
};

function membersOf({ site_id, inspector_id, kind }: Inspection): Members {
  return { site: site_id, inspector: inspector_id, kind };
}

const inspectedAt = ({ inspected_at }: Inspection): string => inspected_at;

/** Inspections of a kind, the earliest first. */
function ofKind(data: Data, kind: Inspection["kind"]): Inspection[] {
  const order = ({ inspected_at, inspection_id }: Inspection): string => `${inspected_at.padEnd(23)} ${inspection_id}`;
  return data.inspections.filter((one) => one.kind === kind).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function listed(data: Data, kind: Site["kind"]): Site[] {
  return data.sites.filter((site) => site.kind === kind);
}

/** What a site owes in a week or a month: it is owed from the period's first day on, and done once `doneOn` has come. */
type Duty = { day: Day; doneOn: Day | null; members: Members };

/**
 * Share of the duties that are done. `untilToday`: done is what today knows to be done; otherwise what was by the
 * span's end.
 */
function dutiesDone(duties: (data: Data) => Duty[], untilToday: boolean): Metric {
  const all = once((data) =>
    duties(data)
      .filter(({ day }) => day <= data.today)
      .map((duty) => ({ ...duty, members: organised(data, duty.members) })),
  );
  return stateful(
    (data, span, filters) => {
      const end = earlier(span.last, span.asOf);
      let done = 0;
      let owed = 0;
      for (const { day, doneOn, members } of all(data)) {
        if (day < span.first || day > end || !accepts(filters, members)) continue;
        owed += 1;
        if (doneOn !== null && doneOn <= (untilToday ? span.asOf : end)) done += 1;
      }
      return divided(done, owed, owed);
    },
    (data) => all(data).map(({ members }) => members),
  );
}

/** Every week or month from the one that holds the day up to today's. */
function periodsFrom(data: Data, grain: Exclude<PeriodGrain, "all">, from: Day): Span[] {
  const periods: Span[] = [];
  for (let period = periodOf(grain, from); period.first <= data.today; period = nextPeriod(grain, period)) {
    periods.push(period);
  }
  return periods;
}

function within({ first, last }: Span, time: string): boolean {
  return dayOf(time) >= first && dayOf(time) <= last;
}

/** Communities and months: each from the first patrol of any on, or from its own first bill or inspection if that is later. */
function patrols(data: Data): Duty[] {
  const all = ofKind(data, "network");
  const [first] = all;
  if (first === undefined) return [];
  return listed(data, "community").flatMap(({ site_id, manager_id }) => {
    const own = all.filter((one) => one.site_id === site_id);
    const signs = [
      ...countedBills(data)
        .filter((bill) => bill.site_id === site_id)
        .map(billedOn),
      ...data.inspections.filter((one) => one.site_id === site_id).map(({ inspected_at }) => dayOf(inspected_at)),
    ].sort();
    const begun = dayOf(first.inspected_at);
    const known = signs[0] ?? begun;
    return periodsFrom(data, "month", known > begun ? known : begun).map((month) => {
      const done = own.filter(({ inspected_at }) => within(month, inspected_at));
      const doneOn = done[0] === undefined ? null : dayOf(done[0].inspected_at);
      return { day: month.first, doneOn, members: { site: site_id, inspector: whoDid(done, manager_id) } };
    });
  });
}

/** The first inspector that the inspections name; without one the site's own manager. */
function whoDid(done: readonly Inspection[], manager: string | null): string | null {
  return done.find(({ inspector_id }) => inspector_id !== null)?.inspector_id ?? manager;
}

/** Systems and the months of which a day lies in their maintenance, from the first inspection of any system on. */
function systemRounds(data: Data): Duty[] {
  const all = ofKind(data, "system");
  const [first] = all;
  if (first === undefined) return [];
  return listed(data, "system").flatMap((site) => {
    const { from, until } = maintenanceOf(data, site);
    return periodsFrom(data, "month", dayOf(first.inspected_at))
      .filter((month) => (from === null || from <= month.last) && (until === null || until >= month.first))
      .map((month) => {
        const done = all.filter((one) => one.site_id === site.site_id && within(month, one.inspected_at));
        const reported = done.flatMap(({ report_at }) =>
          report_at !== null && dayOf(report_at) <= month.last ? [dayOf(report_at)] : [],
        );
        return {
          day: month.first,
          doneOn: reported.sort()[0] ?? null,
          members: { site: site.site_id, inspector: whoDid(done, site.manager_id) },
        };
      });
  });
}

/** Departments and weeks, from that of the first round on. */
function wardRounds(data: Data): Duty[] {
  const all = ofKind(data, "ward");
  const [first] = all;
  if (first === undefined) return [];
  return listed(data, "department").flatMap(({ site_id }) =>
    periodsFrom(data, "week", dayOf(first.inspected_at)).map((week) => {
      const done = all.find((one) => one.site_id === site_id && within(week, one.inspected_at));
      return {
        day: week.first,
        doneOn: done === undefined ? null : dayOf(done.inspected_at),
        members: { site: site_id },
      };
    }),
  );
}

/** When an anomaly had to be reported; null for an inspection that found none. */
function reportLimit(data: Data, { severity, inspected_at }: Inspection): string | null {
  if (severity !== "minor" && severity !== "major") return null;
  const hours = policyOn(data, severity === "major" ? MAJOR_HOURS : MINOR_HOURS, dayOf(inspected_at));
  return later(inspected_at, hours * 3600);
}

function isCleared(data: Data, site_id: string, day: Day): boolean {
  const limit = clock(`${day} 00:00:00`) + policyOn(data, CLEANING_HOUR, day) * 3_600_000;
  return data.inspections.some(
    (one) =>
      one.kind === "cleaning" &&
      one.site_id === site_id &&
      dayOf(one.inspected_at) === day &&
      clock(one.inspected_at) <= limit,
  );
}

export const area: Area = {
  sources: { inspections },
  reads: ["bills", "contracts"],
  policies: [MINOR_HOURS, MAJOR_HOURS, CLEANING_HOUR],
  metrics: {
    patrol_coverage: dutiesDone(patrols, false),
    system_inspection_coverage: dutiesDone(systemRounds, false),
    ward_round_weekly: dutiesDone(wardRounds, true),
    inspection_recorded: ratio((data) =>
      placed(data.inspections, membersOf, inspectedAt, ({ recorded }) => [yes(recorded === true), 1]),
    ),
    anomaly_reported: ratio((data) =>
      placed(
        data.inspections,
        membersOf,
        inspectedAt,
        (one) => {
          const limit = reportLimit(data, one);
          return limit === null ? null : [yes(one.reported_at !== null && clock(one.reported_at) <= clock(limit)), 1];
        },
        (one) => {
          const limit = reportLimit(data, one);
          return limit !== null && one.reported_at !== null && clock(one.reported_at) < clock(limit)
            ? one.reported_at
            : limit;
        },
      ),
    ),
    leak_loss: sumOfMoney((data) =>
      placed(data.inspections, membersOf, inspectedAt, ({ loss_amount }) =>
        loss_amount === null || loss_amount === 0 ? null : [loss_amount, 1],
      ),
    ),
    cleaning_by_0730: ratio((data) => {
      const first = ofKind(data, "cleaning")[0];
      if (first === undefined) return [];
      return listed(data, "community").flatMap(({ site_id }) =>
        periodsFrom(data, "day", dayOf(first.inspected_at)).map(({ first: day }) => ({
          day,
          members: { site: site_id },
          x: yes(isCleared(data, site_id, day)),
          y: 1,
        })),
      );
    }),
  },
  situations: {
    "waste cleared at 7:30 sharp": (data) =>
      data.inspections.some(({ kind, inspected_at }) => kind === "cleaning" && inspected_at.endsWith(" 07:30:00")),
    "a patrol before the first bill": (data) =>
      data.bills.some((bill) =>
        data.inspections.some((one) => one.site_id === bill.site_id && dayOf(one.inspected_at) < billedOn(bill)),
      ),
    "a report of the next month": (data) =>
      data.inspections.some(
        ({ kind, inspected_at, report_at }) =>
          kind === "system" && report_at !== null && report_at.slice(0, 7) > inspected_at.slice(0, 7),
      ),
    "a system whose maintenance ends": (data) => data.sites.some((site) => maintenanceOf(data, site).until !== null),
    "a community without a patrol in the month": (data) => patrols(data).some(({ doneOn }) => doneOn === null),
    "an anomaly not yet past its limit": (data) =>
      data.inspections.some((one) => {
        const limit = reportLimit(data, one);
        return limit !== null && one.reported_at === null && dayOf(limit) >= data.today;
      }),
  },
};
