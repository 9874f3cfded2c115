import type { Delivery, Source } from "./data.ts";

type Column = { name: string; header: string; money?: true; month?: true };

const column = (name: string, header: string): Column => ({ name, header });
const money = (name: string, header: string): Column => ({ name, header, money: true });
const month = (name: string, header: string): Column => ({ name, header, month: true });

/** Headers as staff's exports spell them: aliases of sources.yml. */
const COLUMNS: Record<Source, Column[]> = {
  sites: [column("site_id", "编号"), column("name", "名称"), column("kind", "类型"), column("category", "行业")],
  agents: [column("agent_id", "工号"), column("name", "姓名"), column("team", "班组"), column("leader_id", "上级工号")],
  customers: [column("customer_id", "客户编号"), column("tier", "客户等级"), column("site_id", "小区")],
  tickets: [
    column("ticket_id", "工单号"),
    column("kind", "工单类型"),
    column("category", "问题分类"),
    column("channel", "受理渠道"),
    column("priority", "优先级"),
    column("customer_id", "客户编号"),
    column("site_id", "小区"),
    column("agent_id", "处理人"),
    column("created_at", "创建时间"),
    column("first_response_at", "首次响应时间"),
    column("resolved_at", "解决时间"),
    column("closed_at", "关闭时间"),
    column("status", "工单状态"),
    column("pending_minutes", "挂起时长"),
  ],
  complaints: [
    column("complaint_id", "投诉编号"),
    column("ticket_id", "关联工单"),
    column("site_id", "小区"),
    column("agent_id", "被投诉人"),
    column("department", "责任部门"),
    column("channel", "投诉渠道"),
    column("category", "投诉类别"),
    column("cause", "投诉原因"),
    column("severity", "投诉等级"),
    column("received_at", "投诉时间"),
    column("resolved_at", "办结时间"),
    column("revisited_at", "回访时间"),
  ],
  surveys: [
    column("survey_id", "回访编号"),
    column("campaign", "回访类型"),
    column("ticket_id", "关联工单"),
    column("complaint_id", "投诉编号"),
    column("customer_id", "客户编号"),
    column("site_id", "小区"),
    column("agent_id", "回访人"),
    column("due_from", "服务完成时间"),
    column("issued_at", "发放时间"),
    column("visited_at", "回访时间"),
    column("method", "回访方式"),
    column("outcome", "回访结果"),
    column("score", "满意度"),
    column("nps", "推荐度"),
  ],
  bills: [
    column("bill_id", "账单号"),
    column("customer_id", "户号"),
    column("site_id", "责任小区"),
    column("collector_id", "小区责任人"),
    column("fee_kind", "费用类型"),
    month("period", "账期"),
    column("due_on", "应缴日期"),
    money("amount", "应收金额"),
    column("settled_on", "结清日期"),
  ],
  payments: [
    column("payment_id", "流水号"),
    column("bill_id", "账单号"),
    column("paid_on", "实收日期"),
    money("amount", "实收金额"),
  ],
  ratings: [
    column("rating_id", "评价编号"),
    column("shop_id", "店铺编号"),
    column("buyer_id", "买家昵称"),
    column("agent_id", "客服"),
    column("rated_at", "评价时间"),
    column("description", "描述相符"),
    column("service", "服务态度"),
    column("logistics", "物流服务"),
    column("sentiment", "评价类型"),
  ],
  industry_ratings: [
    column("category", "类目"),
    month("month", "月份"),
    column("facet", "指标"),
    column("mean", "行业平均"),
    column("high", "行业最高"),
    column("low", "行业最低"),
  ],
  targets: [
    column("metric", "指标"),
    column("grain", "周期"),
    column("site_id", "小区"),
    column("holds_from", "生效日期"),
    column("comparison", "方向"),
    column("value", "目标值"),
  ],
};

/** Chinese words for enum ids, as sources.yml brackets them; ids that are not here go out as they are. */
const WORDS: Record<string, string> = {
  consult: "咨询",
  repair: "报修",
  request: "业务办理",
  order: "订单",
  other: "其他",
  phone: "电话",
  forum: "论坛",
  hotline: "投诉电话",
  visit: "来访",
  paper: "纸质",
  urgent: "紧急",
  low: "低",
  new: "新建",
  open: "处理中",
  resolved: "已解决",
  closed: "已关闭",
  cancelled: "作废",
  process: "服务流程",
  delay: "不及时",
  major: "重大",
  care: "关怀回访",
  discharge: "出院回访",
  questionnaire: "意见调查",
  completed: "成功",
  no_answer: "无人接听",
  refused: "拒访",
  water: "水费",
  property: "物业费",
  good: "好评",
  neutral: "中评",
  bad: "差评",
  month: "月",
  quarter: "季",
  year: "年",
  any: "不限",
};
/** Columns whose values are enums: only there is an id replaced by its Chinese word. */
const ENUM_COLUMNS = new Set([
  ...["tickets.kind", "tickets.channel", "tickets.priority", "tickets.status"],
  ...["complaints.channel", "complaints.cause", "complaints.severity"],
  ...["surveys.campaign", "surveys.method", "surveys.outcome"],
  ...["bills.fee_kind", "ratings.sentiment", "targets.grain"],
]);

/** 12345 → "123.45". */
export function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function cell(source: Source, { name, money, month }: Column, value: string | number | null): string {
  if (value === null) return "";
  if (money) return yuan(value as number);
  if (month) return (value as string).slice(0, 7);
  const text = String(value);
  return ENUM_COLUMNS.has(`${source}.${name}`) ? (WORDS[text] ?? text) : text;
}

/** The delivery as a CSV in UTF-8 with Chinese headers; no value here needs quoting. */
export function csvOf(delivery: Delivery): string {
  const columns = COLUMNS[delivery.source];
  const lines = delivery.records.map(({ row, damage }) =>
    columns
      .map((entry) => damage?.[entry.name] ?? cell(delivery.source, entry, row[entry.name as keyof typeof row]))
      .join(","),
  );
  return [columns.map((entry) => entry.header).join(","), ...lines, ""].join("\n");
}
