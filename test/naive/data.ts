/**
 * Plain rows of the eleven sources, as a person would write them down: times are Shanghai wall time as text
 * ("2024-02-29 23:59:59"), days "2024-02-29", money whole fen, null an empty cell.
 */
export type Site = { site_id: string; name: string; kind: string | null; category: string | null };
export type Agent = { agent_id: string; name: string; team: string | null; leader_id: string | null };
export type Customer = { customer_id: string; tier: "key" | "member" | "regular" | null; site_id: string | null };

export type Ticket = {
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
};

export type Complaint = {
  complaint_id: string;
  ticket_id: string | null;
  site_id: string | null;
  agent_id: string | null;
  department: string | null;
  channel: "hotline" | "visit" | null;
  category: string | null;
  cause: "process" | "delay" | null;
  severity: "major" | "normal" | null;
  received_at: string;
  resolved_at: string | null;
  revisited_at: string | null;
};

export type Survey = {
  survey_id: string;
  campaign: "ticket" | "complaint" | "care" | "discharge" | "questionnaire" | "member";
  ticket_id: string | null;
  complaint_id: string | null;
  customer_id: string | null;
  site_id: string | null;
  agent_id: string | null;
  due_from: string | null;
  issued_at: string | null;
  visited_at: string | null;
  method: "phone" | "paper" | null;
  outcome: "completed" | "no_answer" | "refused" | "pending" | null;
  score: number | null;
  nps: number | null;
};

export type Bill = {
  bill_id: string;
  customer_id: string;
  site_id: string;
  collector_id: string | null;
  fee_kind: "water" | "property" | null;
  /** First day of the month billed for. */
  period: string | null;
  due_on: string;
  amount: number;
  settled_on: string | null;
};

export type Payment = { payment_id: string; bill_id: string; paid_on: string; amount: number };

export type Rating = {
  rating_id: string;
  shop_id: string;
  buyer_id: string | null;
  agent_id: string | null;
  rated_at: string;
  description: number | null;
  service: number | null;
  logistics: number | null;
  sentiment: "good" | "neutral" | "bad" | null;
};

export const FACETS = ["description", "service", "logistics"] as const;
export type Facet = (typeof FACETS)[number];

/** `month` is the month's first day. */
export type IndustryRating = {
  category: string;
  month: string;
  facet: Facet;
  mean: number;
  high: number | null;
  low: number | null;
};

export type TargetRow = {
  metric: string;
  grain: "month" | "quarter" | "year" | "any";
  site_id: string | null;
  holds_from: string;
  comparison: ">=" | "<=";
  value: number;
};

export type Rows = {
  sites: Site;
  agents: Agent;
  customers: Customer;
  tickets: Ticket;
  complaints: Complaint;
  surveys: Survey;
  bills: Bill;
  payments: Payment;
  ratings: Rating;
  industry_ratings: IndustryRating;
  targets: TargetRow;
};
export type Source = keyof Rows;

/** A record of a file; `damage` overwrites cells (contract column → text) so that the loader must reject the record. */
export type FileRecord<R> = { row: R; damage: Record<string, string> | null };

/** One file as handed in, in the order of handing in. */
export type Delivery = {
  [S in Source]: { source: S; uploader: string; loadedAt: string; records: FileRecord<Rows[S]>[] };
}[Source];

/** One accepted load, as the ledger knows it. */
export type LedgerLine = {
  load: number;
  source: Source;
  uploader: string;
  loadedAt: string;
  read: number;
  rejected: number;
};

/** What the business knows after all deliveries: one row for each business key, the latest. */
export type Data = { [S in Source]: Rows[S][] } & { ledger: LedgerLine[] };

const KEYS: { [S in Source]: (row: Rows[S]) => string } = {
  sites: (row) => row.site_id,
  agents: (row) => row.agent_id,
  customers: (row) => row.customer_id,
  tickets: (row) => row.ticket_id,
  complaints: (row) => row.complaint_id,
  surveys: (row) => row.survey_id,
  bills: (row) => row.bill_id,
  payments: (row) => row.payment_id,
  ratings: (row) => row.rating_id,
  industry_ratings: (row) => `${row.category}|${row.month}|${row.facet}`,
  targets: (row) => `${row.metric}|${row.grain}|${row.site_id ?? ""}|${row.holds_from}`,
};

function latest<S extends Source>(source: S, deliveries: readonly Delivery[]): Rows[S][] {
  const rows = new Map<string, Rows[S]>();
  for (const delivery of deliveries) {
    if (delivery.source !== source) continue;
    for (const { row, damage } of delivery.records as FileRecord<Rows[S]>[]) {
      if (damage === null) rows.set(KEYS[source](row), row);
    }
  }
  return [...rows.values()];
}

/** Merges by business key, later rows win, damaged records are left out but counted in the ledger. */
export function merge(deliveries: readonly Delivery[]): Data {
  return {
    sites: latest("sites", deliveries),
    agents: latest("agents", deliveries),
    customers: latest("customers", deliveries),
    tickets: latest("tickets", deliveries),
    complaints: latest("complaints", deliveries),
    surveys: latest("surveys", deliveries),
    bills: latest("bills", deliveries),
    payments: latest("payments", deliveries),
    ratings: latest("ratings", deliveries),
    industry_ratings: latest("industry_ratings", deliveries),
    targets: latest("targets", deliveries),
    ledger: deliveries.map(({ source, uploader, loadedAt, records }, index) => ({
      load: index + 1,
      source,
      uploader,
      loadedAt,
      read: records.length,
      rejected: records.filter((record) => record.damage !== null).length,
    })),
  };
}

/** Nothing handed in; tests add the rows they are about. */
export function noData(): Data {
  return merge([]);
}
