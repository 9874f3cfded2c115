import type { Export, Size } from "./export.ts";
import { TICKET_COLUMNS } from "./tickets.ts";

/**
 * 工单_补录.csv, typed up on the Monday after: of the last 3000 tickets, four that were open are now settled (updated)
 * and two are sent as they were (unchanged); four new ones (one of them twice, one of a site nobody knows), and seven
 * lines that cannot be taken. Load it after the tickets.
 */
export function correctionsExport({ tickets }: Size): Export {
  return {
    file: "工单_补录.csv",
    encoding: "utf-8",
    bom: true,
    delimiter: ",",
    lineEnd: "\r\n",
    query: `
      with recent as (select * from tickets where i >= ${tickets - 3000}),
      settled as (
        select * replace (last_moment() as resolved_at, '已解决' as status, 1 as contacts, 0 as reopened)
        from recent where resolved_at is null and status <> '已取消' and first_response_at is not null order by i desc limit 4
      ),
      as_before as (select * from recent where closed_at is not null order by i limit 2)
      select ${TICKET_COLUMNS} from (select * from settled union all select * from as_before) order by i`,
    tail: [...ADDED, ...DAMAGED],
  };
}

const ADDED = [
  'BL260823-001,报修,水管漏水,来访,高,0040003,XQ04,WX2003,维修二班,2026-08-23 08:20,2026-08-23 08:41,,,2026-08-23 10:05,,已解决,,0,1,,"厨房, 接口处漏水"',
  'BL260823-002,咨询,水费查询,电话,中,0090002,XQ09,KF003,客服一组,2026-08-23 09:12,2026-08-23 09:15,,,2026-08-23 09:20,,已解决,,0,1,,"户主说""上月没用水"""',
  'BL260823-003,投诉,噪音扰民,电话,中,0110004,XQ11,KF002,客服一组,2026-08-23 22:40,2026-08-23 22:48,2026-08-24 18:00,等待物业回复,,,处理中,,,,,"1. 楼上装修\n2. 夜里十点仍在施工"',
  "BL260823-004,报修,停水,电话,高,,XQ99,WX1002,维修一班,2026-08-23 11:30,2026-08-23 11:52,,,2026-08-23 15:10,,已解决,,0,1,,小区编号填错，名录里没有",
  "BL260823-004,报修,停水,电话,高,,XQ99,WX1002,维修一班,2026-08-23 11:30,2026-08-23 11:52,,,2026-08-23 15:10,,已解决,,0,1,,小区编号填错，名录里没有",
];

/** In this order: done before it came in, unknown kind, no such day, no number, no time, a cell too many, blank, unknown priority. */
const DAMAGED = [
  "BL260823-005,报修,下水道堵塞,电话,中,0010002,XQ01,WX1001,维修一班,2026-08-23 14:00,2026-08-23 14:20,,,2026-08-22 16:00,,已解决,,0,1,,完成时间填早了一天",
  "BL260823-006,抄表,水表故障,电话,中,0010003,XQ01,WX1001,维修一班,2026-08-23 14:10,,,,,,处理中,,,,,类型不在单子里",
  "BL260823-007,报修,水压不足,电话,中,0010004,XQ01,WX1001,维修一班,2026-08-32 09:00,,,,,,处理中,,,,,没有这一天",
  ",报修,照明故障,电话,中,0010005,XQ01,WX1001,维修一班,2026-08-23 15:00,,,,,,处理中,,,,,忘了写工单编号",
  "BL260823-009,报修,门禁故障,电话,中,0010006,XQ01,WX1001,维修一班,,,,,,,处理中,,,,,没有受理时间",
  "BL260823-010,报修,电梯故障,电话,中,0010007,XQ01,WX1001,维修一班,2026-08-23 15:40,,,,,,处理中,,,,,二单元,电梯停在三楼",
  "",
  "BL260823-011,报修,停水,电话,火急,0010008,XQ01,WX1001,维修一班,2026-08-23 16:05,,,,,,处理中,,,,,优先级不在单子里",
];
