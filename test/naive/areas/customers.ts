import fc from "fast-check";
import type { Area } from "../area.ts";
import { nullable, numbered, site } from "../awkward.ts";
import type { NaiveSource } from "../source.ts";

declare module "../data.ts" {
  interface Rows {
    customers: Customer;
  }
}

type Customer = {
  customer_id: string;
  tier: "key" | "member" | "regular" | null;
  site_id: string | null;
  joined_on: string | null;
};

const customers: NaiveSource<Customer> = {
  columns: { customer_id: "客户编号", tier: "客户等级", site_id: "小区", joined_on: "入住日期" },
  key: ["customer_id"],
  row: ({ days }) =>
    fc.record({
      customer_id: numbered("C", 4),
      tier: nullable(fc.constantFrom("key", "member", "regular")),
      site_id: site,
      joined_on: nullable(days),
    }),
  most: 6,
};

export const area: Area = { sources: { customers }, reads: [], policies: [], metrics: {}, situations: {} };
